#include "clients/cli/render/ranking.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "clients/cli/render/interpretation.h"
#include "clients/cli/render/words.h"
#include "clients/cli/text/format.h"
#include "clients/cli/text/layout.h"
#include "clients/cli/text/table.h"

namespace parallax::cli {

std::string RenderRanking(const v1::RankAccountsResponse& ranking, const Style& style) {
  if (ranking.interpretations_size() == 0) return "No accounts.\n";
  Table table({{"Account", Align::kLeft, true, 10},
               {"Verdict", Align::kLeft, true, 12},
               {"Mean", Align::kRight},
               {"Conf", Align::kRight},
               {"Risk", Align::kRight},
               {"Align", Align::kRight},
               {"Mom", Align::kRight},
               {"Headline", Align::kLeft, true, 20}});
  for (const v1::Interpretation& i : ranking.interpretations()) {
    const v1::VerdictCode code = i.verdict().code();
    if (code == v1::VERDICT_CODE_UNSPECIFIED) {
      table.Add({Clean(i.account()), "NO ANSWER", "-", "-", "-", "-", "-",
                 "the lens could not read this account"});
      continue;
    }
    table.Add({Clean(i.account()),
               Paint(absl::AsciiStrToUpper(VerdictName(code)), VerdictInk(code), style),
               Number(MeanReading(i)), Number(i.confidence().value()),
               Number(i.decision_risk().value()), Number(i.alignment().value()),
               Number(i.momentum().value()), Clean(i.verdict().headline())});
  }
  const v1::Interpretation& first = ranking.interpretations(0);
  std::string out = table.Render(style);
  absl::StrAppend(
      &out, "\n", Count(ranking.interpretations_size()), " of ", Count(ranking.total_size()),
      " accounts, worst first.\n",
      Paint(Paragraph("All numbers 0-100. Conf: confidence, Align: alignment, Mom: momentum (50 = "
                      "the account's usual "
                      "pace), higher is better. Risk: decision risk, higher is worse. Mean: of "
                      "Conf, Align, Mom and "
                      "100 - Risk.",
                      style.width),
            Ink::kDim, style),
      Paint(Paragraph(absl::StrCat("Made by ", ProvenanceLine(first), "."), style.width), Ink::kDim,
            style));
  return out;
}

}  // namespace parallax::cli
