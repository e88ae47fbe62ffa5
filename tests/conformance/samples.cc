#include "tests/conformance/samples.h"

#include <string>

namespace parallax {

Signal MakeSignal(std::string_view account, std::string_view id, std::string_view body) {
  Signal signal;
  signal.account = account;
  signal.source = "crm";
  signal.source_event_id = id;
  signal.kind = "sales.meeting_held";
  signal.occurred_at = 19'000 * kDay;
  signal.initiator = Initiator::kBuyer;
  signal.provenance = Provenance::kHuman;
  if (!body.empty()) signal.attributes.emplace_back("note", std::string(body));
  return signal;
}

AccountFacts MakeAccount(std::string_view account, std::string_view display_name) {
  AccountFacts facts;
  facts.account = account;
  facts.display_name = display_name;
  return facts;
}

}  // namespace parallax
