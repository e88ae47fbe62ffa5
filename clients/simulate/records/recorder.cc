#include "clients/simulate/records/recorder.h"

#include <algorithm>
#include <array>
#include <utility>

#include "absl/strings/string_view.h"

namespace parallax::simulate {
namespace {

constexpr Moment kMinute = 60, kHour = 3600;

// Shares of records, by source.
struct Habits {
  double late, wrong, twice;
};
constexpr std::array<Habits, kSources> kHabits = {{
    {0.005, 0.004, 0.010},  // mail: two systems synchronise the same message
    {0.060, 0.025, 0.004},  // crm: people type
    {0.020, 0.008, 0.000},  // portal
    {0.010, 0.000, 0.000},  // product: nightly
    {0.002, 0.002, 0.000},  // support
    {0.010, 0.010, 0.000},  // billing
    {0.010, 0.000, 0.000},  // marketing
}};

const Habits& HabitsOf(Source source) { return kHabits[static_cast<std::size_t>(source)]; }

// How long the system usually takes.
Moment Delay(Source source, Moment at, Random& random) {
  switch (source) {
    case Source::kMail:
    case Source::kSupport:
      return random.Between(1, 10) * kMinute;
    case Source::kPortal:
    case Source::kMarketing:
      return random.Between(1, 6) * kHour;
    case Source::kProduct:
    case Source::kBilling:  // the night's run, at 02:00 and some minutes
      return MomentOf(DayOfMoment(at) + 1) + 2 * kHour + random.Between(0, 30) * kMinute - at;
    case Source::kCrm:
      break;
  }
  return kHour + static_cast<Moment>(random.Exponential(20.0) * static_cast<double>(kHour));
}

// Kinds that move no object: a wrong date of theirs confuses no order of states.
bool MayBeMisdated(const Record& record) {
  return record.kind == "sales.message_exchanged" || record.kind == "sales.meeting_held" ||
         record.kind == "sales.stance_expressed" || record.kind == "sales.competitor_mentioned";
}

class Writer {
 public:
  Writer(const std::vector<Outage>& outages, Moment from, Moment until, Random random)
      : outages_(outages), from_(from), until_(until), random_(random) {}

  void Take(Record record) {
    record.number = ++last_;
    record.known = record.at + Delay(record.source, record.at, random_);
    const Habits& habits = HabitsOf(record.source);
    const double draw = random_.Share();
    const auto days = static_cast<Moment>(random_.Between(3, 45));
    if (const Outage* outage = OutageOf(record)) {
      if (outage->lost) {
        Note(Fault::kLost, record, 0);
        return;
      }
      record.known = MomentOf(outage->until) + random_.Between(1, 8) * kHour;
      Note(Fault::kLate, record, 0);
    } else if (draw < habits.late) {
      record.known += days * kSecondsOfDay;
      Note(Fault::kLate, record, 0);
    } else if (draw < habits.late + habits.wrong) {
      TakeWrong(record, days);
      return;
    } else if (draw < habits.late + habits.wrong + habits.twice &&
               record.kind == "sales.message_exchanged") {
      TakeTwice(record, days);
    }
    Keep(std::move(record));
  }

  Recording Finish() {
    // Records of one system at one moment come in the order of their numbers.
    std::stable_sort(out_.records.begin(), out_.records.end(),
                     [](const Record& a, const Record& b) { return a.known < b.known; });
    return std::move(out_);
  }

 private:
  const Outage* OutageOf(const Record& record) const {
    const Day day = DayOfMoment(record.at);
    for (const Outage& outage : outages_) {
      if (outage.source == record.source && outage.from <= day && day < outage.until)
        return &outage;
    }
    return nullptr;
  }

  void Note(Fault fault, const Record& record, int remedy) {
    if (record.at >= from_ && record.at < until_) {
      out_.faults.push_back({fault, record.source, record.number, remedy, record.at});
    }
  }

  // First something wrong, later the true one in its place.
  void TakeWrong(Record record, Moment days) {
    Record wrong = record;
    const Moment shift = random_.Between(1, 3) * kSecondsOfDay;
    if (record.amount && *record.amount > 0) {
      wrong.amount = *record.amount * 10;
    } else if (MayBeMisdated(record) && record.at - shift >= record.earliest) {
      wrong.at = record.at - shift;
    } else {
      Keep(std::move(record));
      return;
    }
    record.number = ++last_;
    record.supersedes = wrong.number;
    record.known = wrong.known + days * kSecondsOfDay;
    Note(Fault::kCorrected, wrong, record.number);
    Keep(std::move(wrong));
    Keep(std::move(record));
  }

  // The same thing under a second id, withdrawn later.
  void TakeTwice(const Record& record, Moment days) {
    Record copy = record;
    copy.number = ++last_;
    copy.known += kMinute;
    Record withdrawal;
    withdrawal.kind = copy.kind;
    withdrawal.source = copy.source;
    withdrawal.at = copy.at;
    withdrawal.number = ++last_;
    withdrawal.known = copy.known + days * kSecondsOfDay;
    withdrawal.retracts = copy.number;
    Note(Fault::kDuplicate, copy, withdrawal.number);
    Keep(std::move(copy));
    Keep(std::move(withdrawal));
  }

  void Keep(Record record) {
    if (record.at >= from_ && record.at < until_ && record.known < until_) {
      out_.records.push_back(std::move(record));
    }
  }

  const std::vector<Outage>& outages_;
  const Moment from_, until_;
  Random random_;
  int last_ = 0;
  Recording out_;
};

}  // namespace

absl::string_view FaultName(Fault fault) {
  constexpr std::array<absl::string_view, 4> kNames = {"lost", "late", "corrected", "duplicate"};
  return kNames[static_cast<std::size_t>(fault)];
}

Recording Write(std::vector<Record> happened, const std::vector<Outage>& outages, Moment from,
                Moment until, Random random) {
  Writer writer(outages, from, until, random);
  for (Record& record : happened) writer.Take(std::move(record));
  return writer.Finish();
}

}  // namespace parallax::simulate
