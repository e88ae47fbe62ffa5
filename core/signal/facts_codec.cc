// A version of facts, version 1 (varint, zigzag, string, time: wire.h):
//
//   byte    version = 1
//   byte    subject: 0 account, 1 decision, 2 stakeholder
//   varint  which fields are present, one bit each, in the order below
//   string  account, then the decision's or the stakeholder's id
//   time    valid_from (bit 0), available_at (bit 1)
//
//   account      byte archetype, byte implicit, string display_name (2), string default_lens (3),
//   time contract_start (4),
//                time contract_end (5), money contract_value (6), labels (7): varint n, n pairs of
//                strings, keys ascending
//   decision     byte type, byte outcome, time opened_at (2), time closed_at (3), money amount (4)
//   stakeholder  byte power, byte champion: 0 absent, 1 false, 2 true, string role (2), string
//   role_family (3),
//                string org_unit (4), time joined_at (5), time left_at (6), decisions (7): varint
//                n, n strings
#include "core/signal/codec.h"
#include "core/signal/wire.h"

namespace parallax {
namespace {

constexpr std::uint8_t kFactsVersion = 1;

// One pass over the fields tells which are present, a second writes them.
class FactsWriter {
 public:
  explicit FactsWriter(std::string& out) : out_(out) {}

  template <typename F>
  void Write(std::uint8_t subject, const F& facts) {
    out_.Byte(kFactsVersion);
    out_.Byte(subject);
    Visit(facts);
    out_.Varint(fields_);
    writing_ = true;
    Ids(facts);
    Visit(facts);
  }

 private:
  void Ids(const AccountFacts& facts) { out_.String(facts.account); }
  void Ids(const DecisionFacts& facts) {
    out_.String(facts.account);
    out_.String(facts.decision);
  }
  void Ids(const StakeholderFacts& facts) {
    out_.String(facts.account);
    out_.String(facts.stakeholder);
  }

  void Visit(const AccountFacts& facts) {
    Times(facts);
    Bytes(static_cast<std::uint8_t>(facts.archetype), facts.implicit);
    Text(2, facts.display_name);
    Text(3, facts.default_lens);
    Instant(4, facts.contract_start);
    Instant(5, facts.contract_end);
    Sum(6, facts.contract_value);
    if (Given(7, !facts.labels.empty())) {
      out_.Varint(facts.labels.size());
      for (const auto& [key, value] : facts.labels) {
        out_.String(key);
        out_.String(value);
      }
    }
  }
  void Visit(const DecisionFacts& facts) {
    Times(facts);
    Bytes(static_cast<std::uint8_t>(facts.type), static_cast<std::uint8_t>(facts.outcome));
    Instant(2, facts.opened_at);
    Instant(3, facts.closed_at);
    Sum(4, facts.amount);
  }
  void Visit(const StakeholderFacts& facts) {
    Times(facts);
    Bytes(static_cast<std::uint8_t>(facts.power), facts.champion ? 1 + *facts.champion : 0);
    Text(2, facts.role);
    Text(3, facts.role_family);
    Text(4, facts.org_unit);
    Instant(5, facts.joined_at);
    Instant(6, facts.left_at);
    if (Given(7, !facts.decisions.empty())) {
      out_.Varint(facts.decisions.size());
      for (const std::string& decision : facts.decisions) out_.String(decision);
    }
  }

  template <typename F>
  void Times(const F& facts) {
    Instant(0, facts.valid_from);
    Instant(1, facts.available_at);
  }
  void Bytes(std::uint8_t first, std::uint8_t second) {
    if (!writing_) return;
    out_.Byte(first);
    out_.Byte(second);
  }
  void Text(int bit, const std::string& text) {
    if (Given(bit, !text.empty())) out_.String(text);
  }
  void Instant(int bit, Time time) {
    if (Given(bit, time != kNoTime)) out_.Instant(time);
  }
  void Sum(int bit, const std::optional<Money>& money) {
    if (Given(bit, money.has_value())) out_.Sum(*money);
  }
  // Notes the bit in the first pass; true when the second pass must write the field.
  bool Given(int bit, bool present) {
    if (present) fields_ |= std::uint64_t{1} << bit;
    return present && writing_;
  }

  wire::Writer out_;
  std::uint64_t fields_ = 0;
  bool writing_ = false;
};

class FactsReader {
 public:
  explicit FactsReader(std::string_view bytes) : in_(bytes) {}

  bool Read(Facts& facts) {
    std::uint8_t version, subject;
    if (!in_.Byte(version) || version != kFactsVersion || !in_.Byte(subject) ||
        !in_.Varint(fields_)) {
      return false;
    }
    switch (subject) {
      case 0:
        return Read(facts.emplace<AccountFacts>()) && in_.AtEnd();
      case 1:
        return Read(facts.emplace<DecisionFacts>()) && in_.AtEnd();
      case 2:
        return Read(facts.emplace<StakeholderFacts>()) && in_.AtEnd();
      default:
        return false;
    }
  }

 private:
  bool Read(AccountFacts& facts) {
    std::uint8_t implicit;
    if (fields_ >> 8 != 0 || !in_.String(facts.account) || !Times(facts)) return false;
    if (!Choice(facts.archetype, Archetype::kInsurance) || !in_.Byte(implicit) || implicit > 1) {
      return false;
    }
    facts.implicit = implicit == 1;
    return Text(2, facts.display_name) && Text(3, facts.default_lens) &&
           Instant(4, facts.contract_start) && Instant(5, facts.contract_end) &&
           Sum(6, facts.contract_value) && Labels(facts);
  }
  bool Read(DecisionFacts& facts) {
    return fields_ >> 5 == 0 && in_.String(facts.account) && in_.String(facts.decision) &&
           Times(facts) && Choice(facts.type, DecisionType::kExpansion) &&
           Choice(facts.outcome, Outcome::kSlipped) && Instant(2, facts.opened_at) &&
           Instant(3, facts.closed_at) && Sum(4, facts.amount);
  }
  bool Read(StakeholderFacts& facts) {
    std::uint8_t champion;
    if (fields_ >> 8 != 0 || !in_.String(facts.account) || !in_.String(facts.stakeholder) ||
        !Times(facts) || !Choice(facts.power, Power::kUse) || !in_.Byte(champion) || champion > 2) {
      return false;
    }
    if (champion != 0) facts.champion = champion == 2;
    return Text(2, facts.role) && Text(3, facts.role_family) && Text(4, facts.org_unit) &&
           Instant(5, facts.joined_at) && Instant(6, facts.left_at) && Decisions(facts);
  }

  bool Labels(AccountFacts& facts) {
    std::uint64_t count;
    if (!Given(7)) return true;
    if (!in_.Varint(count) || count == 0 || count > in_.Left()) return false;
    facts.labels.resize(static_cast<std::size_t>(count));
    for (std::size_t i = 0; i < facts.labels.size(); ++i) {
      auto& [key, value] = facts.labels[i];
      if (!in_.String(key) || !in_.String(value)) return false;
      if (i > 0 && key <= facts.labels[i - 1].first) return false;
    }
    return true;
  }
  bool Decisions(StakeholderFacts& facts) {
    std::uint64_t count;
    if (!Given(7)) return true;
    if (!in_.Varint(count) || count == 0 || count > in_.Left()) return false;
    facts.decisions.resize(static_cast<std::size_t>(count));
    for (std::string& decision : facts.decisions) {
      if (!in_.String(decision)) return false;
    }
    return true;
  }

  template <typename F>
  bool Times(F& facts) {
    return Instant(0, facts.valid_from) && Instant(1, facts.available_at);
  }
  template <typename E>
  bool Choice(E& value, E last) {
    std::uint8_t byte;
    if (!in_.Byte(byte) || byte > static_cast<std::uint8_t>(last)) return false;
    value = static_cast<E>(byte);
    return true;
  }
  bool Given(int bit) const { return fields_ >> bit & 1; }
  bool Text(int bit, std::string& text) { return !Given(bit) || in_.Given(text); }
  bool Instant(int bit, Time& time) { return !Given(bit) || in_.Instant(time); }
  bool Sum(int bit, std::optional<Money>& money) { return !Given(bit) || in_.Sum(money.emplace()); }

  wire::Reader in_;
  std::uint64_t fields_ = 0;
};

}  // namespace

std::string EncodeFacts(const Facts& facts) {
  std::string out;
  std::visit(
      [&](const auto& version) {
        FactsWriter(out).Write(static_cast<std::uint8_t>(facts.index()), version);
      },
      facts);
  return out;
}

absl::StatusOr<Facts> DecodeFacts(std::string_view bytes) {
  Facts facts;
  if (!FactsReader(bytes).Read(facts)) {
    return absl::DataLossError("a stored version of facts is damaged");
  }
  return facts;
}

}  // namespace parallax
