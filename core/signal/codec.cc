// The body of a signal, version 1 (varint, zigzag, string, time, double: wire.h):
//
//   byte    version = 1
//   byte    initiator | provenance << 3
//   varint  which fields are present, one bit each, in the order below
//   string  kind
//   time    occurred_at      bit 0
//   string  decision         bit 1
//   time    available_at     bit 2
//   string  stakeholder      bit 3
//   varint  n, n strings     bit 4  participants
//   double  sentiment        bit 5
//   money   amount           bit 6  string currency, zigzag units, zigzag nanos
//   string  supersedes       bit 7
//   string  retracts         bit 8
//   varint  n, n attributes  bit 9  keys strictly ascending
//
//   attribute = varint size of key * 8 + type, key, value
//   type 0 null, 1 string, 2 double, 3 varint number, 4 varint number - 1 negated, 5 false, 6 true
//
// Whole numbers up to 2^53 take types 3 and 4 (and no other), so that counts cost a byte or two.
// Kinds, keys and enum values are written as text, not as indices of the catalog: a body must stay
// readable, and equal, whatever words a later catalog adds
// (docs/decisions/0020-signal-bodies-hold-text.md).
//
// Every body has one signal and every signal one body: the reader refuses whatever the writer would
// not have written.
#include "core/signal/codec.h"

#include <cmath>

#include "core/signal/wire.h"

namespace parallax {
namespace {

constexpr std::uint8_t kSignalVersion = 1;
constexpr double kExact = 9007199254740992;  // 2^53

enum Field : std::uint32_t {
  kNoField = 0,
  kOccurredAt = 1 << 0,
  kDecision = 1 << 1,
  kAvailableAt = 1 << 2,
  kStakeholder = 1 << 3,
  kParticipants = 1 << 4,
  kSentiment = 1 << 5,
  kAmount = 1 << 6,
  kSupersedes = 1 << 7,
  kRetracts = 1 << 8,
  kAttributes = 1 << 9,
  kEveryField = (1 << 10) - 1,
};

enum WireType : std::uint8_t { kNull, kString, kDouble, kWhole, kNegative, kFalse, kTrue };

bool IsWhole(double value) {
  return value >= -kExact && value <= kExact && value == std::trunc(value) &&
         !(value == 0 && std::signbit(value));
}

WireType TypeOf(const AttributeValue& value) {
  switch (value.index()) {
    case 1:
      return kString;
    case 2: {
      const double number = *std::get_if<double>(&value);
      return !IsWhole(number) ? kDouble : number < 0 ? kNegative : kWhole;
    }
    case 3:
      return *std::get_if<bool>(&value) ? kTrue : kFalse;
    default:
      return kNull;
  }
}

void WriteAttribute(const std::pair<std::string, AttributeValue>& attribute, wire::Writer& out) {
  const auto& [key, value] = attribute;
  const WireType type = TypeOf(value);
  out.Varint(std::uint64_t{key.size()} << 3 | type);
  out.Bytes(key);
  if (type == kString) {
    out.String(*std::get_if<std::string>(&value));
  } else if (type == kDouble) {
    out.Double(*std::get_if<double>(&value));
  } else if (type == kWhole) {
    out.Varint(static_cast<std::uint64_t>(*std::get_if<double>(&value)));
  } else if (type == kNegative) {
    out.Varint(static_cast<std::uint64_t>(-*std::get_if<double>(&value)) - 1);
  }
}

bool ReadValue(wire::Reader& in, std::uint64_t type, AttributeValue& value) {
  switch (type) {
    case kNull:
      value = std::monostate();
      return true;
    case kString:
      return in.String(value.emplace<std::string>());
    case kDouble: {
      double& number = value.emplace<double>();
      return in.Double(number) && !IsWhole(number);
    }
    case kWhole:
    case kNegative: {
      std::uint64_t magnitude;
      if (!in.Varint(magnitude)) return false;
      if (type == kNegative && ++magnitude == 0) return false;
      if (magnitude > static_cast<std::uint64_t>(kExact)) return false;
      const auto number = static_cast<double>(magnitude);
      value = type == kNegative ? -number : number;
      return true;
    }
    case kFalse:
    case kTrue:
      value = type == kTrue;
      return true;
    default:
      return false;
  }
}

bool ReadAttributes(wire::Reader& in,
                    std::vector<std::pair<std::string, AttributeValue>>& attributes) {
  std::uint64_t count;
  if (!in.Varint(count) || count == 0 || count > in.Left()) return false;
  attributes.resize(static_cast<std::size_t>(count));
  for (std::size_t i = 0; i < attributes.size(); ++i) {
    std::uint64_t head;
    std::string_view key;
    if (!in.Varint(head) || !in.View(head >> 3, key)) return false;
    if (i > 0 && key <= attributes[i - 1].first) return false;
    attributes[i].first.assign(key);
    if (!ReadValue(in, head & 7, attributes[i].second)) return false;
  }
  return true;
}

bool ReadPeople(wire::Reader& in, std::vector<std::string>& people) {
  std::uint64_t count;
  if (!in.Varint(count) || count == 0 || count > in.Left()) return false;
  people.resize(static_cast<std::size_t>(count));
  for (std::string& person : people) {
    if (!in.String(person)) return false;
  }
  return true;
}

bool Read(wire::Reader& in, Signal& signal) {
  std::uint8_t version, sides;
  std::uint64_t fields;
  if (!in.Byte(version) || version != kSignalVersion || !in.Byte(sides) || !in.Varint(fields)) {
    return false;
  }
  if ((sides & 7) > 4 || sides >> 3 > 3 || fields > kEveryField) return false;
  signal.initiator = static_cast<Initiator>(sides & 7);
  signal.provenance = static_cast<Provenance>(sides >> 3);
  if (!in.String(signal.kind)) return false;
  if ((fields & kOccurredAt) && !in.Instant(signal.occurred_at)) return false;
  if ((fields & kDecision) && !in.Given(signal.decision)) return false;
  if ((fields & kAvailableAt) && !in.Instant(signal.available_at)) return false;
  if ((fields & kStakeholder) && !in.Given(signal.stakeholder)) return false;
  if ((fields & kParticipants) && !ReadPeople(in, signal.participants)) return false;
  if ((fields & kSentiment) && !in.Double(signal.sentiment.emplace())) return false;
  if ((fields & kAmount) && !in.Sum(signal.amount.emplace())) return false;
  if ((fields & kSupersedes) && !in.Given(signal.supersedes)) return false;
  if ((fields & kRetracts) && !in.Given(signal.retracts)) return false;
  if ((fields & kAttributes) && !ReadAttributes(in, signal.attributes)) return false;
  return in.AtEnd();
}

}  // namespace

void EncodeBody(const Signal& signal, std::string& out) {
  wire::Writer writer(out);
  const std::uint32_t fields = (signal.occurred_at != kNoTime ? kOccurredAt : kNoField) |
                               (signal.decision.empty() ? kNoField : kDecision) |
                               (signal.available_at != kNoTime ? kAvailableAt : kNoField) |
                               (signal.stakeholder.empty() ? kNoField : kStakeholder) |
                               (signal.participants.empty() ? kNoField : kParticipants) |
                               (signal.sentiment ? kSentiment : kNoField) |
                               (signal.amount ? kAmount : kNoField) |
                               (signal.supersedes.empty() ? kNoField : kSupersedes) |
                               (signal.retracts.empty() ? kNoField : kRetracts) |
                               (signal.attributes.empty() ? kNoField : kAttributes);
  writer.Byte(kSignalVersion);
  writer.Byte(static_cast<std::uint8_t>(static_cast<unsigned>(signal.initiator) |
                                        static_cast<unsigned>(signal.provenance) << 3));
  writer.Varint(fields);
  writer.String(signal.kind);
  if (fields & kOccurredAt) writer.Instant(signal.occurred_at);
  if (fields & kDecision) writer.String(signal.decision);
  if (fields & kAvailableAt) writer.Instant(signal.available_at);
  if (fields & kStakeholder) writer.String(signal.stakeholder);
  if (fields & kParticipants) {
    writer.Varint(signal.participants.size());
    for (const std::string& person : signal.participants) writer.String(person);
  }
  if (fields & kSentiment) writer.Double(*signal.sentiment);
  if (fields & kAmount) writer.Sum(*signal.amount);
  if (fields & kSupersedes) writer.String(signal.supersedes);
  if (fields & kRetracts) writer.String(signal.retracts);
  if (fields & kAttributes) {
    writer.Varint(signal.attributes.size());
    for (const auto& attribute : signal.attributes) WriteAttribute(attribute, writer);
  }
}

absl::Status DecodeBody(std::string_view body, Signal& signal) {
  signal.occurred_at = signal.available_at = kNoTime;
  signal.sentiment.reset();
  signal.amount.reset();
  signal.participants.clear();
  signal.attributes.clear();
  for (std::string* text :
       {&signal.decision, &signal.stakeholder, &signal.supersedes, &signal.retracts}) {
    text->clear();
  }
  wire::Reader reader(body);
  if (!Read(reader, signal)) return absl::DataLossError("the stored body of a signal is damaged");
  return absl::OkStatus();
}

}  // namespace parallax
