#include "clients/simulate/world/customer.h"

#include <algorithm>
#include <array>

#include "absl/strings/string_view.h"
#include "clients/simulate/world/deal.h"
#include "clients/simulate/world/people.h"
#include "clients/simulate/world/use.h"

namespace parallax::simulate {
namespace {

constexpr Day kGrace = 75;  // past the end of a term they still talk

Record& Handoff(Account& account, const char* transition, const char* state) {
  Record& record = Happen(account, "lifecycle.handoff", Source::kCrm, Initiator::kSeller);
  record.attributes.Text("transition", transition).Text("state", state);
  return record;
}

void CompleteHandoff(Account& account, const char* transition) {
  // A third of them lose what was known.
  const bool careless = account.random.Chance(0.33);
  Handoff(account, transition, "completed")
      .attributes
      .Share("fields_passed",
             careless ? account.random.Between(5, 45) : account.random.Between(60, 100))
      .Share("contact_overlap",
             careless ? account.random.Between(0, 20) : account.random.Between(30, 100))
      .Text("owner", "s2");
  for (int person : PeopleAtWork(account)) {
    if (careless) PersonOf(account, person).conviction -= 0.08;
  }
}

void Sign(Account& account, const char* type) {
  const Customer& customer = *account.customer;
  const int signer = Champion(account);
  Record& signed_contract =
      Happen(account, "finance.contract_signed", Source::kBilling, Initiator::kBuyer, signer);
  signed_contract.amount = customer.value;
  signed_contract.attributes.Integer("term_months", 12)
      .Date("starts_at", customer.start)
      .Text("type", type);
  account.contracts.push_back({account.today, customer.start, customer.end, customer.value});
}

void Invoice(Account& account) {
  const std::string ref = NewRef(account, 'i');
  const Day due = account.today + 30;
  Record& record = Happen(account, "finance.invoice", Source::kBilling, Initiator::kSeller);
  record.amount = account.customer->value;
  record.attributes.Text("ref", ref).Text("state", "issued").Date("due", due);
  const Day paid = due + account.random.Between(-12, 25);
  account.todos.push_back({paid, Todo::What::kPayInvoice, 0, 0, ref, due, ""});
}

void ChangeRevenue(Account& account, std::int64_t by_year, int seats, const char* reason) {
  Record& record =
      Happen(account, "finance.subscription_changed", Source::kBilling, Initiator::kSystem);
  record.amount = by_year / 12;
  if (seats != 0) record.attributes.Integer("seats_delta", seats);
  record.attributes.Text("reason", reason);
}

void Promise(Account& account) {
  Customer& customer = *account.customer;
  customer.promise = NewRef(account, 'x');
  customer.promise_due = account.today + account.random.Between(120, 240);
  Happen(account, "lifecycle.expectation", Source::kCrm, Initiator::kSeller)
      .attributes.Text("ref", customer.promise)
      .Text("state", "set")
      .Text("topic", account.random.Of(account.industry.results))
      .Date("due", customer.promise_due)
      .Bool("quantified", account.random.Chance(0.4));
}

// What the product will be to them. Use and usefulness are drawn apart: some use it much and gain
// little, some the other way round.
void Settle(Account& account) {
  Random& random = account.random;
  Customer& customer = *account.customer;
  const double scale = (account.size + random.Share()) / 3;
  customer.seats =
      static_cast<int>(account.industry.seats_low +
                       scale * scale * (account.industry.seats_high - account.industry.seats_low));
  customer.ceiling = random.Between(0.1, 0.95);
  customer.usefulness =
      std::clamp(0.5 + 0.35 * account.fit + random.Between(-0.25, 0.25), 0.02, 0.98);
}

void Expand(Account& account, const Deal& deal) {
  Customer& customer = *account.customer;
  const auto more = static_cast<std::int64_t>(static_cast<double>(customer.value) *
                                              account.random.Between(0.1, 0.4)) /
                    100 * 100;
  const int seats = customer.seats / 5;
  ChangeRevenue(account, more, seats, "seats");
  customer.value += more;
  customer.seats += seats;
  Record& record = HappenOn(account, deal.number, "lifecycle.relationship_outcome", Source::kCrm,
                            Initiator::kBuyer);
  record.amount = customer.value;
  record.attributes.Text("state", "expanded").Text("reason", "value");
}

void NewTerm(Account& account, const Deal& deal) {
  Random& random = account.random;
  Customer& customer = *account.customer;
  customer.start = std::max(customer.end, account.today);
  customer.end = AddMonths(customer.start, 12);
  customer.renewing = false;
  const double change = customer.usefulness > 0.6 && random.Chance(0.4)   ? random.Between(1.1, 1.5)
                        : customer.usefulness < 0.4 && random.Chance(0.5) ? random.Between(0.5, 0.9)
                                                                          : 1.0;
  const auto value =
      static_cast<std::int64_t>(static_cast<double>(customer.value) * change) / 100 * 100;
  const char* outcome = change > 1 ? "expanded" : change < 1 ? "contracted" : "renewed";
  const auto seats = static_cast<int>(customer.seats * (change - 1));
  if (value != customer.value) ChangeRevenue(account, value - customer.value, seats, "seats");
  customer.value = value;
  customer.seats = std::max(1, customer.seats + seats);
  Record& record = HappenOn(account, deal.number, "lifecycle.relationship_outcome", Source::kCrm,
                            Initiator::kBuyer);
  record.amount = value;
  record.attributes.Text("state", outcome).Text("reason", "value");
  Sign(account, "renewal");
  Invoice(account);
  CompleteHandoff(account, "adoption_to_renewal");
}

void Churn(Account& account) {
  Customer& customer = *account.customer;
  ChangeRevenue(account, -customer.value, -customer.seats, "end");
  Record& record =
      Happen(account, "lifecycle.relationship_outcome", Source::kCrm, Initiator::kBuyer);
  record.attributes.Text("state", "churned")
      .Text("reason", customer.usefulness < 0.4 ? "value" : "business_change");
  record.amount = 0;
  account.gone = true;
}

}  // namespace

void BecomeCustomer(Account& account, const Deal& deal) {
  if (account.customer) {
    if (deal.type == DealType::kExpansion) {
      Expand(account, deal);
    } else {
      NewTerm(account, deal);
    }
    return;
  }
  Random& random = account.random;
  Customer& customer = account.customer.emplace();
  customer.since = account.today;
  customer.start = account.today + random.Between(1, 30);
  customer.end = AddMonths(customer.start, 12);
  customer.value = deal.amount;
  Settle(account);
  constexpr std::array<const char*, 6> kWaits = {"access",   "connector",      "training",
                                                 "it_queue", "data_migration", "staffing"};
  for (const char* wait : kWaits) {
    if (random.Chance(0.4)) customer.waits.push_back(wait);
  }
  Sign(account, "new");
  ChangeRevenue(account, customer.value, customer.seats, "start");
  Invoice(account);
  Promise(account);
  Handoff(account, "sales_to_onboarding", "started");
  CompleteHandoff(account, "sales_to_onboarding");
}

void StartAsCustomer(Account& account) {
  Random& random = account.random;
  Customer& customer = account.customer.emplace();
  customer.since = account.today - random.Between(60, 700);
  customer.start = account.today - random.Between(0, 364);
  customer.end = AddMonths(customer.start, 12);
  const double scale = (account.size + random.Share()) / 3;
  customer.value = static_cast<std::int64_t>(
                       account.industry.deal_low +
                       scale * scale * (account.industry.deal_high - account.industry.deal_low)) /
                   100 * 100;
  Settle(account);
  customer.adoption = 0.8 * customer.ceiling;
  customer.onboarded = customer.first_value = customer.since;
  // Its people are there already; nobody saw them come.
  for (Person& who : account.people) {
    if (random.Chance(0.8)) who.joined = customer.since;
  }
  account.people.front().joined = customer.since;
  account.contracts.push_back({customer.since, customer.start, customer.end, customer.value});
  ChangeRevenue(account, customer.value, customer.seats, "start");
  Promise(account);
}

void LoseRenewal(Account& account, const Deal& deal) {
  if (deal.type == DealType::kRenewal) account.customer->leaving = true;
}

void LiveCustomer(Account& account) {
  Customer& customer = *account.customer;
  LiveOnboarding(account);
  UseProduct(account);
  if (account.today >= customer.end) {
    if (customer.leaving) {
      Churn(account);
      return;
    }
    // They talk on past the end; what is not settled by then is over.
    if (account.deal && account.deal->type == DealType::kRenewal &&
        account.today - customer.end > kGrace) {
      EndDeal(account, "no_decision", "timing");
      Churn(account);
      return;
    }
  }
  if (IsWeekend(account.today)) return;
  if (!account.deal && !customer.renewing && !customer.leaving &&
      customer.end - account.today <= account.industry.renewal_lead_days) {
    customer.renewing = true;
    Handoff(account, "adoption_to_renewal", "started");
    OpenDeal(account, DealType::kRenewal);
  } else if (!account.deal && customer.onboarded != kNever && customer.end - account.today > 250 &&
             customer.usefulness > 0.65 && account.random.Chance(0.003)) {
    OpenDeal(account, DealType::kExpansion);
  }
}

absl::string_view CustomerState(const Account& account) {
  if (!account.customer) return account.deal || account.deals > 0 ? "prospect" : "dormant";
  const Customer& customer = *account.customer;
  if (customer.leaving) return "leaving";
  if (customer.onboarded == kNever) return "onboarding";
  if (customer.usefulness < 0.35)
    return customer.adoption > 0.5 ? "busy_without_results" : "drifting";
  return customer.adoption < 0.3 && customer.usefulness > 0.65 ? "narrow_with_results" : "using";
}

}  // namespace parallax::simulate
