// What the seller's systems write down about one happening, and its line of JSON.
#ifndef PARALLAX_CLIENTS_SIMULATE_RECORDS_RECORD_H_
#define PARALLAX_CLIENTS_SIMULATE_RECORDS_RECORD_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "clients/simulate/base/calendar.h"

namespace parallax::simulate {

// The seller's systems; each is a `source` of signals and has a delay of its own.
enum class Source : std::uint8_t { kMail, kCrm, kPortal, kProduct, kSupport, kBilling, kMarketing };
inline constexpr int kSources = 7;
absl::string_view SourceName(Source source);

enum class Initiator : std::uint8_t { kBuyer, kSeller, kThirdParty, kSystem };

// The attributes of a signal as members of a JSON object. Keys and texts are the simulator's own
// and need no escapes.
class Attributes {
 public:
  Attributes& Text(absl::string_view key, absl::string_view value);
  Attributes& Integer(absl::string_view key, std::int64_t value);
  // Hundredths: 35 is 0.35.
  Attributes& Share(absl::string_view key, int hundredths);
  Attributes& Bool(absl::string_view key, bool value);
  // Midnight of a day.
  Attributes& Date(absl::string_view key, Day day);
  const std::string& json() const { return json_; }

 private:
  std::string& Key(absl::string_view key);
  std::string json_;
};

struct Record {
  absl::string_view kind;
  Source source = Source::kCrm;
  Initiator initiator = Initiator::kBuyer;
  Moment at = 0;        // when it happened, as written down
  Moment known = 0;     // when the system had it
  int number = 0;       // in the account, from 1
  int decision = 0;     // 0: none
  int stakeholder = 0;  // 0: none
  std::vector<int> participants;
  std::optional<std::int64_t> amount;  // whole units
  std::optional<int> sentiment;        // hundredths, -100..100
  Attributes attributes;
  int supersedes = 0, retracts = 0;  // a number, 0: none
  Moment earliest = 0;               // a wrong date may not be before this
};

// Whether the buyer shows itself in it: it acted towards the seller, or sat in a session.
bool ShowsBuyer(const Record& record);

// Appends the signal and a newline. `account` needs no escapes.
void AppendSignal(const Record& record, absl::string_view account, absl::string_view currency,
                  std::string& out);

// Appends a number of hundredths: -35 is "-0.35".
void AppendHundredths(int hundredths, std::string& out);

}  // namespace parallax::simulate

#endif  // PARALLAX_CLIENTS_SIMULATE_RECORDS_RECORD_H_
