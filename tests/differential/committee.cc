// P(the committee approves) by brute force: the sum over all outcomes of all voices, at each node
// of the shared factor (model.md, step 4; model-formulas.md 5; docs/decisions/0015).
#include <algorithm>
#include <cmath>
#include <numbers>

#include "tests/differential/view.h"

namespace parallax::oracle {
namespace {

double Phi(double x) { return std::erfc(-x / std::numbers::sqrt2) / 2; }

// Phi^-1(sigmoid(log_odds)) by halving, in the lower tail, where nothing cancels.
double QuantileOfLogOdds(double log_odds) {
  const double p = Sigmoid(-std::abs(log_odds));
  double low = -40, high = 0;
  for (int i = 0; i < 200; ++i) {
    const double middle = (low + high) / 2;
    (Phi(middle) < p ? low : high) = middle;
  }
  return log_odds < 0 ? high : -high;
}

struct Node {
  double z, weight;
};

// The 15 nodes of Gauss-Hermite quadrature against the standard normal density: roots of the
// orthonormal Hermite function of degree 15, found by halving between its sign changes.
std::vector<Node> Nodes() {
  constexpr int kNodes = 15;
  const auto hermite = [](double z, int degree) {  // He_n / sqrt(n!)
    double before = 0, value = 1;
    for (int n = 0; n < degree; ++n) {
      const double next = (z * value - std::sqrt(n) * before) / std::sqrt(n + 1);
      before = value;
      value = next;
    }
    return value;
  };
  std::vector<Node> nodes;
  constexpr double kStep = 1.0 / 64;
  for (double from = -8; from < 8; from += kStep) {
    double low = from, high = from + kStep;
    if (hermite(low, kNodes) * hermite(high, kNodes) > 0) continue;
    if (hermite(low, kNodes) == 0) {
      high = low;  // the root in the middle
    } else if (hermite(high, kNodes) == 0) {
      continue;  // met again as the next interval's low end
    }
    for (int i = 0; i < 100; ++i) {
      const double middle = (low + high) / 2;
      (hermite(low, kNodes) * hermite(middle, kNodes) <= 0 ? high : low) = middle;
    }
    const double slope = hermite(low, kNodes - 1);
    nodes.push_back({low, 1 / (kNodes * slope * slope)});
  }
  return nodes;
}

// One voice: a person, or people of one role who speak with the mean of their log-odds.
struct Voice {
  double log_odds;
  std::size_t unit;
};

struct Unit {
  std::string role;
  bool veto = false, required = false, all = false;
  int weight = 0;
};

// Whether the committee approves when these units do.
bool Approves(const std::string& rule, const std::vector<Unit>& units,
              const std::vector<bool>& approves, int need) {
  if (rule == "unanimous") {
    const bool any_required =
        std::any_of(units.begin(), units.end(), [](const Unit& u) { return u.required || u.veto; });
    for (std::size_t i = 0; i < units.size(); ++i) {
      const bool counts = units[i].required || units[i].veto || !any_required;
      if (counts && !approves[i]) return false;
    }
    return true;
  }
  int weight = 0;
  for (std::size_t i = 0; i < units.size(); ++i) {
    if (approves[i]) weight += units[i].weight;
    if (!approves[i] && units[i].veto && rule == "quorum_with_veto") return false;
  }
  return weight >= need;
}

}  // namespace

Committee Ask(const View& view, const std::function<double(const Participant&)>& link_of) {
  const Given& given = *view.given;
  std::vector<Unit> units;
  std::vector<Voice> voices;
  int required = 0, held = 0, total = 0;
  for (const std::string& role : given.Rows("committee.roles")) {
    const std::string path = "committee.roles." + role;
    std::vector<double> log_odds;
    int power = 4;
    for (const Participant& who : view.people) {
      if (!who.present || who.role != role) continue;
      log_odds.push_back(link_of ? link_of(who) : StanceOf(view, who));
      power = std::min(power, who.power);  // the strongest of the role's members
    }
    const bool present = !log_odds.empty();
    if (given.Is(path + ".required")) ++required, held += present;
    if (!present && !given.Is(path + ".required")) continue;
    const std::string& same_role = given.Text(path + ".same_role");
    Unit unit{.role = role,
              .veto = present ? power == 1 : given.Text(path + ".power") == "veto",
              .required = given.Is(path + ".required"),
              .all = same_role == "all",
              .weight = static_cast<int>(given(path + ".weight"))};
    if (!present) {  // never above the prior of a present one
      log_odds = {Logit(std::min(given(path + ".prior_absent"), given(path + ".prior_present")))};
    }
    if (same_role == "average") {
      double mean = 0;
      for (const double l : log_odds) mean += l / static_cast<double>(log_odds.size());
      log_odds = {mean};
    }
    for (const double l : log_odds) voices.push_back({QuantileOfLogOdds(l), units.size()});
    total += unit.weight;
    units.push_back(unit);
  }
  const int need = static_cast<int>(std::ceil(given("committee.quorum") * total - 1e-9));
  const double rho = given("committee.correlation");

  static const std::vector<Node> kNodes = Nodes();
  Committee committee;
  committee.coverage = required == 0 ? 1 : static_cast<double>(held) / required;
  std::vector<double> at_node(kNodes.size());
  std::vector<std::vector<double>> p(kNodes.size());
  for (std::size_t n = 0; n < kNodes.size(); ++n) {
    for (const Voice& v : voices) {
      p[n].push_back(Phi((v.log_odds - std::sqrt(rho) * kNodes[n].z) / std::sqrt(1 - rho)));
    }
  }
  for (std::uint64_t outcome = 0; outcome >> voices.size() == 0; ++outcome) {
    std::vector<bool> approves(units.size());
    for (std::size_t u = 0; u < units.size(); ++u) approves[u] = units[u].all;
    for (std::size_t v = 0; v < voices.size(); ++v) {
      const bool yes = outcome >> v & 1;
      const std::size_t u = voices[v].unit;
      approves[u] = units[u].all ? approves[u] && yes : approves[u] || yes;
    }
    if (!Approves(given.Text("committee.rule"), units, approves, need)) continue;
    for (std::size_t n = 0; n < kNodes.size(); ++n) {
      double product = 1;
      for (std::size_t v = 0; v < voices.size(); ++v) {
        product *= outcome >> v & 1 ? p[n][v] : 1 - p[n][v];
      }
      at_node[n] += product;
    }
  }
  for (std::size_t n = 0; n < kNodes.size(); ++n) {
    committee.approval += kNodes[n].weight * at_node[n];
  }
  committee.approval = std::clamp(committee.approval, 1e-9, 1 - 1e-9);
  return committee;
}

}  // namespace parallax::oracle
