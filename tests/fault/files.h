// Whole files, in and out.
#ifndef PARALLAX_TESTS_FAULT_FILES_H_
#define PARALLAX_TESTS_FAULT_FILES_H_

#include <fstream>
#include <iterator>
#include <string>

namespace parallax::fault {

inline std::string ReadAll(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}
inline void WriteAll(const std::string& file, const std::string& bytes) {
  std::ofstream(file, std::ios::binary | std::ios::trunc) << bytes;
}

}  // namespace parallax::fault

#endif  // PARALLAX_TESTS_FAULT_FILES_H_
