#include "lens_under_test.h"

#include <cmath>
#include <stdexcept>

#include "edtech_parameters.h"
#include "framework/reference_model.h"
#include "healthtech_parameters.h"
#include "legaltech_parameters.h"
#include "saas_parameters.h"

namespace parallax::framework::testing {
namespace {

std::vector<plx_str> Views(const Overrides& overrides, bool paths) {
  std::vector<plx_str> out;
  for (const auto& [path, value] : overrides) out.push_back(sdk::Str(paths ? path : value));
  return out;
}

std::string Text(plx_str s) { return std::string(sdk::View(s)); }

}  // namespace

bool Reading::operator==(const Reading& o) const {
  return value == o.value && low == o.low && high == o.high && trend == o.trend && link == o.link &&
         prior == o.prior && sufficiency == o.sufficiency && coverage == o.coverage &&
         dispersion == o.dispersion && pace == o.pace && dip == o.dip && phase == o.phase &&
         verdict == o.verdict && dip_posterior == o.dip_posterior &&
         phase_posterior == o.phase_posterior && act_by == o.act_by && asked == o.asked &&
         reasked_same == o.reasked_same && reasked_new == o.reasked_new && headline == o.headline &&
         next_question == o.next_question && drift == o.drift;
}

std::span<const plx_parameter> ParametersOf(const std::string& lens) {
  if (lens == "saas") return lens_tables::saas::Parameters();
  if (lens == "edtech") return lens_tables::edtech::Parameters();
  if (lens == "legaltech") return lens_tables::legaltech::Parameters();
  if (lens == "healthtech") return lens_tables::healthtech::Parameters();
  throw std::invalid_argument("no lens " + lens);
}

LensUnderTest::LensUnderTest(const std::string& lens, const Overrides& overrides) {
  const auto paths = Views(overrides, true), values = Views(overrides, false);
  const plx_config config = {.struct_size = sizeof(plx_config),
                             .override_count = static_cast<std::uint32_t>(overrides.size()),
                             .words = &CatalogWords(),
                             .override_path = paths.data(),
                             .override_value = values.data()};
  model_ = CreateReferenceModel(ParametersOf(lens), config);
}

std::vector<Reading> LensUnderTest::Read(const plx_journal& journal, std::uint32_t decision,
                                         const std::vector<std::int64_t>& as_of, std::uint32_t want,
                                         const Overrides& overrides) {
  const std::vector<const plx_journal*> journals(as_of.size(), &journal);
  const std::vector<std::uint32_t> decisions(as_of.size(), decision);
  const auto paths = Views(overrides, true), values = Views(overrides, false);
  const plx_batch batch = {.struct_size = sizeof(plx_batch),
                           .row_count = static_cast<std::uint32_t>(as_of.size()),
                           .journal = journals.data(),
                           .decision = decisions.data(),
                           .as_of = as_of.data(),
                           .seed = 1,
                           .want = want,
                           .override_count = static_cast<std::uint32_t>(overrides.size()),
                           .override_path = paths.data(),
                           .override_value = values.data()};
  const ResultBuffers buffers(batch.row_count);
  model_->Interpret(batch, buffers.result());
  return buffers.Take(journal);
}

Reading LensUnderTest::ReadOne(const plx_journal& journal, std::uint32_t decision,
                               std::int64_t as_of, std::uint32_t want, const Overrides& overrides) {
  return Read(journal, decision, {as_of}, want, overrides)[0];
}

struct ResultBuffers::Emitted {
  struct Row {
    std::vector<ContributionOut> contributions;
    std::vector<std::pair<std::uint32_t, MemberOut>> members;
    std::vector<GateOut> gates;
    std::vector<DriftOut> drift;
    std::vector<FunctionOut> functions;
    std::vector<std::pair<int, std::string>> texts;
  };
  std::vector<Row> rows;
};

ResultBuffers::ResultBuffers(std::uint32_t rows) : emitted_(std::make_shared<Emitted>()) {
  emitted_->rows.resize(rows);
  const std::size_t n = rows;
  status_.assign(n, -99);
  for (auto* column : {&pace_, &dip_, &phase_, &verdict_, &movement_, &clarity_}) {
    column->assign(n, 0);
  }
  basis_.assign(4 * n, 0);
  for (auto* column :
       {&value_, &low_, &high_, &trend_, &link_, &prior_, &dip_posterior_, &phase_posterior_}) {
    column->assign(4 * n, std::nan(""));
  }
  for (auto* column : {&sufficiency_, &coverage_, &dispersion_, &effective_days_})
    column->assign(n, std::nan(""));
  act_by_.assign(n, PLX_NO_TIME);
  for (auto* column : {&asked_, &same_, &fresh_}) column->assign(n, 0);
  emit_.struct_size = sizeof(plx_emit);
  emit_.context = emitted_.get();
  emit_.contribution = [](void* context, std::uint32_t row, const plx_contribution* c) {
    static_cast<Emitted*>(context)->rows[row].contributions.push_back(
        {c->reading,
         c->link_value,
         Text(c->reason),
         {c->signals, c->signals + c->signal_count},
         c->person,
         c->silence_from,
         c->silence_to});
  };
  emit_.member = [](void* context, std::uint32_t row, const plx_member* m) {
    static_cast<Emitted*>(context)->rows[row].members.push_back(
        {m->person, {"", Text(m->role), m->power, m->stance, m->support}});
  };
  emit_.gate = [](void* context, std::uint32_t row, const plx_gate* g) {
    static_cast<Emitted*>(context)->rows[row].gates.push_back(
        {Text(g->id), Text(g->state), g->age_days});
  };
  emit_.drift = [](void* context, std::uint32_t row, const plx_drift* d) {
    static_cast<Emitted*>(context)->rows[row].drift.push_back(
        {Text(d->sign),
         d->state,
         d->severity,
         d->onset,
         d->silence_from,
         d->silence_to,
         {d->signals, d->signals + d->signal_count}});
  };
  emit_.function = [](void* context, std::uint32_t row, const plx_function* f) {
    static_cast<Emitted*>(context)->rows[row].functions.push_back(
        {Text(f->function), f->reading, f->misread == 1});
  };
  emit_.text = [](void* context, std::uint32_t row, std::int32_t id, plx_str text) {
    static_cast<Emitted*>(context)->rows[row].texts.emplace_back(id, Text(text));
  };
  result_ = {.struct_size = sizeof(plx_result),
             .row_count = rows,
             .row_status = status_.data(),
             .value = value_.data(),
             .low = low_.data(),
             .high = high_.data(),
             .trend = trend_.data(),
             .link = link_.data(),
             .prior = prior_.data(),
             .interval_basis = basis_.data(),
             .sufficiency = sufficiency_.data(),
             .pace = pace_.data(),
             .dip = dip_.data(),
             .dip_posterior = dip_posterior_.data(),
             .phase = phase_.data(),
             .phase_posterior = phase_posterior_.data(),
             .verdict = verdict_.data(),
             .act_by = act_by_.data(),
             .coverage = coverage_.data(),
             .dispersion = dispersion_.data(),
             .movement = movement_.data(),
             .clarity = clarity_.data(),
             .asked = asked_.data(),
             .reasked_same = same_.data(),
             .reasked_new = fresh_.data(),
             .emit = &emit_,
             .effective_days = effective_days_.data()};
}

std::vector<Reading> ResultBuffers::Take(const plx_journal& journal) const {
  std::vector<Reading> out(emitted_->rows.size());
  for (std::size_t i = 0; i < out.size(); ++i) {
    Reading& r = out[i];
    for (std::size_t k = 0; k < 4; ++k) {
      r.value[k] = value_[4 * i + k];
      r.low[k] = low_[4 * i + k];
      r.high[k] = high_[4 * i + k];
      r.trend[k] = trend_[4 * i + k];
      r.link[k] = link_[4 * i + k];
      r.prior[k] = prior_[4 * i + k];
      r.basis[k] = basis_[4 * i + k];
      r.dip_posterior[k] = dip_posterior_[4 * i + k];
      r.phase_posterior[k] = phase_posterior_[4 * i + k];
    }
    r.status = status_[i];
    r.sufficiency = sufficiency_[i];
    r.coverage = coverage_[i];
    r.dispersion = dispersion_[i];
    r.effective_days = effective_days_[i];
    r.pace = pace_[i];
    r.dip = dip_[i];
    r.phase = phase_[i];
    r.verdict = verdict_[i];
    r.movement = movement_[i];
    r.clarity = clarity_[i];
    r.act_by = act_by_[i];
    r.asked = asked_[i];
    r.reasked_same = same_[i];
    r.reasked_new = fresh_[i];
    const Emitted::Row& row = emitted_->rows[i];
    r.contributions = row.contributions;
    r.gates = row.gates;
    r.drift = row.drift;
    r.functions = row.functions;
    for (const auto& [person, member] : row.members) {
      r.members.push_back(member);
      r.members.back().person = Text(journal.persons[person]);
    }
    for (const auto& [id, text] : row.texts) {
      if (id == PLX_TEXT_HEADLINE) r.headline = text;
      if (id == PLX_TEXT_NEXT_QUESTION) r.next_question = text;
      if (id == PLX_TEXT_BINDING_ROLE) r.binding_role = text;
      if (id == PLX_TEXT_PACE_REASON) r.pace_reasons.push_back(text);
      if (id == PLX_TEXT_MISSING_ROLE) r.missing_roles.push_back(text);
    }
  }
  return out;
}

}  // namespace parallax::framework::testing
