#include "clients/cli/render/compare.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "clients/cli/render/interpretation.h"
#include "clients/cli/render/words.h"
#include "clients/cli/text/format.h"
#include "clients/cli/text/layout.h"
#include "clients/cli/text/table.h"

namespace parallax::cli {
namespace {

constexpr int kCompareTitleWidth = 14;
constexpr int kLeastColumn = 24;

using Columns = std::vector<const v1::Interpretation*>;

std::string SideBySide(const Columns& lenses, const Style& style) {
  const int count = static_cast<int>(lenses.size());
  const int width = (style.width - kCompareTitleWidth) / count;
  std::string out;
  auto row = [&](absl::string_view title, auto&& cell) {
    std::vector<std::vector<std::string>> cells;
    std::size_t height = 1;
    for (const v1::Interpretation* lens : lenses) {
      cells.push_back(Wrap(cell(*lens), width - 2));
      height = std::max(height, cells.back().size());
    }
    for (std::size_t l = 0; l < height; ++l) {
      std::string line =
          PadRight(l == 0 ? Paint(title, Ink::kBold, style) : "", kCompareTitleWidth);
      for (const auto& lines : cells)
        absl::StrAppend(&line, PadRight(l < lines.size() ? lines[l] : "", width));
      absl::StrAppend(&out, absl::StripTrailingAsciiWhitespace(line), "\n");
    }
  };
  row("Lens", [](const auto& i) { return LensName(i.lens()); });
  row("Verdict", [&](const auto& i) {
    return Paint(absl::AsciiStrToUpper(VerdictName(i.verdict().code())),
                 VerdictInk(i.verdict().code()), style);
  });
  row("", [](const auto& i) { return Clean(i.verdict().headline()); });
  out.push_back('\n');
  for (const ReadingWords& words : Readings()) {
    row(words.title, [&](const auto& i) {
      const v1::Reading& reading = (i.*words.get)();
      return absl::StrCat(Number(reading.value()), " (", Signed(reading.trend()), " in 28 days)");
    });
  }
  out.push_back('\n');
  row("Pace", [](const auto& i) { return PaceName(i.pace().state()); });
  row("Slowdown", [](const auto& i) { return DipName(i.dip().meaning()); });
  row("Phase", [](const auto& i) { return PhaseName(i.journey().phase()); });
  bool act_by = false;
  for (const v1::Interpretation* lens : lenses) act_by |= !lens->verdict().act_by().empty();
  if (act_by) {
    row("Act by", [](const auto& i) {
      return i.verdict().act_by().empty() ? "-" : Clean(i.verdict().act_by());
    });
  }
  row("Ask next", [](const auto& i) {
    return i.verdict().next_question().empty() ? "-" : Clean(i.verdict().next_question());
  });
  return out;
}

// The parts of one reading's difference between two lenses, largest first.
std::string Parts(const v1::CompareLensesResponse& comparison, const Style& style) {
  struct Gap {
    std::string lens_a, lens_b, reading;
    double delta = 0;
    std::vector<const v1::LensDifference*> parts;
  };
  std::vector<Gap> gaps;
  for (const v1::LensDifference& d : comparison.differences()) {
    auto at = std::find_if(gaps.begin(), gaps.end(), [&](const Gap& gap) {
      return gap.lens_a == d.lens_a() && gap.lens_b == d.lens_b() && gap.reading == d.reading();
    });
    if (at == gaps.end()) {
      at = gaps.insert(gaps.end(), {d.lens_a(), d.lens_b(), d.reading(), d.delta(), {}});
    }
    at->parts.push_back(&d);
  }
  std::string out;
  std::string pair;
  for (Gap& gap : gaps) {
    const std::string this_pair = absl::StrCat(Clean(gap.lens_b), " against ", Clean(gap.lens_a));
    if (this_pair != pair) {
      absl::StrAppend(&out, pair.empty() ? "" : "\n", Paint(this_pair, Ink::kBold, style), "\n");
      pair = this_pair;
    }
    std::stable_sort(gap.parts.begin(), gap.parts.end(), [](const auto* a, const auto* b) {
      return std::abs(a->share()) > std::abs(b->share());
    });
    absl::string_view title = gap.reading;
    for (const ReadingWords& words : Readings()) {
      if (words.name == gap.reading) title = words.title;
    }
    absl::StrAppend(&out, "  ", PadRight(title, kCompareTitleWidth), PadLeft(Signed(gap.delta), 6),
                    " points\n");
    for (const v1::LensDifference* part : gap.parts) {
      constexpr double kTooSmallToShow = 0.05;  // rounds to 0.0
      if (std::abs(part->share()) < kTooSmallToShow) continue;
      const std::string head =
          absl::StrCat("    ", PadRight(Clean(part->group()), kCompareTitleWidth - 2),
                       PadLeft(Signed(part->share()), 6), "  ");
      absl::StrAppend(&out, Labelled(head, GroupMeaning(part->group()), DisplayWidth(head),
                                     Style{style.width}));
    }
  }
  return out;
}

}  // namespace

std::string RenderComparison(const v1::CompareLensesResponse& comparison, const Style& style) {
  if (comparison.interpretations_size() == 0) return "No lens answered.\n";
  const v1::Interpretation& first = comparison.interpretations(0);
  std::string out = Paint(Subject(first), Ink::kBold, style);
  absl::StrAppend(&out, " under ", comparison.interpretations_size(), " lenses, as of ",
                  Moment(first.as_of()), "\n\n");
  const int fit = std::max(2, (style.width - kCompareTitleWidth) / kLeastColumn);
  int next = 1;
  do {
    Columns lenses = {&first};
    while (static_cast<int>(lenses.size()) < fit && next < comparison.interpretations_size()) {
      lenses.push_back(&comparison.interpretations(next++));
    }
    absl::StrAppend(&out, SideBySide(lenses, style), "\n");
  } while (next < comparison.interpretations_size());
  absl::StrAppend(&out, Paint(Paragraph("Readings are 0-100: confidence, alignment, momentum "
                                        "higher is better (momentum 50 = usual "
                                        "pace), decision risk higher is worse.",
                                        style.width),
                              Ink::kDim, style));
  if (comparison.differences_size() > 0) {
    absl::StrAppend(
        &out, "\n", Paint("What parts them", Ink::kBold, style), "\n",
        Paragraph("Same signals; each group of assumptions with the points it moves the "
                  "reading by. The parts add up to the difference.",
                  style.width),
        Parts(comparison, style));
  }
  absl::StrAppend(&out, "\n");
  for (const v1::Interpretation& i : comparison.interpretations()) {
    absl::StrAppend(&out,
                    Paint(Paragraph(absl::StrCat("Made by ", ProvenanceLine(i), "."), style.width),
                          Ink::kDim, style));
  }
  return out;
}

}  // namespace parallax::cli
