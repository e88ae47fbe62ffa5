// Which columns of which table a mapping reads, so that nothing else is held in memory.
#ifndef PARALLAX_CLIENTS_CLI_IMPORT_COLUMN_USE_H_
#define PARALLAX_CLIENTS_CLI_IMPORT_COLUMN_USE_H_

#include <map>
#include <set>
#include <string>
#include <vector>

#include "clients/cli/import/mapping.h"

namespace parallax::cli {

struct ColumnUse {
  // Own columns by table, as rules, keys and joins name them.
  std::map<std::string, std::set<std::string>> own;
  // Own columns by table that are read of the row before.
  std::map<std::string, std::set<std::string>> previous;
  // Columns of `from` that the rules read through a join, in the order of Mapping::joins.
  std::vector<std::set<std::string>> joined;
};

// O(columns named * joins).
ColumnUse FindColumnUse(const Mapping& mapping);

// The columns that a rule reads, joined ones too.
std::set<std::string> ColumnsOf(const Rule& rule);

}  // namespace parallax::cli

#endif  // PARALLAX_CLIENTS_CLI_IMPORT_COLUMN_USE_H_
