// Where something that is sent came from, to hand back with a refusal.
#ifndef PARALLAX_CLIENTS_CLI_WRITE_ORIGIN_H_
#define PARALLAX_CLIENTS_CLI_WRITE_ORIGIN_H_

#include <cstdint>
#include <string>

namespace parallax::cli {

struct Origin {
  std::string file;        // empty: the one input there is
  std::uint64_t line = 0;  // from 1
  std::string row;         // as it stood there, where it is to be kept
  std::string column;      // the column that is to blame, where one is
  int rule = -1;           // of the mapping that made it, by its place there
};

}  // namespace parallax::cli

#endif  // PARALLAX_CLIENTS_CLI_WRITE_ORIGIN_H_
