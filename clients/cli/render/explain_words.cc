#include "clients/cli/render/explain_words.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "clients/cli/text/format.h"
#include "clients/cli/text/layout.h"

namespace parallax::cli {
namespace {

struct ReasonPhrase {
  absl::string_view reason, words;
};

// The labels of the kinds of signals, and of what the reference model adds to them.
constexpr ReasonPhrase kReasonPhrases[] = {
    {"advocacy", "vouched for us"},
    {"approval", "approvals granted or refused"},
    {"budget", "money approved, frozen or cut"},
    {"buyer_act", "days on which buyers acted"},
    {"champion_action", "what was done for us inside"},
    {"close_date_changed", "the close date was put off"},
    {"competitor_mentioned", "an alternative was named"},
    {"core_value_event", "the product did what it was bought for"},
    {"departed_champion", "the champion left"},
    {"expectation", "promises met or missed"},
    {"gate_failed", "validation steps failed"},
    {"gate_passed", "validation steps passed"},
    {"legal_redline", "the contract draft"},
    {"meeting_moved", "meetings moved or cancelled"},
    {"next_step", "next steps agreed and kept"},
    {"objection", "objections"},
    {"objection_resolved", "objections settled"},
    {"open_objection", "objections not settled"},
    {"outcome_statement", "results told by the buyer"},
    {"pilot", "the pilot"},
    {"price_pressure", "pressure on the price"},
    {"prior", "what the lens starts from, before evidence"},
    {"proof", "proof on the risks"},
    {"proposal", "the proposal"},
    {"question_answered", "how our answers were taken"},
    {"question_asked", "questions"},
    {"reasked_same", "the same person asked again"},
    {"reference_check", "reference calls"},
    {"sentiment", "the tone of what was said"},
    {"slipped_step", "next steps slipped or overdue"},
    {"stakeholder_joined", "people joined"},
    {"stakeholder_left", "people left"},
    {"stance_expressed", "where people said they stand"},
    {"step", "validation steps passed or failed"},
    {"support_case", "support cases"},
    {"survey", "survey answers"},
    {"third_party_proof_sought", "looked for proof from others"},
    {"value_review", "value reviews held"},
    {"workaround_seen", "workarounds around the product"},
};

struct OpeningPhrase {
  absl::string_view kind;
  // $who: the member or "somebody"; $what: " what it is about", or nothing.
  absl::string_view words;
  absl::string_view said = "";  // the subject that the words name already
};

constexpr OpeningPhrase kOpeningPhrases[] = {
    {"lifecycle.expectation", "the promise$what was met"},
    {"lifecycle.handoff", "the handoff$what was completed"},
    {"marketing.third_party_proof_sought", "$who looked for proof from others$what"},
    {"product.core_value_event", "the product did for $who what it was bought for"},
    {"product.wait_segment", "the wait$what ended"},
    {"sales.champion_action", "$who worked for it inside"},
    {"sales.message_exchanged", "$who wrote"},
    {"sales.next_step", "the next step$what was kept"},
    {"sales.objection", "the objection$what was settled"},
    {"sales.proposal", "the proposal$what was accepted"},
    {"sales.question_answered", "the question$what was answered to their satisfaction"},
    {"sales.stance_expressed", "$who came out in support"},
    {"success.advocacy", "$who vouched for us"},
    {"success.outcome_statement", "$who told a result in numbers, in the buyer's own words"},
    {"success.support_case", "the support case$what was resolved"},
    {"success.survey", "$who answered a survey at the top of its scale"},
    {"success.value_review", "a value review was held with $who, with proof"},
    {"validation.approval", "the approval$what was granted"},
    {"validation.budget", "the budget$what was approved", "budget_approval"},
    {"validation.legal_redline", "the contract draft$what was agreed", "legal_review"},
    {"validation.pilot", "the pilot$what was passed", "pilot"},
    {"validation.reference_check", "a reference call$what was held", "reference_check"},
    {"validation.step", "a gate$what was passed"},
};

}  // namespace

std::string ReasonWords(absl::string_view reading, absl::string_view reason) {
  if (reason == "silence") {
    return reading == "momentum" ? "quiet since, at the account's usual pace"
                                 : "our outreach went unanswered";
  }
  for (const ReasonPhrase& phrase : kReasonPhrases) {
    if (phrase.reason == reason) return std::string(phrase.words);
  }
  return LabelWords(Clean(reason));
}

std::string SilenceWords(absl::string_view reason, absl::string_view person,
                         const v1::Silence& silence) {
  const auto days = absl::ToInt64Hours(FromProto(silence.to()) - FromProto(silence.from())) / 24;
  const std::string since =
      absl::StrCat(" since ", Day(silence.from()), ", ", Count(days), days == 1 ? " day" : " days");
  const std::string who = Clean(person);
  if (reason == "departed_champion") {
    return absl::StrCat(who.empty() ? "the champion" : who, " is gone", since);
  }
  return absl::StrCat("nobody heard from ", who.empty() ? "any buyer" : who, since);
}

std::string OpeningWords(const v1::Opening& opening) {
  const std::string subject = LabelWords(Clean(opening.subject()));
  // A missing role that somebody would take.
  if (opening.kind() == "sales.stance_expressed" && !subject.empty()) {
    return absl::StrCat("somebody joined as ", subject, " and came out in support");
  }
  const std::string who = opening.stakeholder().empty() ? "somebody" : Clean(opening.stakeholder());
  for (const OpeningPhrase& phrase : kOpeningPhrases) {
    if (phrase.kind != opening.kind()) continue;
    const bool said = subject.empty() || opening.subject() == phrase.said;
    const std::string what = said ? "" : absl::StrCat(" (", subject, ")");
    return absl::StrReplaceAll(phrase.words, {{"$who", who}, {"$what", what}});
  }
  return absl::StrCat("a signal ", Clean(opening.kind()), " came",
                      opening.stakeholder().empty() ? "" : absl::StrCat(" from ", who),
                      subject.empty() ? "" : absl::StrCat(" about ", subject));
}

}  // namespace parallax::cli
