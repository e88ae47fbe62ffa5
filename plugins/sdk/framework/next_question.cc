// effect(question) = sum over its answers p * ( |severity(verdict after) - severity(verdict now)|
//                                             + sum over readings |after - now| / 400 points )
//
// Verdicts are raw ones, so that a latch weighs on neither side. What would be read after an answer
// is read by the lens itself (supposition.h): the answer is something learnt, as a signal tells it.
//
//   unknown                       answers, p                          learnt
//   member who never spoke        supports: its support | opposes     sales.stance_expressed
//   required role without people  supports: prior_absent | opposes    somebody in it, and the same
//   risk dimension                settled: 1 - u | open: u            an accepted answer, or every
//                                 (u: its unresolved share)           open objection resolved | an
//                                                                     objection, unless one is open
//   running or late gate          passes: 1 - R | fails: R            validation.step
//                                 (R = 1 - prod(1 - severity * u) over what it closes)
//   what the quiet means          the posterior of the dip            the meaning (KnownToMean)
#include "framework/next_question.h"

#include <algorithm>
#include <cmath>

#include "framework/numerics.h"
#include "framework/supposition.h"
#include "framework/words.h"

namespace parallax::framework {
namespace {

using std::string;
using std::string_view;

constexpr std::array<string_view, PLX_READING_COUNT> kReadingWords = {"confidence", "decision risk",
                                                                      "alignment", "momentum"};
constexpr std::array<string_view, PLX_VERDICT_LOST_GROUND + 1> kVerdictWords = {
    "", "INSUFFICIENT", "HEALTHY", "WATCH", "WARNING", "LOST_GROUND"};

// A reference that no signal has: its string is new to the journal.
constexpr string_view kNewReference = "?";

class Inquiry {
 public:
  explicit Inquiry(const Answer& answer)
      : answer_(answer),
        fold_(*answer.fold),
        a_(*answer.fold->assumptions),
        reader_(*answer.reader),
        supposed_(fold_, answer.as_of, answer.before.known ? answer.before.dispersion : -1,
                  answer.handoff_lost) {
    UnresolvedShares(fold_, reader_.gates(), reader_.now(), unresolved_);
  }

  std::vector<Unknown> All() {
    for (const Member& m : reader_.members()) {
      if (!m.spoke) AskMember(m);
    }
    for (const int role : reader_.committee().missing()) AskRole(role);
    for (int d = 0; d < static_cast<int>(a_.dimensions.size()); ++d) AskDimension(d);
    for (const Object* gate : reader_.gates()) {
      if (gate->running) AskGate(*gate);
    }
    if (answer_.raw.dip != PLX_DIP_NONE) AskQuiet();
    return std::move(questions_);
  }

 private:
  void Begin(string text) { questions_.push_back({.text = std::move(text), .answers = {}}); }
  void Add(double probability, int verdict, const FourReadings& value) {
    Unknown& q = questions_.back();
    q.answers.push_back({probability, verdict, value});
    q.steps += probability * std::abs(verdict - answer_.raw.verdict);
    for (std::size_t r = 0; r < value.size(); ++r) {
      q.points += probability * std::abs(value[r] - answer_.levels.value[r]);
    }
  }
  void Add(double probability, const std::vector<Learnt>& learnt, string_view with_role = {}) {
    const Supposition::Outcome outcome = supposed_.Read(learnt, with_role);
    Add(probability, outcome.raw.verdict, outcome.value);
  }

  void AskStance(double support, std::uint32_t person, string_view with_role = {}) {
    const auto says = [&](string_view stance) {
      return std::vector<Learnt>{{.kind = "sales.stance_expressed",
                                  .attributes = {{"stance", stance}},
                                  .decision = fold_.decision,
                                  .person = person}};
    };
    Add(support, says("supports"), with_role);
    Add(1 - support, says("opposes"), with_role);
  }

  void AskMember(const Member& m) {
    const string who = PersonWords(fold_, *m.participant);
    Begin(m.silent_veto ? "Where does " + who + ", who can veto and does not answer, stand?"
                        : "Where does " + who + " stand?");
    AskStance(m.support, m.participant->person);
  }

  void AskRole(int role) {
    const RoleRow& row = a_.roles[static_cast<std::size_t>(role)];
    Begin("Who decides as " + IdWords(row.id) + ", and where do they stand?");
    AskStance(Sigmoid(row.absent_link), supposed_.stranger(), row.id);
  }

  void AskDimension(int d) {
    const DimensionRow& row = a_.dimensions[static_cast<std::size_t>(d)];
    const double open = unresolved_[static_cast<std::size_t>(d)];
    const string risk = row.id == "other" ? "everything else" : IdWords(row.id);
    std::vector<Learnt> settled, confirmed;
    for (const std::int32_t i : fold_.objects.of(ObjectType::kObjection)) {
      const Object& o = fold_.objects[i];
      if (o.dimension != d || o.state != static_cast<int>(ObjectionState::kRaised)) continue;
      settled.push_back({.kind = "sales.objection",
                         .attributes = {{"ref", fold_.Text(o.key)}, {"state", "resolved"}},
                         .decision = fold_.decision});
    }
    const bool objected = !settled.empty();
    if (!objected) {
      settled.push_back({.kind = "sales.question_answered",
                         .attributes = {{"ref", kNewReference},
                                        {"state", "accepted"},
                                        {"risk_dimension", row.id}},
                         .decision = fold_.decision});
      confirmed.push_back(
          {.kind = "sales.objection",
           .attributes = {{"ref", kNewReference}, {"state", "raised"}, {"risk_dimension", row.id}},
           .decision = fold_.decision});
    }
    Begin(objected ? "What would settle the objection about " + risk + "?"
                   : "Is " + risk + " settled for them?");
    Add(1 - open, settled);
    Add(open, confirmed);
  }

  void AskGate(const Object& gate) {
    const GateInfo& info = a_.gate_infos[static_cast<std::size_t>(gate.gate)];
    double kept = 1;
    const auto examine = [&](int d) {
      const auto i = static_cast<std::size_t>(d);
      kept *= 1 - a_.dimensions[i].severity * unresolved_[i];
    };
    for (const int d : info.closes) examine(d);
    if (info.closes.empty() && a_.default_dimension_row() >= 0) {
      examine(a_.default_dimension_row());
    }
    const string_view id = info.id.empty() ? fold_.Text(gate.key - kCustomGateKeys) : info.id;
    const auto ends = [&](string_view state) {
      return std::vector<Learnt>{{.kind = "validation.step",
                                  .attributes = {{"gate", id}, {"state", state}},
                                  .decision = gate.decision}};
    };
    const bool late = StatusOf(gate, info, reader_.now().at) == GateStatus::kLate;
    Begin("Will " + GateWords(fold_, gate) + (late ? ", which is late," : "") +
          " pass, and what does it still need?");
    Add(kept, ends("passed"));
    Add(1 - kept, ends("failed"));
  }

  void AskQuiet() {
    Begin("What is going on inside while it is quiet?");
    const bool rising = answer_.before.known &&
                        answer_.levels.dispersion - answer_.before.dispersion >= a_.dispersion_rise;
    const Grounds now = reader_.GroundsOf(fold_, rising, answer_.handoff_lost);
    for (int meaning = PLX_DIP_DISINTEREST; meaning <= PLX_DIP_CALENDAR; ++meaning) {
      const auto m = static_cast<std::size_t>(meaning - PLX_DIP_DISINTEREST);
      const Signs known = KnownToMean(a_, now.signs, meaning);
      FourWay certain{};
      certain[m] = 1;
      const RawVerdict raw = JudgeOn(a_, {.signs = known,
                                          .posterior = certain,
                                          .value = now.value,
                                          .enough = now.enough,
                                          .said_no = now.said_no,
                                          .dispersion_rising = now.dispersion_rising,
                                          .handoff_lost = now.handoff_lost});
      Add(answer_.raw.posterior[m], raw.verdict, now.value);
    }
  }

  const Answer& answer_;
  const Fold& fold_;
  const Assumptions& a_;
  InstantReader& reader_;
  Supposition supposed_;
  std::vector<double> unresolved_;
  std::vector<Unknown> questions_;
};

// "in 7 of 10 cases".
string Cases(double probability) {
  const long tenths = std::lround(10 * probability);
  if (probability > 1 - 1e-9) return "whatever it is";
  if (tenths == 0) return "in less than 1 of 10 cases";
  if (tenths == 10) return "in more than 9 of 10 cases";
  return "in " + std::to_string(tenths) + " of 10 cases";
}

// " The answer would turn WARNING into HEALTHY in 7 of 10 cases; it moves alignment by up to 14
// points."
string EffectWords(const Answer& answer, const Unknown& question) {
  std::array<double, kVerdictWords.size()> chance{};
  FourReadings most{};
  for (const PossibleAnswer& a : question.answers) {
    chance[static_cast<std::size_t>(a.verdict)] += a.probability;
    for (std::size_t r = 0; r < most.size(); ++r) {
      if (a.probability == 0) continue;
      most[r] = std::max(most[r], std::abs(a.value[r] - answer.levels.value[r]));
    }
  }
  const auto now = static_cast<std::size_t>(answer.raw.verdict);
  string turns;
  for (std::size_t v = 0; v < chance.size(); ++v) {
    if (v == now || chance[v] == 0) continue;
    turns += (turns.empty() ? "turn " + string(kVerdictWords[now]) : ",") + " into " +
             string(kVerdictWords[v]) + " " + Cases(chance[v]);
  }
  const auto moved = std::max_element(most.begin(), most.end()) - most.begin();
  const long by = std::lround(most[static_cast<std::size_t>(moved)]);
  const string moves = "move " + string(kReadingWords[static_cast<std::size_t>(moved)]) +
                       " by up to " + std::to_string(by) + (by == 1 ? " point" : " points");
  string out = answer.latched_at == kNever ? " The answer would "
                                           : " Once a buyer speaks again, the answer would ";
  out += turns;
  if (by > 0) out += (turns.empty() ? "" : ", and ") + moves;
  return out + ".";
}

}  // namespace

std::vector<Unknown> Unknowns(const Answer& answer) {
  if (answer.reader->decision().closed) return {};
  return Inquiry(answer).All();
}

string NextQuestion(const Answer& answer) {
  const std::vector<Unknown> questions = Unknowns(answer);
  const auto best =
      std::max_element(questions.begin(), questions.end(),
                       [](const Unknown& a, const Unknown& b) { return a.effect() < b.effect(); });
  if (best == questions.end() || (best->steps == 0 && best->points < 1)) return "";
  return best->text + EffectWords(answer, *best);
}

}  // namespace parallax::framework
