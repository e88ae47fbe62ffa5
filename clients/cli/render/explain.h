// Why readings are what they are, what changed, and why they are not better.
#ifndef PARALLAX_CLIENTS_CLI_RENDER_EXPLAIN_H_
#define PARALLAX_CLIENTS_CLI_RENDER_EXPLAIN_H_

#include <string>
#include <vector>

#include "clients/cli/text/style.h"
#include "parallax/v1/interpretation_service.pb.h"

namespace parallax::cli {

struct ExplainView {
  int most = 0;         // lines of a reading; 0: all
  std::string reading;  // the one that was asked for; empty: all four
};

// The pages: by reading, largest first; what is left out is counted, and a reading with nothing to
// list says so.
std::string RenderReasons(const v1::ExplainReadingResponse& explanation, const ExplainView& view,
                          const Style& style);
std::string RenderTerms(const v1::ExplainReadingResponse& explanation, const ExplainView& view,
                        const Style& style);
std::string RenderChanges(const v1::ExplainReadingResponse& explanation, const ExplainView& view,
                          const Style& style);
std::string RenderOpenings(const v1::ExplainReadingResponse& explanation, const ExplainView& view,
                           const Style& style);

// The same as flat records. Openings carry the value of the reading now and as it would be.
std::vector<std::string> ReasonColumns();
std::vector<std::string> ReasonRecord(const v1::ReasonGroup& reason);
std::vector<std::string> TermColumns();
std::vector<std::string> TermRecord(const v1::ExplanationTerm& term);
std::vector<std::string> ChangeColumns();
std::vector<std::string> ChangeRecord(const v1::ReasonChange& change);
std::vector<std::string> OpeningColumns();
std::vector<std::string> OpeningRecord(const v1::Opening& opening,
                                       const v1::Interpretation& interpretation);

}  // namespace parallax::cli

#endif  // PARALLAX_CLIENTS_CLI_RENDER_EXPLAIN_H_
