#include "tests/property/difference.h"

#include <bit>
#include <cmath>
#include <cstdint>
#include <string_view>

namespace parallax::property {
namespace {

// Remembers the first difference it is shown.
class Comparison {
 public:
  Comparison(const Answer& a, const Answer& b, const Sameness& sameness)
      : a_(a), b_(b), sameness_(sameness) {}

  std::string Run() {
    const Interpretation &a = a_.said, &b = b_.said;
    if (a.status != 0 || b.status != 0) return "no answer: " + a.error + b.error;
    Numbers(a, b);
    Texts(a, b);
    Lists(a, b);
    return found_;
  }

 private:
  void Found(std::string_view name, const std::string& a, const std::string& b) {
    if (found_.empty()) found_ = at_ + std::string(name) + ": " + a + " and " + b;
  }
  void Whole(std::string_view name, std::int64_t a, std::int64_t b) {
    if (a != b) Found(name, std::to_string(a), std::to_string(b));
  }
  void Text(std::string_view name, const std::string& a, const std::string& b) {
    if (a != b) Found(name, '"' + a + '"', '"' + b + '"');
  }
  void Instant(std::string_view name, Time a, Time b) {
    const Time expected = a == kNoTime ? kNoTime : a + sameness_.later_by;
    if (expected != b) Found(name, FormatTime(expected), FormatTime(b));
  }
  void Number(std::string_view name, double a, double b) {
    if (std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b)) return;
    if (std::isnan(a) && std::isnan(b)) return;
    if (std::abs(a - b) <= sameness_.tolerance * (1 + std::abs(a))) return;
    char text[2][32];
    std::snprintf(text[0], sizeof text[0], "%.17g", a);
    std::snprintf(text[1], sizeof text[1], "%.17g", b);
    Found(name, text[0], text[1]);
  }
  std::string Id(const Answer& answer, std::uint32_t signal) {
    const Journal& j = *answer.journal;
    if (signal >= j.size()) return "row " + std::to_string(signal);
    return std::string(j.String(j.source[signal])) + '/' +
           std::string(j.String(j.source_event_id[signal]));
  }
  void Signals(const std::vector<std::uint32_t>& a, const std::vector<std::uint32_t>& b) {
    Whole("signals", static_cast<std::int64_t>(a.size()), static_cast<std::int64_t>(b.size()));
    for (std::size_t i = 0; i < std::min(a.size(), b.size()) && found_.empty(); ++i) {
      Text("signal", Id(a_, a[i]), Id(b_, b[i]));
    }
  }
  // Compares lists item by item; `compare` sees two items.
  template <typename T, typename Compare>
  void Each(std::string_view name, const std::vector<T>& a, const std::vector<T>& b,
            Compare compare) {
    if (!found_.empty()) return;
    at_ = std::string(name) + ' ';
    Whole("count", static_cast<std::int64_t>(a.size()), static_cast<std::int64_t>(b.size()));
    for (std::size_t i = 0; i < std::min(a.size(), b.size()) && found_.empty(); ++i) {
      at_ = std::string(name) + ' ' + std::to_string(i) + ' ';
      compare(a[i], b[i]);
    }
    at_.clear();
  }

  void Numbers(const Interpretation& a, const Interpretation& b) {
    for (int r = 0; r < kReadingCount; ++r) {
      at_ = std::string(kReadingNames[r]) + ' ';
      const Reading &x = a.readings[r], &y = b.readings[r];
      Number("value", x.value, y.value);
      Number("link", x.link, y.link);
      Number("prior", x.prior, y.prior);
      Number("low", x.low, y.low);
      Number("high", x.high, y.high);
      Number("trend", x.trend, y.trend);
      Whole("interval basis", x.interval_basis, y.interval_basis);
    }
    at_.clear();
    Number("sufficiency", a.sufficiency, b.sufficiency);
    Whole("pace", a.pace, b.pace);
    Whole("dip", a.dip, b.dip);
    Whole("phase", a.phase, b.phase);
    Whole("verdict", a.verdict, b.verdict);
    Whole("movement", a.movement, b.movement);
    Whole("clarity", a.clarity, b.clarity);
    for (int i = 0; i < 4; ++i) {
      Number("dip posterior", a.dip_posterior[i], b.dip_posterior[i]);
      Number("phase posterior", a.phase_posterior[i], b.phase_posterior[i]);
    }
    Instant("act by", a.act_by, b.act_by);
    Number("coverage", a.coverage, b.coverage);
    Number("dispersion", a.dispersion, b.dispersion);
    Whole("asked", a.asked, b.asked);
    Whole("reasked same", a.reasked_same, b.reasked_same);
    Whole("reasked new", a.reasked_new, b.reasked_new);
  }

  void Texts(const Interpretation& a, const Interpretation& b) {
    const auto text = [&](const std::string& x, const std::string& y) { Text("text", x, y); };
    Text("binding role", a.binding_role, b.binding_role);
    Each("missing role", a.missing_roles, b.missing_roles, text);
    if (!sameness_.texts) return;
    Text("headline", a.headline, b.headline);
    Text("next question", a.next_question, b.next_question);
    Each("pace reason", a.pace_reasons, b.pace_reasons, text);
  }

  void Lists(const Interpretation& a, const Interpretation& b) {
    Each("member", a.members, b.members, [&](const Member& x, const Member& y) {
      Text("stakeholder", x.stakeholder, y.stakeholder);
      Text("role", x.role, y.role);
      Whole("power", x.power, y.power);
      Whole("stance", x.stance, y.stance);
      Number("support", x.support, y.support);
    });
    Each("gate", a.gates, b.gates, [&](const GateView& x, const GateView& y) {
      Text("id", x.id, y.id);
      Text("state", x.state, y.state);
      Whole("required", x.required, y.required);
      Instant("opened", x.opened_at, y.opened_at);
      Number("age", x.age_days, y.age_days);
      Number("p50", x.p50_days, y.p50_days);
      Number("p80", x.p80_days, y.p80_days);
    });
    Each("contribution", a.contributions, b.contributions,
         [&](const Contribution& x, const Contribution& y) {
           Whole("reading", x.reading, y.reading);
           Text("reason", x.reason, y.reason);
           Text("person", x.person, y.person);
           Number("link value", x.link_value, y.link_value);
           Instant("silence from", x.silence_from, y.silence_from);
           Instant("silence to", x.silence_to, y.silence_to);
           Signals(x.signals, y.signals);
         });
    Each("drift", a.drift, b.drift, [&](const DriftView& x, const DriftView& y) {
      Text("sign", x.sign, y.sign);
      Whole("state", x.state, y.state);
      Number("severity", x.severity, y.severity);
      Instant("onset", x.onset, y.onset);
      Instant("silence from", x.silence_from, y.silence_from);
      Instant("silence to", x.silence_to, y.silence_to);
      Signals(x.signals, y.signals);
    });
    Each("handoff", a.handoffs, b.handoffs, [&](const HandoffView& x, const HandoffView& y) {
      Text("transition", x.transition, y.transition);
      Instant("at", x.at, y.at);
      Text("signal", Id(a_, x.signal), Id(b_, y.signal));
      Number("before", x.confidence_before, y.confidence_before);
      Number("after", x.confidence_after, y.confidence_after);
      Whole("survived", x.survived, y.survived);
      Whole("reset", x.reset, y.reset);
    });
    Each("stage", a.stages, b.stages, [&](const StageView& x, const StageView& y) {
      Text("name", x.name, y.name);
      Text("handoff", x.handoff == kNone ? "" : Id(a_, x.handoff),
           y.handoff == kNone ? "" : Id(b_, y.handoff));
      Instant("from", x.from, y.from);
      Instant("to", x.to, y.to);
      Number("confidence before", x.confidence_before, y.confidence_before);
      Number("confidence after", x.confidence_after, y.confidence_after);
      Number("momentum before", x.momentum_before, y.momentum_before);
      Number("momentum after", x.momentum_after, y.momentum_after);
      Number("highest", x.highest, y.highest);
      Instant("highest at", x.highest_at, y.highest_at);
    });
    Each("observation", a.observations, b.observations,
         [&](const ObservationView& x, const ObservationView& y) {
           Text("id", x.id, y.id);
           Text("person", x.person, y.person);
           if (!std::isnan(x.value) || !std::isnan(y.value)) Number("value", x.value, y.value);
           if (!std::isnan(x.before) || !std::isnan(y.before)) Number("before", x.before, y.before);
           Instant("silence from", x.silence_from, y.silence_from);
           Instant("silence to", x.silence_to, y.silence_to);
           Signals(x.signals, y.signals);
         });
    Each("value", a.value, b.value, [&](const ValueView& x, const ValueView& y) {
      Whole("misread", x.misread, y.misread);
      Whole("activity", x.activity, y.activity);
      Number("time to value", x.time_to_value_days, y.time_to_value_days);
    });
    Each("function", a.functions, b.functions, [&](const FunctionView& x, const FunctionView& y) {
      Text("function", x.function, y.function);
      Number("reading", x.reading, y.reading);
      Number("counted", x.counted, y.counted);
      Number("counted before", x.counted_before, y.counted_before);
      Whole("misread", x.misread, y.misread);
      Signals(x.signals, y.signals);
      Signals(x.counted_signals, y.counted_signals);
    });
  }

  const Answer &a_, &b_;
  const Sameness& sameness_;
  std::string at_, found_;
};

}  // namespace

std::string Difference(const Answer& a, const Answer& b, const Sameness& sameness) {
  return Comparison(a, b, sameness).Run();
}

bool Knows(const Journal& journal, const std::string& decision) {
  return decision.empty() || journal.FindDecision(decision) != kNone;
}

}  // namespace parallax::property
