// A directory that goes away with the test.
#ifndef PARALLAX_TESTS_UNIT_STORE_TEMP_DIR_H_
#define PARALLAX_TESTS_UNIT_STORE_TEMP_DIR_H_

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <string>
#include <system_error>

namespace parallax {

class TempDir {
 public:
  TempDir() : path_(testing::TempDir() + "parallax-store-XXXXXX") {
    if (mkdtemp(path_.data()) == nullptr) std::abort();
  }
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;
  ~TempDir() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  const std::string& path() const { return path_; }
  std::string database() const { return path_ + "/parallax.db"; }

 private:
  std::string path_;
};

}  // namespace parallax

#endif  // PARALLAX_TESTS_UNIT_STORE_TEMP_DIR_H_
