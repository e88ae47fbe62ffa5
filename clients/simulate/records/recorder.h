// How happenings become records: with delay, by hand and late, twice, wrongly, or never.
#ifndef PARALLAX_CLIENTS_SIMULATE_RECORDS_RECORDER_H_
#define PARALLAX_CLIENTS_SIMULATE_RECORDS_RECORDER_H_

#include <vector>

#include "absl/strings/string_view.h"
#include "clients/simulate/base/random.h"
#include "clients/simulate/records/record.h"

namespace parallax::simulate {

// What went wrong with one record.
enum class Fault : std::uint8_t { kLost, kLate, kCorrected, kDuplicate };
absl::string_view FaultName(Fault fault);

struct FaultNote {
  Fault fault;
  Source source;
  int number = 0;  // of the record that is wrong, late or lost
  int remedy = 0;  // of the record that puts it right, 0: none
  Moment at = 0;   // when the thing happened
};

struct Recording {
  std::vector<Record> records;  // in order of `known`
  std::vector<FaultNote> faults;
};

// A source writes nothing from `from` on; at `until` what was missed is entered late, or stays
// lost.
struct Outage {
  Source source;
  Day from, until;
  bool lost;
};

// Takes what truly happened (`known` not set) and gives what the systems hold at `until`. The order
// of `happened` decides the draws.
Recording Write(std::vector<Record> happened, const std::vector<Outage>& outages, Moment from,
                Moment until, Random random);

}  // namespace parallax::simulate

#endif  // PARALLAX_CLIENTS_SIMULATE_RECORDS_RECORDER_H_
