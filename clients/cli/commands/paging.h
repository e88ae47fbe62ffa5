// Lists of the API, page after page, up to a limit.
#ifndef PARALLAX_CLIENTS_CLI_COMMANDS_PAGING_H_
#define PARALLAX_CLIENTS_CLI_COMMANDS_PAGING_H_

#include <CLI/App.hpp>
#include <algorithm>
#include <string>

#include "absl/status/status.h"

namespace parallax::cli {

struct PageFlags {
  int limit = 100;  // 0: everything
  std::string page_token;
};

inline void AddPageFlags(CLI::App& app, PageFlags& flags) {
  app.add_option("--limit", flags.limit, "At most so many, 0 for all [100]")
      ->check(CLI::NonNegativeNumber);
  app.add_option("--page-token", flags.page_token,
                 "Go on where an earlier list ended (its nextPageToken)");
}

// Calls `fetch` until the limit or the last page is reached; `response` holds the items of all
// pages, in order, and the token of the next one. `fetch` has the shape of a Client call, `items`
// gives a message's repeated field.
template <typename Request, typename Response, typename Fetch, typename Items>
absl::Status FetchPages(const PageFlags& flags, Request request, Fetch fetch, Items items,
                        Response& response) {
  constexpr int kLargestPage = 1000;
  request.set_page_token(flags.page_token);
  response.Clear();
  do {
    const int wanted = flags.limit == 0 ? kLargestPage : flags.limit - items(response)->size();
    request.set_page_size(std::min(wanted, kLargestPage));
    Response page;
    if (absl::Status status = fetch(request, page); !status.ok()) return status;
    const bool stuck = items(page)->empty() && page.next_page_token() == request.page_token();
    request.set_page_token(page.next_page_token());
    response.MergeFrom(page);
    response.set_next_page_token(page.next_page_token());
    if (stuck) break;
  } while (!response.next_page_token().empty() &&
           (flags.limit == 0 || items(response)->size() < flags.limit));
  return absl::OkStatus();
}

}  // namespace parallax::cli

#endif  // PARALLAX_CLIENTS_CLI_COMMANDS_PAGING_H_
