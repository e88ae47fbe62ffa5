// The filter of ListSignals.
#include <string_view>

#include "server/handlers/signal_filter.h"
#include "tests/fuzz/fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using parallax::fuzz::Require;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto filter = parallax::server::SignalFilter::Parse(text);
  if (!filter.ok()) {
    Require(filter.status().code() == absl::StatusCode::kInvalidArgument,
            "a refusal is INVALID_ARGUMENT");
    Require(!filter.status().message().empty(), "a refusal says why");
    return 0;
  }
  parallax::StoredSignal stored;
  stored.signal.kind = "sales.meeting_held";
  stored.signal.source = "crm";
  const bool matches = filter->Matches(stored);
  // Comparisons are joined by AND: a filter twice is the filter.
  if (text.find_first_not_of(" \t\n\v\f\r") == std::string_view::npos) return 0;
  const auto twice =
      parallax::server::SignalFilter::Parse(std::string(text) + " AND " + std::string(text));
  Require(twice.ok(), "what was accepted is accepted twice", std::string(text));
  Require(twice->Matches(stored) == matches, "a filter twice is the filter", std::string(text));
  return 0;
}
