// Holds the page of a bundled lens to its parameters, or rewrites its tables.
//
//   lens_page LENS            prints where the page differs; exit 1 when it does
//   lens_page LENS --write    rewrites the tables in plugins/LENS/README.md
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>

#include "tests/unit/lenses/bundled.h"
#include "tests/unit/lenses/page.h"

int main(int argc, char** argv) {
  const bool write = argc == 3 && std::string(argv[2]) == "--write";
  if (argc != 2 && !write) {
    std::cerr << "usage: lens_page LENS [--write]\n";
    return 2;
  }
  const auto lens = parallax::LoadBundled(argv[1]);
  const auto page = parallax::ReadPage(argv[1]);
  for (const absl::Status& status : {lens.status(), page.status()}) {
    if (status.ok()) continue;
    std::cerr << status.message() << "\n";
    return 2;
  }
  const parallax::ParameterTable table((*lens)->parameters());
  const auto rendered = parallax::RenderPage(*page, table);
  if (!rendered.ok()) {
    std::cerr << argv[1] << ": " << rendered.status().message() << "\n";
    return 2;
  }
  if (*rendered == *page) return 0;
  if (!write) {
    std::cout << parallax::FirstDifference(*page, *rendered) << "\n";
    return 1;
  }
  std::ofstream out(parallax::PagePath(argv[1]), std::ios::binary | std::ios::trunc);
  out << *rendered << std::flush;
  return out.good() ? 0 : 2;
}
