#include "clients/simulate/truth/truth.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace parallax::simulate {
namespace {

constexpr std::array<absl::string_view, kCauses> kCauseNames = {
    "heard",       "calendar",      "reorganisation",  "risk_escalation",
    "disinterest", "champion_away", "internal_review", "waiting_for_seller",
    "steady_use",  "nothing_due",   "not_recorded"};

void AppendMoment(absl::string_view key, Moment moment, std::string& out) {
  absl::StrAppend(&out, "\"", key, "\":\"");
  AppendTime(moment, out);
  out += '"';
}

}  // namespace

absl::string_view CauseName(Cause cause) { return kCauseNames[static_cast<std::size_t>(cause)]; }

void Truth::Line(absl::string_view type, absl::string_view members) {
  absl::StrAppend(&out_, "{\"account\":\"", account_, "\",\"type\":\"", type, "\",", members,
                  "}\n");
}

void Truth::State(absl::string_view subject, absl::string_view state, Day day) {
  for (Span& span : open_) {
    if (span.subject != subject) continue;
    if (span.state == state) return;
    Close(span, day);
    span.state = std::string(state);
    span.from = day;
    return;
  }
  open_.push_back({std::string(subject), std::string(state), day});
}

void Truth::End(absl::string_view subject, Day day) {
  for (auto span = open_.begin(); span != open_.end(); ++span) {
    if (span->subject != subject) continue;
    Close(*span, day);
    open_.erase(span);
    return;
  }
}

void Truth::Close(const Span& span, Day day) {
  if (day <= span.from) return;
  std::string members =
      absl::StrCat("\"subject\":\"", span.subject, "\",\"state\":\"", span.state, "\",");
  AppendMoment("from", MomentOf(span.from), members);
  members += ',';
  AppendMoment("until", MomentOf(day), members);
  Line("state", members);
}

void Truth::Silences(const Recording& recording, Day end) {
  std::vector<Moment> moments = BuyerMoments(recording.records);
  if (moments.empty()) return;
  moments.push_back(MomentOf(end));
  for (std::size_t i = 1; i < moments.size(); ++i) {
    if (moments[i] - moments[i - 1] < kLeastSilenceDays * kSecondsOfDay) continue;
    std::array<int, kCauses> days{};
    int counted = 0;
    const Day last = std::min(DayOfMoment(moments[i]), end);
    for (Day day = DayOfMoment(moments[i - 1]) + 1; day < last; ++day) {
      Cause cause = causes_[static_cast<std::size_t>(day - from_)];
      // The buyer acted, and yet this is a silence.
      if (cause == Cause::kHeard) cause = Cause::kNotRecorded;
      ++days[static_cast<std::size_t>(cause)];
      ++counted;
    }
    if (counted == 0) continue;
    std::string members;
    AppendMoment("from", moments[i - 1], members);
    members += ',';
    AppendMoment("until", moments[i], members);
    const auto most = std::max_element(days.begin(), days.end()) - days.begin();
    absl::StrAppend(&members, ",\"cause\":\"", kCauseNames[static_cast<std::size_t>(most)],
                    "\",\"days\":{");
    const char* separator = "";
    for (std::size_t cause = 0; cause < days.size(); ++cause) {
      if (days[cause] == 0) continue;
      absl::StrAppend(&members, separator, "\"", kCauseNames[cause], "\":", days[cause]);
      separator = ",";
    }
    members += '}';
    Line("silence", members);
  }
}

std::string Truth::Finish(const Recording& recording, Day end) {
  for (const Span& span : open_) Close(span, until_);
  open_.clear();
  Silences(recording, end);
  for (const FaultNote& note : recording.faults) {
    std::string members =
        absl::StrCat("\"fault\":\"", FaultName(note.fault), "\",\"source\":\"",
                     SourceName(note.source), "\",\"sourceEventId\":\"e", note.number, "\",");
    if (note.remedy != 0) absl::StrAppend(&members, "\"remedy\":\"e", note.remedy, "\",");
    AppendMoment("at", note.at, members);
    Line("record", members);
  }
  return std::move(out_);
}

std::vector<Moment> BuyerMoments(const std::vector<Record>& records) {
  std::vector<int> dead;
  for (const Record& record : records) {
    if (record.supersedes != 0) dead.push_back(record.supersedes);
    if (record.retracts != 0) dead.push_back(record.retracts);
  }
  std::sort(dead.begin(), dead.end());
  std::vector<Moment> moments;
  for (const Record& record : records) {
    if (ShowsBuyer(record) && !std::binary_search(dead.begin(), dead.end(), record.number))
      moments.push_back(record.at);
  }
  std::sort(moments.begin(), moments.end());
  return moments;
}

}  // namespace parallax::simulate
