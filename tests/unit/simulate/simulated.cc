#include "tests/unit/simulate/simulated.h"

#include <algorithm>
#include <cstdio>
#include <set>
#include <sstream>

namespace parallax::simulate {
namespace {

std::vector<Json> Lines(const std::string& text) {
  std::vector<Json> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(Json::parse(line));
  return lines;
}

}  // namespace

std::vector<Json> Buyer::TruthOf(const std::string& type) const {
  std::vector<Json> out;
  for (const Json& line : truth) {
    if (line["type"] == type) out.push_back(line);
  }
  return out;
}

std::vector<Json> Buyer::Standing() const {
  std::set<std::string> dead;  // ids are unique within an account here, whatever the source
  for (const Json& signal : signals) {
    if (signal.contains("supersedes")) dead.insert(signal["supersedes"]);
    if (signal.contains("retracts")) dead.insert(signal["retracts"]);
  }
  std::vector<Json> out;
  for (const Json& signal : signals) {
    if (!signal.contains("retracts") && !dead.contains(signal["sourceEventId"]))
      out.push_back(signal);
  }
  return out;
}

std::vector<Moment> Buyer::BuyerMoments() const {
  std::vector<Moment> out;
  for (const Json& signal : Standing()) {
    const std::string kind = signal["kind"];
    const bool session = kind == "sales.meeting_held" || kind == "success.value_review";
    const bool news = kind.starts_with("product.") || kind == "sales.stakeholder_joined" ||
                      kind == "sales.stakeholder_left";
    if (session || (signal["initiator"] == "INITIATOR_BUYER" && !news))
      out.push_back(At(signal, "occurredAt"));
  }
  std::sort(out.begin(), out.end());
  return out;
}

Options TwoYears(const Industry* industry, std::uint64_t seed) {
  return {.seed = seed,
          .industry = industry,
          .from = DayOf({2024, 1, 1}),
          .until = DayOf({2026, 1, 1})};
}

Buyer Read(const Options& options, std::uint64_t index) {
  const SimulatedAccount account = Simulate(options, index);
  Buyer buyer{.facts = Lines(account.facts),
              .signals = Lines(account.signals),
              .truth = Lines(account.truth)};
  buyer.id = buyer.facts.at(0)["account"]["id"];
  return buyer;
}

const std::vector<Buyer>& Sample() {
  static const std::vector<Buyer> sample = [] {
    std::vector<Buyer> made;
    for (std::uint64_t index = 0; index < 80; ++index) made.push_back(Read(TwoYears(), index));
    return made;
  }();
  return sample;
}

Moment MomentOfText(const std::string& text) {
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
  std::sscanf(text.c_str(), "%d-%d-%dT%d:%d:%dZ", &year, &month, &day, &hour, &minute, &second);
  return MomentOf(DayOf({year, month, day})) + hour * 3600 + minute * 60 + second;
}

Moment At(const Json& line, const char* key) {
  return MomentOfText(line.at(key).get<std::string>());
}

}  // namespace parallax::simulate
