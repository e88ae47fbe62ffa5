#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "core/base/errors.h"
#include "core/base/limits.h"
#include "server/convert/interpretation.h"
#include "server/handlers/interpretations.h"
#include "server/handlers/require.h"
#include "server/state.h"

namespace parallax::server {
namespace {

absl::StatusOr<std::vector<std::string>> LensesToCompare(const LensRegistry& registry,
                                                         const v1::CompareLensesRequest& request) {
  std::vector<std::string> lenses(request.lenses().begin(), request.lenses().end());
  if (lenses.size() == 1) {
    return InvalidArgument("lenses", "names one lens; accepted are two or more, or none for all");
  }
  if (lenses.empty()) {
    for (const auto& lens : registry.List()) lenses.push_back(lens->info().id);
  }
  if (lenses.size() > limits::kMaxLensesPerComparison) {
    return InvalidArgument(
        "lenses", absl::StrCat("comes to ", lenses.size(), " lenses; accepted are at most ",
                               limits::kMaxLensesPerComparison, " (kMaxLensesPerComparison)"));
  }
  return lenses;
}

void DifferenceToProto(const ReadingDifference& difference, v1::CompareLensesResponse* response) {
  for (const ReadingDifference::Share& share : difference.shares) {
    v1::LensDifference* out = response->add_differences();
    out->set_lens_a(difference.lens_a);
    out->set_lens_b(difference.lens_b);
    out->set_reading(std::string(kReadingNames[difference.reading]));
    out->set_delta(difference.delta);
    out->set_group(share.group);
    out->set_share(share.points);
  }
}

}  // namespace

absl::Status CompareLenses(const CallContext& context, const v1::CompareLensesRequest& request,
                           v1::CompareLensesResponse* response) {
  if (absl::Status status = RequireId("account", request.account()); !status.ok()) return status;
  if (absl::Status status = OptionalId("decision", request.decision()); !status.ok()) return status;
  const auto view = CheckView(request.view());
  if (!view.ok()) return view.status();
  const Environment& env = context.state->env;
  const auto lenses = LensesToCompare(*env.lenses, request);
  if (!lenses.ok()) return lenses.status();

  Violations violations;
  ReadingRequest reading;
  reading.workspace = context.workspace;
  reading.account = request.account();
  reading.decision = request.decision();
  reading.moment = MomentFromProto(request, &violations);
  reading.wants = WantsOf(*view);
  if (!violations.empty()) return ToStatus(violations);

  const auto comparison = Compare(env, reading, *lenses);
  if (!comparison.ok()) return comparison.status();
  for (const ReadingResult& result : comparison->readings) {
    InterpretationToProto(result, *view, response->add_interpretations());
  }
  for (const ReadingDifference& difference : comparison->differences) {
    DifferenceToProto(difference, response);
  }
  return absl::OkStatus();
}

}  // namespace parallax::server
