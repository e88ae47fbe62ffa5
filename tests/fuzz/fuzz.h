// What every fuzz target uses. A target feeds one door of the system with anything at all; what
// must hold behind the door is required, and a broken requirement ends the process as a memory
// error would.
#ifndef PARALLAX_TESTS_FUZZ_FUZZ_H_
#define PARALLAX_TESTS_FUZZ_FUZZ_H_

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

namespace parallax::fuzz {

inline void Require(bool holds, const char* what, const std::string& seen = "") {
  if (holds) return;
  std::fprintf(stderr, "broken: %s%s%s\n", what, seen.empty() ? "" : ": ", seen.c_str());
  std::abort();
}

}  // namespace parallax::fuzz

// Called by libFuzzer for every input.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

#endif  // PARALLAX_TESTS_FUZZ_FUZZ_H_
