// An answer that is a list, in each form of output.
#ifndef PARALLAX_CLIENTS_CLI_COMMANDS_PRINT_LIST_H_
#define PARALLAX_CLIENTS_CLI_COMMANDS_PRINT_LIST_H_

#include <ostream>
#include <string>
#include <vector>

#include "clients/cli/base/context.h"
#include "clients/cli/base/json.h"
#include "clients/cli/text/format.h"
#include "clients/cli/text/layout.h"

namespace parallax::cli {

// json: the response; ndjson: an item a line; csv: `columns`, then `record(item)` a line; table:
// `table()`, and where more of the list is to be had.
template <typename Response, typename Items, typename Record, typename Table>
void PrintList(Context& context, const Response& response, const Items& items,
               const std::vector<std::string>& columns, Record record, Table table) {
  std::ostream& out = context.out;
  switch (context.settings.output) {
    case Output::kJson:
      out << ToJson(response, JsonLayout::kIndented);
      break;
    case Output::kNdjson:
      for (const auto& item : items) out << ToJson(item, JsonLayout::kOneLine) << "\n";
      break;
    case Output::kCsv:
      out << CsvRecord(columns);
      for (const auto& item : items) out << CsvRecord(record(item));
      break;
    case Output::kTable:
      out << table();
      if constexpr (requires { response.next_page_token(); }) {
        const std::string& next = response.next_page_token();
        if (!next.empty()) out << "More: --page-token " << Clean(next) << "\n";
      }
      break;
  }
}

}  // namespace parallax::cli

#endif  // PARALLAX_CLIENTS_CLI_COMMANDS_PRINT_LIST_H_
