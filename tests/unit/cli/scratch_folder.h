// A folder of files that ends with its test.
#ifndef PARALLAX_TESTS_UNIT_CLI_SCRATCH_FOLDER_H_
#define PARALLAX_TESTS_UNIT_CLI_SCRATCH_FOLDER_H_

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "absl/strings/str_cat.h"

namespace parallax::cli {

class ScratchFolder {
 public:
  ScratchFolder() {
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    path_ = std::filesystem::temp_directory_path() /
            absl::StrCat("parallax_", test->test_suite_name(), "_", test->name(), "_", getpid());
    std::filesystem::create_directories(path_);
  }
  ~ScratchFolder() { std::filesystem::remove_all(path_); }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;

  std::string path(const std::string& name = "") const { return (path_ / name).string(); }

  std::string Write(const std::string& name, const std::string& bytes) const {
    std::ofstream(path_ / name, std::ios::binary) << bytes;
    return path(name);
  }

  std::string Read(const std::string& name) const {
    std::ifstream file(path_ / name, std::ios::binary);
    std::stringstream out;
    out << file.rdbuf();
    return out.str();
  }

 private:
  std::filesystem::path path_;
};

}  // namespace parallax::cli

#endif  // PARALLAX_TESTS_UNIT_CLI_SCRATCH_FOLDER_H_
