#include "clients/cli/render/stages.h"

#include <cmath>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/render/words.h"
#include "clients/cli/text/format.h"
#include "clients/cli/text/layout.h"
#include "clients/cli/text/table.h"

namespace parallax::cli {
namespace {

constexpr double kLeastChange = 0.05;  // points: what shows at one decimal

std::string Where(const v1::StagePart& part) {
  const std::string name = LabelWords(Clean(part.name()));
  if (part.has_handoff()) return absl::StrCat("across ", name);
  return name.empty() ? "without a handoff" : absl::StrCat("within ", name);
}

std::string SignsOf(const v1::StagePart& part) {
  return absl::StrJoin(part.drift(), ", ", [](std::string* to, const std::string& sign) {
    absl::StrAppend(to, LabelWords(Clean(sign)));
  });
}

}  // namespace

std::string LostWords(const v1::Interpretation& interpretation) {
  const auto& stages = interpretation.stages();
  int peak = 0;
  for (int i = 1; i < stages.size(); ++i) {
    if (stages[i].highest_confidence() > stages[peak].highest_confidence()) peak = i;
  }
  const double then = stages[peak].highest_confidence(),
               now = stages[stages.size() - 1].confidence_after();
  if (then - now < kLeastChange) {
    return absl::StrCat("Confidence stands at its highest so far, ", Number(now, 1), ".");
  }
  std::vector<std::string> parts;
  for (int i = peak; i < stages.size(); ++i) {
    const double from = i == peak ? then : stages[i].confidence_before();
    const double change = stages[i].confidence_after() - from;
    if (std::abs(change) < kLeastChange) continue;
    parts.push_back(absl::StrCat(Signed(change), " ", Where(stages[i])));
  }
  return absl::StrCat(Number(then - now, 1), " points of confidence lost since ",
                      Day(stages[peak].highest_at()), " (", Number(then, 1), " then, ",
                      Number(now, 1), " now): ", absl::StrJoin(parts, ", "), ".");
}

std::string Stages(const v1::Interpretation& interpretation, const Style& style) {
  if (interpretation.stages().empty()) return {};
  Table table({{"Part", Align::kLeft, true, 12},
               {"From"},
               {"Confidence", Align::kRight},
               {"Change", Align::kRight},
               {"Momentum", Align::kRight},
               {"Drift since", Align::kLeft, true, 10}});
  for (const v1::StagePart& part : interpretation.stages()) {
    table.Add(
        {Where(part), Day(part.from()),
         absl::StrCat(Number(part.confidence_before()), " to ", Number(part.confidence_after())),
         Signed(part.confidence_after() - part.confidence_before()),
         absl::StrCat(Number(part.momentum_before()), " to ", Number(part.momentum_after())),
         SignsOf(part)});
  }
  return absl::StrCat(Paint("Where confidence moved", Ink::kBold, style), "\n",
                      Paragraph(LostWords(interpretation), style.width), table.Render(style));
}

}  // namespace parallax::cli
