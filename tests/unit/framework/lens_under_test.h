// A lens of the reference model, called as a host calls it. For tests only.
#ifndef PARALLAX_TESTS_UNIT_FRAMEWORK_LENS_UNDER_TEST_H_
#define PARALLAX_TESTS_UNIT_FRAMEWORK_LENS_UNDER_TEST_H_

#include <array>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "journal_builder.h"
#include "parallax/abi/result.h"
#include "parallax/sdk/model.h"

namespace parallax::framework::testing {

using Overrides = std::vector<std::pair<std::string, std::string>>;

struct ContributionOut {
  int reading;
  double value;
  std::string reason;
  std::vector<std::uint32_t> signals;
  std::uint32_t person;
  std::int64_t silence_from, silence_to;
};
struct MemberOut {
  std::string person, role;
  int power, stance;
  double support;
};
struct GateOut {
  std::string id, state;
  double age_days;
};

struct DriftOut {
  std::string sign;
  int state;
  double severity;
  std::int64_t onset, silence_from, silence_to;
  std::vector<std::uint32_t> signals;
  bool operator==(const DriftOut&) const = default;
};

struct FunctionOut {
  std::string function;
  double reading;
  bool misread;
};

// One row's answer.
struct Reading {
  std::array<double, 4> value{}, low{}, high{}, trend{}, link{}, prior{};
  std::array<int, 4> basis{};
  double sufficiency = 0, coverage = 0, dispersion = 0, effective_days = 0;
  int status = -99, pace = 0, dip = 0, phase = 0, verdict = 0, movement = 0, clarity = 0;
  std::array<double, 4> dip_posterior{}, phase_posterior{};
  std::int64_t act_by = PLX_NO_TIME;
  std::uint32_t asked = 0, reasked_same = 0, reasked_new = 0;
  std::vector<ContributionOut> contributions;
  std::vector<MemberOut> members;
  std::vector<GateOut> gates;
  std::vector<DriftOut> drift;
  std::vector<FunctionOut> functions;
  std::string headline, next_question, binding_role;
  std::vector<std::string> pace_reasons, missing_roles;

  double confidence() const { return value[PLX_READING_CONFIDENCE]; }
  double risk() const { return value[PLX_READING_DECISION_RISK]; }
  double alignment() const { return value[PLX_READING_ALIGNMENT]; }
  double momentum() const { return value[PLX_READING_MOMENTUM]; }
  bool operator==(const Reading& other) const;
};

inline constexpr std::uint32_t kEverything = PLX_WANT_COMMITTEE | PLX_WANT_GATES | PLX_WANT_TEXTS |
                                             PLX_WANT_CONTRIBUTIONS | PLX_WANT_NEXT_QUESTION |
                                             PLX_WANT_DRIFT | PLX_WANT_FUNCTIONS;

// "saas", "edtech", "legaltech", "healthtech".
std::span<const plx_parameter> ParametersOf(const std::string& lens);

class LensUnderTest {
 public:
  explicit LensUnderTest(const std::string& lens, const Overrides& overrides = {});
  // Rows of one journal.
  std::vector<Reading> Read(const plx_journal& journal, std::uint32_t decision,
                            const std::vector<std::int64_t>& as_of, std::uint32_t want,
                            const Overrides& overrides = {});
  Reading ReadOne(const plx_journal& journal, std::uint32_t decision, std::int64_t as_of,
                  std::uint32_t want = kEverything, const Overrides& overrides = {});
  sdk::Model& model() { return *model_; }

 private:
  std::unique_ptr<sdk::Model> model_;
};

// Columns for n rows and what their emit calls gave.
class ResultBuffers {
 public:
  explicit ResultBuffers(std::uint32_t rows);
  const plx_result& result() const { return result_; }
  std::vector<Reading> Take(const plx_journal& journal) const;

 private:
  std::vector<std::int32_t> status_, basis_, pace_, dip_, phase_, verdict_, movement_, clarity_;
  std::vector<double> value_, low_, high_, trend_, link_, prior_, sufficiency_, dip_posterior_,
      phase_posterior_, coverage_, dispersion_, effective_days_;
  std::vector<std::int64_t> act_by_;
  std::vector<std::uint32_t> asked_, same_, fresh_;
  struct Emitted;
  std::shared_ptr<Emitted> emitted_;
  plx_emit emit_{};
  plx_result result_{};
};

}  // namespace parallax::framework::testing

#endif  // PARALLAX_TESTS_UNIT_FRAMEWORK_LENS_UNDER_TEST_H_
