// What follows from the values of the assumptions: row of each role, dimension and gate, weights of
// kinds by nature, calendar, logarithms.
#include <algorithm>
#include <cmath>

#include "framework/assumptions.h"
#include "framework/numerics.h"
#include "framework/row_defaults.h"
#include "parallax/catalog/catalog.h"
#include "parallax/sdk/model.h"

namespace parallax::framework {
namespace {

using std::string;
using std::string_view;

template <class Row>
int RowOf(const std::vector<Row>& rows, string_view id) {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows[i].id == id) return static_cast<int>(i);
  }
  return -1;
}

// By its id, else its family, else `other` (catalog.toml).
template <class Row, class Listed>
std::vector<int> RowsOf(const std::vector<Row>& rows, const Listed& listed) {
  const int other = RowOf(rows, "other");
  std::vector<int> out;
  out.reserve(listed.size());
  for (const auto& item : listed) {
    int row = RowOf(rows, item.id);
    if (row < 0 && item.family != item.id) row = RowOf(rows, item.family);
    out.push_back(row < 0 ? other : row);
  }
  return out;
}

string_view FamilyOf(string_view dimension) {
  const catalog::Dimension* listed = catalog::FindDimension(dimension);
  return listed == nullptr ? string_view("other") : listed->family;
}

// A named dimension closes the row of its id and the rows whose family it is (catalog.toml, gates).
void AddClosed(const std::vector<DimensionRow>& rows, string_view id, std::vector<int>& out) {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const bool same = rows[i].id == id || FamilyOf(rows[i].id) == id;
    const int row = static_cast<int>(i);
    if (same && std::find(out.begin(), out.end(), row) == out.end()) out.push_back(row);
  }
}

bool KnownDimension(const std::vector<DimensionRow>& rows, string_view id) {
  return id.starts_with("x.") || catalog::FindDimension(id) != nullptr || RowOf(rows, id) >= 0;
}

std::int64_t Nanoseconds(double days) { return std::llround(days * static_cast<double>(kDay)); }

}  // namespace

void Assumptions::Finish() {
  const catalog::Catalog& catalog = catalog::Get();
  if (RowOf(roles, "other") < 0) {  // every member needs a row
    Store("committee.roles.other.required", "0", 0);
  }
  for (RoleRow& role : roles) {
    role.prior_absent = std::min(role.prior_absent, role.prior_present);
    role.present_link = Logit(role.prior_present);
    role.absent_link = Logit(role.prior_absent);
  }
  if (nodes == nullptr || nodes->correlation() != correlation) {
    nodes = std::make_shared<NodeTable>(correlation);
  }
  double kept = 1;  // product of 1 - severity * u
  risk_most = 0;
  for (const DimensionRow& row : dimensions) {
    kept *= 1 - row.severity * row.prior;
    risk_most -= std::log1p(-row.severity);
  }
  risk_prior = -std::log(kept);
  role_row_ = RowsOf(roles, catalog.roles);
  dimension_row_ = RowsOf(dimensions, catalog.dimensions);
  if (!KnownDimension(dimensions, default_dimension)) {
    throw sdk::ParameterError("risk.default_dimension = \"" + default_dimension +
                              "\": accepted is a risk dimension of the catalog");
  }
  const catalog::Dimension* listed = catalog::FindDimension(default_dimension);
  default_dimension_row_ =
      DimensionOf(listed == nullptr ? -1 : static_cast<int>(listed - catalog.dimensions.data()),
                  default_dimension);

  std::vector<CalendarRule> rules;
  for (const CalendarRow& row : calendar_rows) {
    if (calendar_enabled == 0) break;
    rules.push_back({static_cast<int>(row.from), static_cast<int>(row.to), row.intensity});
  }
  calendar = Calendar(rules);
  for (int c = 0; c < kDecayClasses; ++c) {
    decay_per_ns[c] = 1.0 / (half_life_days[c] * static_cast<double>(kDay));
  }
  for (int e = 0; e < kEvidences; ++e) {
    for (int m = 0; m < 4; ++m) log_ratios[e][m] = std::log(likelihood_ratios[e][m]);
  }
  for (int m = 0; m < 4; ++m) log_dip_prior[m] = std::log(dip_prior[m]);
  drift.gate_exposure = gate_exposure;
  drift.Derive(drift_rows, base_cadence, calendar);
  FinishKinds();
  FinishGates();
}

void Assumptions::FinishKinds() {
  stance_slots = 0;
  for (int k = 0; k < vocabulary_->kind_count(); ++k) {
    const KindInfo& info = vocabulary_->info(k);
    const WeightRow& row = kind_weights[k];
    KindWeight& weight = kinds[k];
    weight = KindWeight{};
    weight.evidence = !info.activity && row.activity == 0;
    weight.counts = weight.evidence;
    weight.act = row.act != 0;
    weight.session = row.session != 0;
    weight.outreach = row.outreach != 0;
    weight.proof_seeking = row.proof_seeking != 0;
    weight.attributes = info.rule != KindRule::kNone || info.object != ObjectType::kNone;
    weight.emits = emits[k];
    weight.cap = row.cap;
    weight.decay_class = static_cast<int>(row.decay_class);
    if (!weight.evidence) continue;  // zero weight by rule (catalog.toml, natures)
    weight.stance = row.stance;
    weight.confidence = row.confidence;
    weight.closes = row.closes;
    if (weight.stance != 0) {
      weight.stance_slot = stance_slots;
      slot_kind[stance_slots++] = k;
    }
  }
}

void Assumptions::FinishGates() {
  const catalog::Catalog& catalog = catalog::Get();
  gate_infos.clear();
  gate_infos.reserve(gates.size() + catalog.gates.size() + 1);
  for (const GateRow& row : gates) {
    GateInfo info{.id = row.id,
                  .listed = true,
                  .required = row.required != 0,
                  .order = row.order,
                  .p80 = Nanoseconds(row.p80_days),
                  .validity = Nanoseconds(row.validity_days),
                  .p50_days = row.p50_days,
                  .p80_days = row.p80_days};
    const string_view closes = row.closes;
    for (std::size_t from = 0; from < closes.size();) {
      const std::size_t end = std::min(closes.find(',', from), closes.size());
      const string_view id = closes.substr(from, end - from);
      if (!KnownDimension(dimensions, id)) {
        throw sdk::ParameterError("risk.gates." + row.id + ".closes = \"" + row.closes +
                                  "\": accepted are risk dimensions of the catalog");
      }
      AddClosed(dimensions, id, info.closes);
      from = end + 1;
    }
    gate_infos.push_back(std::move(info));
  }
  const GateInfo otherwise{.id = "",
                           .p80 = Nanoseconds(default_p80),
                           .validity = Nanoseconds(default_validity),
                           .p50_days = default_p50,
                           .p80_days = default_p80};
  gate_info_.clear();
  for (const catalog::Gate& gate : catalog.gates) {
    int index = RowOf(gates, gate.id);
    if (index < 0) {
      index = static_cast<int>(gate_infos.size());
      gate_infos.push_back(otherwise);
      gate_infos.back().id = gate.id;
      for (const string_view id : gate.closes) {
        AddClosed(dimensions, id, gate_infos.back().closes);
      }
    }
    gate_info_.push_back(index);
  }
  gate_infos.push_back(otherwise);
}

int Assumptions::RoleOf(int catalog_role, string_view id) const {
  if (catalog_role >= 0) return role_row_[catalog_role];
  const int row = RowOf(roles, id);
  return row >= 0 ? row : RowOf(roles, "other");
}

int Assumptions::DimensionOf(int catalog_dimension, string_view id) const {
  if (catalog_dimension >= 0) return dimension_row_[catalog_dimension];
  const int row = RowOf(dimensions, id);
  return row >= 0 ? row : RowOf(dimensions, "other");
}

int Assumptions::GateOf(int catalog_gate, string_view id) const {
  if (catalog_gate >= 0) return gate_info_[catalog_gate];
  const int row = RowOf(gates, id);
  return row >= 0 ? row : static_cast<int>(gate_infos.size()) - 1;
}

}  // namespace parallax::framework
