// Build-time generator: catalog.toml to the tables of catalog.h. Refuses a catalog that contradicts
// itself, naming the place.
//
//   parallax_catalog_generator catalog.toml catalog_tables.cc
#include <toml++/toml.h>

#include <fstream>
#include <iostream>
#include <stdexcept>
#include <string>

#include "generator.h"

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: parallax_catalog_generator catalog.toml catalog_tables.cc\n";
    return 2;
  }
  try {
    const toml::table root = toml::parse_file(argv[1]);
    std::ofstream out(argv[2], std::ios::binary);
    out << parallax::catalog::generator::GenerateTables(root);
    out.close();
    if (!out) throw std::runtime_error(std::string(argv[2]) + ": cannot be written");
  } catch (const toml::parse_error& error) {
    std::cerr << argv[1] << ":" << error.source().begin.line << ": " << error.description() << "\n";
    return 1;
  } catch (const std::exception& error) {
    std::cerr << argv[1] << ": " << error.what() << "\n";
    return 1;
  }
  return 0;
}
