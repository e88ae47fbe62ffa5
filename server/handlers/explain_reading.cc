#include <string>
#include <tuple>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "core/base/errors.h"
#include "core/base/limits.h"
#include "core/reading/explain.h"
#include "server/convert/interpretation.h"
#include "server/convert/signal.h"
#include "server/handlers/interpretations.h"
#include "server/handlers/require.h"
#include "server/state.h"

namespace parallax::server {
namespace {

// The reading asked for; all of them when none is named.
absl::StatusOr<std::vector<int>> ReadingsOf(const std::string& name) {
  std::vector<int> readings;
  for (int i = 0; i < kReadingCount; ++i) {
    if (name.empty() || name == kReadingNames[i]) readings.push_back(i);
  }
  if (readings.empty()) {
    return InvalidArgument("reading",
                           "is not a reading; accepted are confidence, decision_risk, alignment, "
                           "momentum, or empty for all four");
  }
  return readings;
}

absl::StatusOr<ExplainRequest> ExplainFromProto(std::string_view workspace,
                                                const v1::ExplainReadingRequest& request) {
  auto readings = ReadingsOf(request.reading());
  if (!readings.ok()) return readings.status();
  auto question = ReadingFromProto(workspace, request.request());
  if (!question.ok()) return question.status();
  Violations violations;
  ExplainRequest out;
  out.question = *std::move(question);
  out.readings = *std::move(readings);
  if (request.has_since()) out.since = TimeFromProto(request.since(), "since", &violations);
  out.openings = request.why_not_better();
  if (!violations.empty()) return ToStatus(violations);
  return out;
}

// Signals in full: all of a part or, where those of the answer would pass the limit, none.
class FullSignals {
 public:
  FullSignals(const Journal& journal, const AccountRecord& record) : journal_(journal) {
    stored_.reserve(record.signals.size());
    for (const StoredSignal& s : record.signals) {
      stored_[Key{s.signal.source, s.signal.source_event_id, s.AvailableAt()}] = &s;
    }
  }

  void Tell(const std::vector<std::uint32_t>& rows,
            google::protobuf::RepeatedPtrField<v1::Signal>* out) {
    std::size_t told = told_;
    for (const std::uint32_t row : rows) {
      const auto found = stored_.find(Key{journal_.String(journal_.source[row]),
                                          journal_.String(journal_.source_event_id[row]),
                                          journal_.available_at[row]});
      if (found == stored_.end()) continue;  // erased since the journal was read
      SignalToProto(*found->second, out->Add());
      told += out->rbegin()->ByteSizeLong();
      if (told > limits::kMaxExplanationSignalBytes) return out->Clear();
    }
    told_ = told;
  }

 private:
  using Key = std::tuple<std::string_view, std::string_view, Time>;

  const Journal& journal_;
  absl::flat_hash_map<Key, const StoredSignal*> stored_;
  std::size_t told_ = 0;
};

template <class Part, class Message>
void SilenceOf(const Part& part, Message* out) {
  if (part.silence_from == kNoTime) return;
  SilenceToProto(part.silence_from, part.silence_to, out->mutable_silence());
}

void TermToProto(const ExplainedTerm& term, FullSignals* signals, v1::ExplanationTerm* out) {
  out->set_reading(std::string(kReadingNames[term.reading]));
  out->set_reason(term.reason);
  out->set_link_value(term.link);
  out->set_points(term.points);
  out->set_stakeholder(term.person);
  SilenceOf(term, out);
  signals->Tell(term.signals, out->mutable_signals());
}

void ReasonToProto(const ExplainedReason& reason, v1::ReasonGroup* out) {
  out->set_reading(std::string(kReadingNames[reason.sum.reading]));
  out->set_reason(reason.sum.reason);
  out->set_link_value(reason.sum.link);
  out->set_points(reason.sum.points);
  for (const std::string& person : reason.people) out->add_stakeholders(person);
  out->set_signal_count(static_cast<std::uint32_t>(reason.sum.signals.size()));
  SilenceOf(reason.sum, out);
}

void ChangeToProto(const ExplainedChange& change, FullSignals* signals, v1::ReasonChange* out) {
  out->set_reading(std::string(kReadingNames[change.reading]));
  out->set_reason(change.reason);
  out->set_stakeholder(change.person);
  out->set_link_value_before(change.link_before);
  out->set_link_value_after(change.link_after);
  out->set_points(change.points);
  SilenceOf(change, out);
  signals->Tell(change.signals, out->mutable_signals());
}

void OpeningToProto(const Opening& opening, v1::Opening* out) {
  out->set_reading(std::string(kReadingNames[opening.reading]));
  out->set_kind(opening.kind);
  out->set_subject(opening.subject);
  out->set_stakeholder(opening.stakeholder);
  out->set_points(opening.points);
  out->set_verdict(static_cast<v1::VerdictCode>(opening.verdict));
}

bool NamesSignals(const Explanation& explanation) {
  for (const ExplainedReason& reason : explanation.reasons) {
    if (!reason.sum.signals.empty()) return true;
  }
  return false;  // a change's signals stand behind a reason too
}

}  // namespace

absl::Status ExplainReading(const CallContext& context, const v1::ExplainReadingRequest& request,
                            v1::ExplainReadingResponse* response) {
  const auto workspace = CheckWorkspace(request.request().workspace());
  if (!workspace.ok()) return workspace.status();
  const auto question = ExplainFromProto(*workspace, request);
  if (!question.ok()) return question.status();

  const Environment& env = context.state->env;
  const auto explanation = Explain(env, *question, [&] { return context.Abandoned(); });
  if (!explanation.ok()) return explanation.status();
  AccountRecord record;
  if (NamesSignals(*explanation)) {
    auto read = env.store->ReadAccount(*workspace, question->question.account);
    if (!read.ok()) return read.status();
    record = *std::move(read);
  }

  InterpretationToProto(explanation->now, request.request().view(),
                        response->mutable_interpretation());
  response->mutable_interpretation()->clear_contributions();
  if (request.request().view() != v1::VIEW_FULL) {
    DriftToProto(explanation->now, response->mutable_interpretation());
  }
  if (explanation->before) {
    InterpretationToProto(*explanation->before, v1::VIEW_BASIC, response->mutable_before());
  }
  FullSignals signals(*explanation->now.journal, record);
  for (const ExplainedChange& change : explanation->changes) {
    ChangeToProto(change, &signals, response->add_changes());
  }
  for (const ExplainedTerm& term : explanation->terms) {
    TermToProto(term, &signals, response->add_terms());
  }
  for (const ExplainedReason& reason : explanation->reasons) {
    ReasonToProto(reason, response->add_reasons());
  }
  for (const Opening& opening : explanation->openings) {
    OpeningToProto(opening, response->add_openings());
  }
  return absl::OkStatus();
}

}  // namespace parallax::server
