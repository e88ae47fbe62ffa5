// Drafts a mapping for a file from its columns, and says what it guessed.
#ifndef PARALLAX_CLIENTS_CLI_IMPORT_DRAFT_MAPPING_H_
#define PARALLAX_CLIENTS_CLI_IMPORT_DRAFT_MAPPING_H_

#include <string>
#include <vector>

#include "clients/cli/import/column_guess.h"

namespace parallax::cli {

struct Draft {
  std::string toml;                  // a mapping that parses and binds to the file
  std::vector<std::string> guesses;  // what was guessed from what; in the comments of toml too
};

// `file` is the file's name without folder and packing.
Draft DraftMapping(const Sample& sample, const std::string& file);

}  // namespace parallax::cli

#endif  // PARALLAX_CLIENTS_CLI_IMPORT_DRAFT_MAPPING_H_
