#include "server/handlers/signal_filter.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

#include "absl/strings/str_cat.h"
#include "core/base/errors.h"

namespace parallax::server {

class SignalFilter::Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  absl::StatusOr<SignalFilter> Run() {
    SignalFilter filter;
    Skip();
    if (AtEnd()) return filter;
    while (true) {
      Comparison comparison;
      if (absl::Status status = ParseComparison(&comparison); !status.ok()) return status;
      filter.comparisons_.push_back(std::move(comparison));
      Skip();
      if (AtEnd()) return filter;
      if (Word() != "AND") return Expected(start_, "AND or the end");
    }
  }

 private:
  struct Named {
    std::string_view name;
    Field field;
  };
  static constexpr std::array<Named, 6> kFields = {{{"kind", Field::kKind},
                                                    {"decision", Field::kDecision},
                                                    {"source", Field::kSource},
                                                    {"stakeholder", Field::kStakeholder},
                                                    {"occurred_at", Field::kOccurredAt},
                                                    {"available_at", Field::kAvailableAt}}};

  bool AtEnd() const { return at_ == text_.size(); }
  void Skip() {
    while (!AtEnd() && std::isspace(static_cast<unsigned char>(text_[at_]))) ++at_;
  }

  static absl::Status Expected(std::size_t position, std::string_view what) {
    return InvalidArgument(
        "filter", absl::StrCat("at character ", position + 1, ": expected ", std::string(what)));
  }

  // A run of characters that are neither blank, quote nor operator.
  std::string_view Word() {
    Skip();
    start_ = at_;
    while (!AtEnd() && !std::isspace(static_cast<unsigned char>(text_[at_])) &&
           std::string_view("\"=!<>()").find(text_[at_]) == std::string_view::npos) {
      ++at_;
    }
    return text_.substr(start_, at_ - start_);
  }

  absl::Status ParseOperator(bool is_time, Operator* op) {
    Skip();
    const std::size_t start = at_;
    const auto take = [this](std::string_view symbol) {
      if (text_.substr(at_, symbol.size()) != symbol) return false;
      at_ += symbol.size();
      return true;
    };
    // Two characters before one.
    if (take("!=")) {
      *op = Operator::kNotEqual;
    } else if (take("<=")) {
      *op = Operator::kLessEqual;
    } else if (take(">=")) {
      *op = Operator::kGreaterEqual;
    } else if (take("=")) {
      *op = Operator::kEqual;
    } else if (take("<")) {
      *op = Operator::kLess;
    } else if (take(">")) {
      *op = Operator::kGreater;
    } else {
      return Expected(start, is_time ? "<, <=, > or >=" : "= or !=");
    }
    const bool equality = *op == Operator::kEqual || *op == Operator::kNotEqual;
    if (equality == is_time) return Expected(start, is_time ? "<, <=, > or >=" : "= or !=");
    return absl::OkStatus();
  }

  absl::Status ParseValue(std::string* value) {
    Skip();
    if (AtEnd() || text_[at_] != '"') {
      *value = std::string(Word());
      return value->empty() ? Expected(start_, "a value, in double quotes") : absl::OkStatus();
    }
    start_ = at_++;
    for (; !AtEnd() && text_[at_] != '"'; ++at_) {
      if (text_[at_] == '\\' && at_ + 1 < text_.size()) ++at_;
      value->push_back(text_[at_]);
    }
    if (AtEnd()) return Expected(at_, "a closing double quote");
    ++at_;
    return absl::OkStatus();
  }

  absl::Status ParseComparison(Comparison* out) {
    const std::string_view name = Word();
    const auto field = std::find_if(kFields.begin(), kFields.end(),
                                    [name](const Named& named) { return named.name == name; });
    if (field == kFields.end()) {
      return Expected(start_, "kind, decision, source, stakeholder, occurred_at or available_at");
    }
    out->field = field->field;
    const bool is_time = out->field == Field::kOccurredAt || out->field == Field::kAvailableAt;
    if (absl::Status status = ParseOperator(is_time, &out->op); !status.ok()) return status;
    if (absl::Status status = ParseValue(&out->text); !status.ok()) return status;
    if (is_time) {
      const auto time = ParseTime(out->text);
      if (!time.ok()) {
        return Expected(start_, "an RFC 3339 time in quotes, such as \"2026-04-29T12:00:00Z\"");
      }
      out->time = *time;
    } else if (out->field == Field::kKind && out->text.ends_with(".*")) {
      out->text.pop_back();
      out->prefix = true;
    }
    return absl::OkStatus();
  }

  const std::string_view text_;
  std::size_t at_ = 0, start_ = 0;
};

absl::StatusOr<SignalFilter> SignalFilter::Parse(std::string_view text) {
  return Parser(text).Run();
}

bool SignalFilter::Holds(const Comparison& comparison, const StoredSignal& stored) {
  const Signal& signal = stored.signal;
  const auto time_holds = [&comparison](Time time) {
    switch (comparison.op) {
      case Operator::kLess:
        return time < comparison.time;
      case Operator::kLessEqual:
        return time <= comparison.time;
      case Operator::kGreater:
        return time > comparison.time;
      default:
        return time >= comparison.time;
    }
  };
  const auto text_holds = [&comparison](const std::string& text) {
    const bool equal =
        comparison.prefix ? text.starts_with(comparison.text) : text == comparison.text;
    return equal == (comparison.op == Operator::kEqual);
  };
  switch (comparison.field) {
    case Field::kKind:
      return text_holds(signal.kind);
    case Field::kDecision:
      return text_holds(signal.decision);
    case Field::kSource:
      return text_holds(signal.source);
    case Field::kStakeholder:
      return text_holds(signal.stakeholder);
    case Field::kOccurredAt:
      return time_holds(signal.occurred_at);
    case Field::kAvailableAt:
      return time_holds(stored.AvailableAt());
  }
  return false;
}

bool SignalFilter::Matches(const StoredSignal& signal) const {
  return std::all_of(comparisons_.begin(), comparisons_.end(),
                     [&signal](const Comparison& c) { return Holds(c, signal); });
}

}  // namespace parallax::server
