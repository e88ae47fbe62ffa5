// Memory behind vectors, for those who bound what is kept.
#ifndef PARALLAX_SDK_FRAMEWORK_HEAP_BYTES_H_
#define PARALLAX_SDK_FRAMEWORK_HEAP_BYTES_H_

#include <cstddef>
#include <vector>

namespace parallax::framework {

template <class... Vectors>
std::size_t HeapBytes(const Vectors&... vectors) {
  // Some hold pointers, whose own size is meant.
  // NOLINTNEXTLINE(bugprone-sizeof-expression)
  return (std::size_t{0} + ... + (vectors.capacity() * sizeof(typename Vectors::value_type)));
}

}  // namespace parallax::framework

#endif  // PARALLAX_SDK_FRAMEWORK_HEAP_BYTES_H_
