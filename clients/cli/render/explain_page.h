// What the pages of an explanation share. Used by them only.
#ifndef PARALLAX_CLIENTS_CLI_RENDER_EXPLAIN_PAGE_H_
#define PARALLAX_CLIENTS_CLI_RENDER_EXPLAIN_PAGE_H_

#include <string>
#include <vector>

#include "clients/cli/render/explain.h"
#include "clients/cli/render/words.h"
#include "clients/cli/text/style.h"
#include "parallax/v1/interpretation_service.pb.h"

namespace parallax::cli {

// Smaller changes show as 0.0.
inline constexpr double kTooFewPointsToShow = 0.05;
// Of numbers in csv.
inline constexpr int kRecordDecimals = 6;

// "acme under lens saas@1.0.0", the verdict and when, the headline, then what the page says.
std::string ExplanationHead(const v1::Interpretation& interpretation, absl::string_view what,
                            const Style& style);
// "Alignment 45.1 of 100. Would the buying committee say yes? Higher is better."
std::string ReadingHead(const ReadingWords& words, absl::string_view value, const Style& style);
std::string ExplanationFoot(const v1::Interpretation& interpretation, const Style& style);

// A signed number of points, six columns wide, green where it is for the better.
std::string PointsCell(absl::string_view reading, double points, const Style& style);
// "2026-04-05  sales.stance_expressed by p-1 (stance=supports) [crm:e1]".
std::string SignalLine(const v1::Signal& signal);
// "crm:e1 crm:e2", for csv.
std::string SignalIds(const google::protobuf::RepeatedPtrField<v1::Signal>& signals);
// "3 signals", "1 signal".
std::string Counted(std::int64_t count, absl::string_view noun);

// Whether the page speaks of the reading, be there nothing to list: asked for are all, or one.
inline bool IsAskedFor(const ReadingWords& words, const ExplainView& view) {
  return view.reading.empty() || view.reading == words.name;
}
// What is said of one reading, in order.
template <typename Parts>
auto PartsOf(const Parts& parts, absl::string_view reading) {
  std::vector<const typename Parts::value_type*> out;
  for (const auto& part : parts) {
    if (part.reading() == reading) out.push_back(&part);
  }
  return out;
}
// Lines of one reading that fit into `most` (0: all of them).
inline int LinesShown(int all, int most) { return most == 0 || all < most ? all : most; }
// "and 12 smaller ones (--limit 0 for all)", or nothing.
std::string LeftOut(int left_out, const Style& style);

}  // namespace parallax::cli

#endif  // PARALLAX_CLIENTS_CLI_RENDER_EXPLAIN_PAGE_H_
