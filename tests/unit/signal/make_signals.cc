#include "make_signals.h"

#include <algorithm>
#include <limits>

namespace parallax::testing {
namespace {

std::string Text(std::mt19937_64& random, std::size_t least) {
  std::string text(least + random() % 24, ' ');
  for (char& c : text) c = static_cast<char>(random() % 256);
  return text;
}

double Number(std::mt19937_64& random) {
  switch (random() % 6) {
    case 0:
      return static_cast<double>(random() % 1000);
    case 1:
      return -static_cast<double>(random() % 100000);
    case 2:
      return 9007199254740992.0;  // 2^53
    case 3:
      return std::numeric_limits<double>::denorm_min();
    case 4:
      return 1e300;
    default:
      return static_cast<double>(random() % 1000) / 997;
  }
}

Money Sum(std::mt19937_64& random) {
  return {.currency = Text(random, 0),
          .units = static_cast<std::int64_t>(random()),
          .nanos = static_cast<std::int32_t>(random())};
}

}  // namespace

Signal RandomSignal(std::mt19937_64& random) {
  const auto maybe = [&] { return random() % 2 == 0; };
  Signal s;
  s.kind = Text(random, 0);
  s.occurred_at =
      maybe() ? static_cast<Time>(random()) : static_cast<Time>(random() >> 36) * kSecond;
  if (maybe()) s.available_at = -static_cast<Time>(random() >> 1);
  if (maybe()) s.decision = Text(random, 1);
  if (maybe()) s.stakeholder = Text(random, 1);
  for (std::size_t n = maybe() ? random() % 4 : 0; n > 0; --n) {
    s.participants.push_back(Text(random, 0));
  }
  s.initiator = static_cast<Initiator>(random() % 5);
  s.provenance = static_cast<Provenance>(random() % 4);
  if (maybe()) s.sentiment = Number(random);
  if (maybe()) s.amount = Sum(random);
  if (maybe()) s.supersedes = Text(random, 1);
  if (maybe()) s.retracts = Text(random, 1);
  for (std::size_t n = random() % 5; n > 0; --n) {
    AttributeValue value;
    switch (random() % 4) {
      case 0:
        value = Text(random, 0);
        break;
      case 1:
        value = Number(random);
        break;
      case 2:
        value = maybe();
        break;
    }
    s.attributes.emplace_back(Text(random, 0), value);
  }
  std::sort(s.attributes.begin(), s.attributes.end(),
            [](const auto& a, const auto& b) { return a.first < b.first; });
  s.attributes.erase(std::unique(s.attributes.begin(), s.attributes.end(),
                                 [](const auto& a, const auto& b) { return a.first == b.first; }),
                     s.attributes.end());
  return s;
}

}  // namespace parallax::testing
