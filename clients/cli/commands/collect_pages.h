// A list that comes in pages, as one answer.
#ifndef PARALLAX_CLIENTS_CLI_COMMANDS_COLLECT_PAGES_H_
#define PARALLAX_CLIENTS_CLI_COMMANDS_COLLECT_PAGES_H_

#include "absl/status/status.h"

namespace parallax::cli {

// Appends every page to `all`. call(request, page) asks for one; add(all, page) brings the counts
// of `page` to those of all pages so far. The first error ends it.
template <typename Request, typename Response, typename Call, typename Add>
absl::Status CollectPages(Request& request, Response& all, Call call, Add add) {
  do {
    Response page;
    if (absl::Status status = call(request, page); !status.ok()) return status;
    add(all, page);
    request.set_page_token(page.next_page_token());
    all.MergeFrom(page);
  } while (!request.page_token().empty());
  all.clear_next_page_token();
  return absl::OkStatus();
}

}  // namespace parallax::cli

#endif  // PARALLAX_CLIENTS_CLI_COMMANDS_COLLECT_PAGES_H_
