// Made-up signals for benchmarks: seeded, so that every run measures the same work.
#ifndef PARALLAX_TESTS_BENCH_GENERATE_H_
#define PARALLAX_TESTS_BENCH_GENERATE_H_

#include <cstdint>
#include <string>

#include "core/signal/signal.h"

namespace parallax::bench {

// SplitMix64 (Steele, Lea, Flood 2014): the whole state is the argument.
inline std::uint64_t Mix(std::uint64_t x) {
  x += 0x9e3779b97f4a7c15u;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
  return x ^ (x >> 31);
}

inline constexpr Time kFirstDay = 1'735'689'600 * kSecond;  // 2025-01-01T00:00:00Z

// The `index`-th signal of an account: 8 people, one signal every `spacing` on average, a mixture
// of kinds that exercises acts, outreach, evidence, questions, objections and gates. About 150
// bytes on the wire.
inline Signal MakeSignal(std::uint64_t account, std::uint64_t index, Time spacing) {
  const std::uint64_t r = Mix(account * 1'000'003 + index);
  Signal s;
  s.account = "acct-" + std::to_string(account);
  s.decision = "d-1";
  s.source = "crm";
  s.source_event_id = "ev-" + std::to_string(Mix(account << 32 | index));
  s.occurred_at =
      kFirstDay + static_cast<Time>(index) * spacing + static_cast<Time>(r % 3600) * kSecond;
  s.available_at = s.occurred_at;
  s.stakeholder = "person-" + std::to_string(r >> 8 & 7);
  s.initiator = (r >> 16 & 3) == 0 ? Initiator::kSeller : Initiator::kBuyer;
  const std::string ref = "ref-" + std::to_string(index / 8);
  const std::string topic = "topic_" + std::to_string(r >> 20 & 7);
  switch (r >> 32 & 15) {
    case 0:
    case 1:
      s.kind = "marketing.content_engaged";
      s.attributes = {{"topic", topic}};
      break;
    case 2:
      s.kind = "sales.stance_expressed";
      s.attributes = {{"stance", (r >> 40 & 3) == 0 ? "leans_against" : "leans_for"}};
      break;
    case 3:
      s.kind = "sales.question_asked";
      s.attributes = {{"ref", ref}, {"topic", topic}};
      break;
    case 4:
      s.kind = "sales.question_answered";
      s.attributes = {{"ref", ref}, {"state", "accepted"}};
      break;
    case 5:
      s.kind = "sales.objection";
      s.attributes = {{"ref", ref},
                      {"risk_dimension", "security"},
                      {"state", (r >> 40 & 1) == 0 ? "raised" : "resolved"}};
      break;
    case 6:
      s.kind = "validation.step";
      s.attributes = {{"gate", "security_review"},
                      {"state", (r >> 40 & 1) == 0 ? "in_progress" : "passed"}};
      break;
    case 7:
      s.kind = "sales.champion_action";
      s.attributes = {{"type", "shared_inside"}};
      break;
    case 8:
      s.kind = "sales.meeting_held";
      s.participants = {"person-" + std::to_string(r >> 48 & 7),
                        "person-" + std::to_string(r >> 52 & 7)};
      s.attributes = {{"topic", topic}};
      break;
    default:
      s.kind = "sales.message_exchanged";
      s.attributes = {{"channel", "email"}, {"topic", topic}};
  }
  return s;
}

}  // namespace parallax::bench

#endif  // PARALLAX_TESTS_BENCH_GENERATE_H_
