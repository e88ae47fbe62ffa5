#include "clients/simulate/simulate.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "clients/simulate/facts.h"
#include "clients/simulate/records/recorder.h"
#include "clients/simulate/world/account.h"
#include "clients/simulate/world/life.h"

namespace parallax::simulate {
namespace {

// Streams of draws that do not disturb each other.
enum : std::uint64_t { kOfLife = 1, kOfRecords = 2, kOfOutages = 3 };

// Of the mail and of the crm one in eight fails for some weeks of the first three years; half of
// what it missed is entered afterwards.
std::vector<Outage> MakeOutages(Day from, Random random) {
  std::vector<Outage> outages;
  for (const Source source : {Source::kMail, Source::kCrm}) {
    if (!random.Chance(0.125)) continue;
    const Day begins = from + random.Between(0, 3 * 365);
    const Day ends = begins + random.Between(14, 45);
    outages.push_back({source, begins, ends, random.Chance(0.5)});
  }
  return outages;
}

void WritePeople(Account& account) {
  for (std::size_t i = 0; i < account.people.size(); ++i) {
    const Person& who = account.people[i];
    if (who.joined == kNever) continue;
    std::string members =
        absl::StrCat("\"stakeholder\":\"p", i + 1, "\",\"role\":\"", who.role->id,
                     "\",\"champion\":", who.champion ? "true" : "false", ",\"joined\":\"");
    AppendTime(MomentOf(who.joined), members);
    members += '"';
    if (who.left != kNever) {
      absl::StrAppend(&members, ",\"leftBecause\":\"", who.left_because, "\",\"left\":\"");
      AppendTime(MomentOf(who.left + 1), members);
      members += '"';
    }
    account.truth.Line("person", members);
  }
}

}  // namespace

SimulatedAccount Simulate(const Options& options, std::uint64_t index) {
  const auto all = AllIndustries();
  const Industry& industry =
      options.industry != nullptr ? *options.industry : *all[index % all.size()];
  const auto kind =
      static_cast<std::uint64_t>(std::find(all.begin(), all.end(), &industry) - all.begin());
  const std::uint64_t key = Mix(Mix(options.seed, index), kind);
  Account account(industry, absl::StrCat("sim", options.seed, "-", industry.name, "-", index),
                  options.from, options.until, Mix(key, kOfLife));
  Live(account);
  const std::vector<Outage> outages = MakeOutages(options.from, Random(Mix(key, kOfOutages)));
  const Recording recording = Write(std::move(account.happened), outages, MomentOf(options.from),
                                    MomentOf(options.until), Random(Mix(key, kOfRecords)));
  SimulatedAccount out;
  out.signals.reserve(recording.records.size() * 320);
  for (const Record& record : recording.records)
    AppendSignal(record, account.id, industry.currency, out.signals);
  out.signal_count = recording.records.size();
  out.facts = FactLines(account);
  WritePeople(account);
  out.truth = account.truth.Finish(recording, account.gone ? account.today : options.until);
  return out;
}

}  // namespace parallax::simulate
