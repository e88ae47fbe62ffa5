#include "clients/cli/render/functions.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/render/words.h"
#include "clients/cli/text/format.h"
#include "clients/cli/text/layout.h"
#include "clients/cli/text/table.h"

namespace parallax::cli {
namespace {

// What a function asks of the buyer, and what it counts by itself. A function that this version
// does not know is said by its own name.
struct FunctionWords {
  absl::string_view function, asks, counts;
};
constexpr FunctionWords kFunctions[] = {
    {"marketing", "readiness quality", "leads and visits"},
    {"sales", "confidence progression (50 = none)", "pipeline moves"},
    {"product", "value realization", "active users"},
    {"customer_success", "ongoing alignment", "pleased, solved, renewed"},
};

FunctionWords WordsOf(absl::string_view function) {
  for (const FunctionWords& words : kFunctions) {
    if (words.function == function) return words;
  }
  return {function, "-", "-"};
}

std::string Counted(const v1::FunctionReading& f) {
  if (!f.has_counted()) return "not told";
  if (!f.has_counted_before()) return Number(f.counted());
  return absl::StrCat(Number(f.counted()), ", ", Number(f.counted_before()), " before");
}

}  // namespace

std::string Functions(const v1::Interpretation& interpretation, const Style& style) {
  if (interpretation.functions().empty()) return {};
  Table table({{"Function", Align::kLeft, true, 9},
               {"Asks", Align::kLeft, true, 10},
               {"0..100", Align::kRight},
               {"Counts", Align::kLeft, true, 10},
               {"Lately", Align::kLeft, true, 8},
               {"Green here, buyer not"}});
  std::vector<std::string> misread;
  for (const v1::FunctionReading& f : interpretation.functions()) {
    const FunctionWords words = WordsOf(f.function());
    const std::string name = LabelWords(Clean(f.function()));
    table.Add({name, Clean(words.asks), f.has_reading() ? Number(f.reading()) : "-",
               Clean(words.counts), Counted(f), f.misread() ? "yes" : "no"});
    if (f.misread()) misread.push_back(name);
  }
  std::string out =
      absl::StrCat(Paint("The same evidence as each function would ask it", Ink::kBold, style),
                   "\n", table.Render(style));
  if (misread.empty()) return out;
  const absl::string_view counts =
      misread.size() == 1 ? " counts holds or grows" : " count holds or grows";
  absl::StrAppend(
      &out, Paragraph(absl::StrCat("A local win: what ", absl::StrJoin(misread, " and "), counts,
                                   " while the buyer turns away."),
                      style.width));
  return out;
}

}  // namespace parallax::cli
