// One simulated buyer: its people, what they carry in their heads, and what is under way.
// Everything here is hidden; only what Happen() is told leaves a trace, and that may be lost.
#ifndef PARALLAX_CLIENTS_SIMULATE_WORLD_ACCOUNT_H_
#define PARALLAX_CLIENTS_SIMULATE_WORLD_ACCOUNT_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "clients/simulate/base/random.h"
#include "clients/simulate/industries/industry.h"
#include "clients/simulate/records/record.h"
#include "clients/simulate/truth/truth.h"

namespace parallax::simulate {

struct Person {
  const RoleSpec* role = nullptr;
  std::uint64_t key = 0;  // of its own habits
  const char* unit = "";
  double conviction = 0;  // -1 against .. 1 for
  double fear = 0;        // 0..1, of the fright that is abroad
  double energy = 1;      // acts a person does where another does one
  bool champion = false;
  Day champion_since = 0;
  Day joined = 0, left = kNever;
  Day away_until = 0;
  const char* left_because = "";
};

struct Gate {
  enum class State : std::uint8_t {
    kWaiting,
    kRequested,
    kRunning,
    kPaused,
    kPassed,
    kFailed,
    kWaived
  };
  const GateSpec* spec = nullptr;
  State state = State::kWaiting;
  std::string ref;
  Day begins = 0;  // out of the queue
  Day opened = 0;  // start of work
  Day next = 0;    // end of this round
  int round = 0;
  int paused_days = 0;
  bool asked = false;  // waits for an answer of the seller
  bool again = false;  // failed once
};

enum class DealType : std::uint8_t { kNew, kRenewal, kExpansion };

struct Deal {
  int number = 0;
  DealType type = DealType::kNew;
  Phase phase = Phase::kExploring;
  Day opened = 0, phase_since = 0, due = 0;
  int to_learn = 0;  // things to find out before they talk
  std::vector<Gate> gates;
  int stage = 0;  // the seller's
  std::int64_t amount = 0;
  std::string proposal;
  enum class Offer : std::uint8_t { kNone, kSent, kViewed, kRevised } offer = Offer::kNone;
  Day offer_since = 0;
  bool reconsidered = false;
  Day shelved_since = kNever;
};

struct Customer {
  Day since = 0, start = 0, end = 0;
  std::int64_t value = 0;  // a year
  int seats = 0;
  double ceiling = 0;     // share of seats that could ever use it
  double adoption = 0;    // share that does
  double usefulness = 0;  // 0..1: results in the buyer's world, apart from how much it is used
  Day onboarded = kNever, first_value = kNever;
  std::vector<const char*> waits;  // still to go through before value
  Day wait_ends = kNever;
  std::string wait_ref;
  bool renewing = false, leaving = false;
  std::string promise;
  Day promise_due = kNever;
};

// Something that will happen when its day comes.
struct Todo {
  enum class What : std::uint8_t {
    kReply,
    kAnswer,
    kMeeting,
    kStepDue,
    kSettleObjection,
    kResolveCase,
    kPayInvoice
  };
  Day day;
  What what;
  int person = 0, decision = 0;
  std::string ref;
  Day since = 0;
  const char* detail = "";
};

// What the seller's master data will say of a contract and of a decision.
struct ContractFact {
  Day signed_on, start, end;
  std::int64_t value;
};
struct DealFact {
  int number;
  DealType type;
  Day opened;
};

struct Account {
  Account(const Industry& of, std::string name, Day begin, Day finish, std::uint64_t key)
      : industry(of),
        id(std::move(name)),
        from(begin),
        until(finish),
        random(key),
        truth(id, begin, finish),
        today(begin) {}

  const Industry& industry;
  const std::string id;
  const Day from, until;
  Random random;
  Truth truth;
  Day today;
  int second = 0;  // of the day: happenings of a day follow one another
  std::vector<Record> happened;
  bool heard_today = false;
  std::array<double, kDesks> at_work{};  // AtWork() of each desk today
  std::vector<int> there;                // who is at work today

  int size = 1;  // 0 small .. 2 large
  int fiscal_month = 1;
  int shift = 0;           // days by which its holidays lie off the usual
  double fit = 0;          // -1..1: what the product is to it, in truth
  bool automatic = false;  // programs use it, not people
  double seller_push = 1;  // how often the seller writes

  std::vector<Person> people;  // by number - 1; those who left stay
  std::optional<Deal> deal;
  std::optional<Customer> customer;
  std::vector<Todo> todos;
  int deals = 0, refs = 0;

  int queue = 0;  // projects that stand before this one
  Day frozen_until = 0;
  Day fright_until = 0;
  const char* fright = "";    // a risk dimension
  bool fiscal_pause = false;  // the window is missed: nothing before the next year's
  Day last_meeting = 0, last_touch = 0, last_deal_end = 0;
  std::vector<ContractFact> contracts;
  std::vector<DealFact> deal_facts;
  bool gone = false;
};

// What the account is doing, as the truth calls it.
bool IsFrozen(const Account& account);
bool IsFrightened(const Account& account);
bool IsShelved(const Account& account);

// Share of the people of the desk who are at work on that day; 0 on a weekend.
double AtWork(const Account& account, Desk desk, Day day);
// Whether this person is there today: joined, not left, not away, not on holiday.
bool IsAtWork(const Account& account, int person);
bool IsMember(const Account& account, int person);
// AtWork() today.
inline double AtWorkToday(const Account& account, Desk desk) {
  return account.at_work[static_cast<std::size_t>(desk)];
}
// Numbers of the people who are there today. Changes with Join() and Leave().
inline const std::vector<int>& PeopleAtWork(const Account& account) { return account.there; }
// Looks who is there today; once a day, and whenever somebody comes or goes.
void CallTheRoll(Account& account);
// The first of a role that is a member, or 0.
int OneOf(const Account& account, absl::string_view role);
// The champion who is a member, or 0.
int Champion(const Account& account);
Person& PersonOf(Account& account, int person);
const Person& PersonOf(const Account& account, int person);

// Something happened; the reference is good until the next. With a person, that person may have
// acted only while a member. The day's happenings follow one another in time.
Record& Happen(Account& account, absl::string_view kind, Source source, Initiator initiator,
               int person = 0);
// The same, about the running decision.
Record& HappenOn(Account& account, int decision, absl::string_view kind, Source source,
                 Initiator initiator, int person = 0);
// "q12": unique in the account.
std::string NewRef(Account& account, char letter);
// The first working day of the office from `day` on.
Day NextWorkday(Day day);

}  // namespace parallax::simulate

#endif  // PARALLAX_CLIENTS_SIMULATE_WORLD_ACCOUNT_H_
