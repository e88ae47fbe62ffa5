#include <unistd.h>

#include <iostream>

#include "clients/cli/app.h"

int main(int argc, char** argv) {
  std::ios::sync_with_stdio(false);
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  return parallax::cli::RunCommandLine(
      arguments, parallax::cli::ProcessEnvironment,
      {std::cin, std::cout, std::cerr, parallax::cli::DetectStyle(STDOUT_FILENO),
       parallax::cli::DetectStyle(STDERR_FILENO)});
}
