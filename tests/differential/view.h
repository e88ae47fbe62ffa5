// What is read of an account at one instant, and what each step of the model says of it. One file a
// step; nothing is kept from one instant to another.
#ifndef PARALLAX_TESTS_DIFFERENTIAL_VIEW_H_
#define PARALLAX_TESTS_DIFFERENTIAL_VIEW_H_

#include <array>
#include <functional>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/differential/account.h"
#include "tests/differential/calendar.h"
#include "tests/differential/objects.h"

namespace parallax::oracle {

double Sigmoid(double x);
double Logit(double p);
double Saturated(double sum, double cap);  // W tanh(S / W)

// The decision that is read, or all of the account's together.
struct Decided {
  bool open = false, closed = false;
  Time closed_at = kNoTime;
  Time opened = kNoTime;        // last opening
  Time first_opened = kNoTime;  // of the decision read
  bool explicit_no = false;
};

// Somebody who takes or took part.
struct Participant {
  std::string id;
  std::string role;  // row of committee.roles
  int power = 0;     // 1 veto, 2 approve, 3 influence, 4 use
  bool takes_part = true;
  bool present = true;
  bool champion = false;     // now, or on leaving
  Time joined_at = kNoTime;  // by a signal or a fact; kNoTime: not told
  Time since = kNoTime;      // the same, else first seen; kNoTime: from the beginning
  Time left_at = kNoTime;    // of the departed
};

struct View {
  const Account* account;
  const Given* given;
  const Calendar* calendar;
  std::string decision;  // empty: the whole account
  Time as_of;            // facts about decisions are those known then
  Time now;              // as_of; the close of a decision that ended before
  std::vector<const Event*> events;
  Objects objects;
  Decided decided;
  std::vector<Participant> people;  // by id

  double Age(Time then) const { return calendar->Days(then, now); }  // effective days
};

// --- view.cc, decided.cc, people.cc: what is read
// `asked`: the instant that was asked about; as_of itself, or later where an earlier instant is
// read for its trend or latch. It settles from when on the account's signals count.
View LookAt(const Account& account, const Given& given, const Calendar& calendar,
            const std::string& decision, Time as_of, Time asked);
// A decision as these signals and the facts in force at an instant tell of it.
struct DecisionStatus {
  bool known = false;  // opened or ended, as far as is known
  std::string_view state = "open";
  Time since = kNoTime, opened = kNoTime, first_opened = kNoTime;
  bool Closed() const { return state == "won" || state == "lost" || state == "no_decision"; }
};
DecisionStatus StatusOf(const Account& account, const std::vector<const Event*>& events,
                        const std::string& decision, Time t);
Time FirstShown(const Account& account, const std::string& decision, Time t);
Decided Decide(const View& view);
std::vector<Participant> People(const View& view);  // who take part
// Somebody the account knows, part of it or not.
std::optional<Participant> Part(const View& view, const std::string& id);
// Who was present by the signal: everybody at a session, else who acted for the buyer.
std::vector<std::string> PresentBy(const Event& event);
bool IsPresence(const Event& event);
bool IsAct(const Event& event);
Time LastPresence(const View& view, std::string_view person);  // "" : anybody's
// First instants of the outreach days to a person since the last presence, oldest first.
std::vector<Time> Unanswered(const View& view, std::string_view person);
bool IsSilentVeto(const View& view, const Participant& who);

// --- evidence.cc: steps 2 and 3
double Strength(const View& view, const Event& event);
// Row of risk.dimensions that the signal speaks of, or empty.
std::string DimensionOf(const View& view, const Event& event);
std::string RowOfDimension(const Given& given, std::string_view id);
double StanceOf(const View& view, const Participant& who);  // log-odds of the support
double Dispersion(const View& view);
double Confidence(const View& view);  // log-odds
double EvidenceMass(const View& view);

// --- questions.cc
struct Question {
  const Event* event;
  bool reasked = false, same = false;  // same: by a person who asked before
};
std::vector<Question> Questions(const View& view);

// --- handoffs.cc: step 11
struct Handoff {
  const Event* event;
  double before = 0, after = 0;  // log-odds of confidence
  bool reset = false, survived = false;
};
// In order. look(t): what is read at an earlier instant.
std::vector<Handoff> Handoffs(const View& view, const std::function<View(Time)>& look);
bool LostLately(const View& view, const std::vector<Handoff>& handoffs);

// --- stages.cc: step 11, drift attributed between stages
struct Stretch {
  std::string name;  // of a handoff the transition, else the stage
  const Event* handoff = nullptr;
  Time from = kNoTime, to = kNoTime;
  std::array<double, 2> confidence{}, momentum{};  // link units, at both ends
  double highest = 0;                              // confidence
  Time highest_at = kNoTime;
};
std::vector<Stretch> Stages(const View& view, const std::function<View(Time)>& look);

// --- committee.cc: step 4
struct Committee {
  double approval = 0, coverage = 1;
};
// `link_of`: log-odds of a present participant's support; StanceOf where none is given.
Committee Ask(const View& view, const std::function<double(const Participant&)>& link_of = nullptr);

// --- risk.cc: step 5
enum class GateStatus { kIdle, kRunning, kLate, kPassed, kExpired, kFailed };
struct Gate {
  const Object* object;
  GateStatus status;
  bool required;
  double p50, p80, validity;        // clock days
  std::vector<std::string> closes;  // rows of risk.dimensions
};
GateStatus StatusOf(const Gate& gate, Time at);
std::vector<Gate> Gates(const View& view);
double Risk(const View& view);  // -ln(1 - R)

// --- momentum.cc: step 6
struct Momentum {
  double link = 0, ratio = 1;
  int acts = 0, bad_steps = 0;
};
Momentum Pulse(const View& view);

// --- signs.cc: steps 8 to 10
struct Signs {
  int pace = 0, dip = 0;  // PLX_PACE_, PLX_DIP_
  std::array<double, 4> meaning{};
  bool dip_warns = false, gate_failed = false, veto_at_gate = false;
};
std::array<double, 4> Phase(const View& view);
// `dispersion_before`: of trend_days ago; null when nothing was read then.
Signs ReadSigns(const View& view, const double* dispersion_before);

// --- drift.cc: step 7
// One sign (docs/drift.md).
struct DriftSaid {
  int state = 0;  // PLX_DRIFT_
  double severity = 0;
  Time onset = kNoTime, silence_from = kNoTime, silence_to = kNoTime;
  std::vector<const Signal*> signals;  // in the order of the journal
};
// The five, in the order of lens-parameters.toml.
std::array<DriftSaid, 5> DriftOf(const View& view);

// --- functions.cc: step 13
struct FunctionSaid {
  std::string function;
  double reading = std::numeric_limits<double>::quiet_NaN();  // NaN: nothing to read
  double counted = 0, counted_before = 0;                     // NaN: nobody told
  bool misread = false;
  std::vector<const Event*> behind;          // the reading; not said of sales
  std::vector<const Event*> counted_events;  // behind `counted`
};
// `before`: of trend_days ago. `warns`: the verdict is WARNING or LOST_GROUND.
std::array<FunctionSaid, 4> Functions(const View& view, const View& before, bool warns);

// --- deadlines.cc: step 14
bool WindowsPress(const View& view);
// Midnights of last year's, this year's and next year's closing of a row of tempo.budget_windows.
std::vector<Time> Closings(const View& view, const std::string& row);
Time ActBy(const View& view);  // kNoTime

}  // namespace parallax::oracle

#endif  // PARALLAX_TESTS_DIFFERENTIAL_VIEW_H_
