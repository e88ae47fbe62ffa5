// Candidates are what is not known: where a member stands who never said, who holds a required
// role, whether a risk is settled. Each is weighed by how far the two answers would move a reading
// apart, in points, times how near that reading is to the mark at which the verdict turns.
#include <algorithm>
#include <cmath>

#include "framework/numerics.h"
#include "framework/words.h"
#include "parallax/sdk/model.h"

namespace parallax::framework {
namespace {

using std::string;

// A reading at its mark weighs fully, one far from it less: half at 25 points.
double Nearness(double value, double mark) { return 1 / (1 + std::abs(value - mark) / 25); }

string Spaced(std::string_view id) {
  string out(id);
  std::replace(out.begin(), out.end(), '_', ' ');
  return out;
}

struct Best {
  double effect = 1;  // a question worth less than a point is not asked
  string text;
  void Offer(double weight, const string& question) {
    if (weight > effect) effect = weight, text = question;
  }
};

string Points(double swing, std::string_view reading) {
  return " (the answer moves " + string(reading) + " by up to " +
         std::to_string(std::lround(swing)) + " points)";
}

}  // namespace

string NextQuestion(const Answer& answer) {
  const Fold& fold = *answer.fold;
  const Assumptions& a = *fold.assumptions;
  InstantReader& reader = *answer.reader;
  Committee& committee = reader.committee();
  const auto& members = reader.members();
  Best best;

  // Where members stand: as if they said they support it, or oppose it.
  double spoken = 0;
  for (const KindWeight& kind : a.kinds) {
    if (kind.stance_slot >= 0) spoken = std::max(spoken, Saturate(kind.stance, kind.cap));
  }
  std::vector<double> at;
  for (const Member& m : members) at.push_back(m.log_odds);
  const double near_alignment =
      Nearness(answer.levels.value[PLX_READING_ALIGNMENT], a.alignment_low);
  for (std::size_t i = 0; i < members.size(); ++i) {
    if (members[i].spoke) continue;
    at[i] = members[i].log_odds + spoken;
    const double yes = 100 * committee.Approval(at);
    at[i] = members[i].log_odds - spoken;
    const double no = 100 * committee.Approval(at);
    at[i] = members[i].log_odds;
    const auto person = members[i].participant->person;
    const auto role = static_cast<std::size_t>(members[i].participant->role);
    best.Offer((yes - no) * near_alignment,
               "Where does " + string(sdk::View(fold.journal->persons[person])) + " (" +
                   Spaced(a.roles[role].id) + ") stand?" + Points(yes - no, "alignment"));
  }
  for (const int role : committee.missing()) {
    const double swing =
        100 * (committee.Approval(at, role, spoken) - committee.Approval(at, role, -spoken));
    best.Offer(swing * near_alignment,
               "Who decides as " + Spaced(a.roles[static_cast<std::size_t>(role)].id) +
                   ", and where do they stand?" + Points(swing, "alignment"));
  }

  // Which risk is settled, and which is not.
  const double risk = answer.levels.link[PLX_READING_DECISION_RISK];
  const double near_risk =
      Nearness(answer.levels.value[PLX_READING_DECISION_RISK], a.decision_risk_high);
  std::vector<double> unresolved;
  UnresolvedShares(fold, reader.gates(), reader.now(), unresolved);
  for (std::size_t d = 0; d < a.dimensions.size(); ++d) {
    const double severity = a.dimensions[d].severity;
    const double settled = risk + std::log1p(-severity * unresolved[d]);
    const double open = settled - std::log1p(-severity);
    const double swing = 100 * (std::exp(-settled) - std::exp(-open));
    // A dimension that is surely open is no question any more.
    if (unresolved[d] > 0.9) continue;
    best.Offer(swing * near_risk, "What would settle the worry about " +
                                      Spaced(a.dimensions[d].id) + "?" +
                                      Points(swing, "decision risk"));
  }

  // What the quiet means, while more than one meaning is likely.
  if (answer.raw.dip != PLX_DIP_NONE) {
    const double top = *std::max_element(answer.raw.posterior.begin(), answer.raw.posterior.end());
    best.Offer(100 * (1 - top),
               "What is going on inside while it is quiet? (the likeliest reading "
               "of the quiet has " +
                   std::to_string(std::lround(100 * top)) + "%)");
  }
  return best.text;
}

}  // namespace parallax::framework
