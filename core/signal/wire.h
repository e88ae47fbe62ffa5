// The primitives of the stored formats: a writer that appends, and a reader that never leaves its
// bytes.
//
//   varint   unsigned LEB128, shortest form only (a longer one is refused, so every value has one
//   form) zigzag   a signed integer as varint: 0, -1, 1, -2 ... become 0, 1, 2, 3 ... string varint
//   size, bytes time     varint head = zigzag(seconds) * 2 + (1 when a fraction follows), then
//   varint nanoseconds 1..999999999;
//            seconds round down, so an instant of this century on a full second takes five bytes
//   double   eight bytes, little-endian IEEE 754
#ifndef PARALLAX_CORE_SIGNAL_WIRE_H_
#define PARALLAX_CORE_SIGNAL_WIRE_H_

#include <bit>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/time.h"
#include "core/signal/signal.h"

namespace parallax::wire {

class Writer {
 public:
  explicit Writer(std::string& out) : out_(out) {}

  void Byte(std::uint8_t value) { out_.push_back(static_cast<char>(value)); }
  void Varint(std::uint64_t value) {
    while (value >= 0x80) {
      Byte(static_cast<std::uint8_t>(value | 0x80));
      value >>= 7;
    }
    Byte(static_cast<std::uint8_t>(value));
  }
  void Zigzag(std::int64_t value) { Varint(Fold(value)); }
  void Bytes(std::string_view text) { out_.append(text); }
  void String(std::string_view text) {
    Varint(text.size());
    Bytes(text);
  }
  void Double(double value) {
    std::uint64_t bits = std::bit_cast<std::uint64_t>(value);
    for (int i = 0; i < 8; ++i, bits >>= 8) Byte(static_cast<std::uint8_t>(bits));
  }
  void Instant(Time time) {
    std::int64_t seconds = time / kSecond;
    std::int64_t nanos = time % kSecond;
    if (nanos < 0) {
      nanos += kSecond;
      --seconds;
    }
    Varint(Fold(seconds) << 1 | (nanos != 0));
    if (nanos != 0) Varint(static_cast<std::uint64_t>(nanos));
  }
  void Sum(const Money& money) {
    String(money.currency);
    Zigzag(money.units);
    Zigzag(money.nanos);
  }

 private:
  static std::uint64_t Fold(std::int64_t value) {
    return static_cast<std::uint64_t>(value) << 1 ^ static_cast<std::uint64_t>(value >> 63);
  }

  std::string& out_;
};

// Every method returns false, and leaves its result unspecified, when the bytes do not hold what
// was asked for. After a failure the reader must not be used further.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : at_(bytes.data()), end_(at_ + bytes.size()) {}

  bool AtEnd() const { return at_ == end_; }
  std::size_t Left() const { return static_cast<std::size_t>(end_ - at_); }

  bool Byte(std::uint8_t& value) {
    if (at_ == end_) return false;
    value = static_cast<std::uint8_t>(*at_++);
    return true;
  }
  bool Varint(std::uint64_t& value) {
    value = 0;
    for (int shift = 0; at_ != end_; shift += 7) {
      const auto byte = static_cast<std::uint8_t>(*at_++);
      if (shift == 63 && byte > 1) return false;  // more than 64 bits
      value |= std::uint64_t{byte & 0x7Fu} << shift;
      if (byte < 0x80)
        return byte != 0 || shift == 0;  // a last group of zero is not the shortest form
    }
    return false;
  }
  bool Zigzag(std::int64_t& value) {
    std::uint64_t folded;
    if (!Varint(folded)) return false;
    value = Unfold(folded);
    return true;
  }
  bool View(std::uint64_t size, std::string_view& text) {
    if (size > Left()) return false;
    text = std::string_view(at_, static_cast<std::size_t>(size));
    at_ += size;
    return true;
  }
  bool String(std::string& text) {
    std::uint64_t size;
    std::string_view view;
    if (!Varint(size) || !View(size, view)) return false;
    text.assign(view);
    return true;
  }
  // As String, but refuses the empty one, which is written as an absent field.
  bool Given(std::string& text) { return String(text) && !text.empty(); }
  bool Double(double& value) {
    std::string_view view;
    if (!View(8, view)) return false;
    std::uint64_t bits = 0;
    for (int i = 7; i >= 0; --i) bits = bits << 8 | static_cast<std::uint8_t>(view[i]);
    value = std::bit_cast<double>(bits);
    return true;
  }
  bool Instant(Time& time) {
    std::uint64_t head, nanos = 0;
    if (!Varint(head)) return false;
    if ((head & 1) && (!Varint(nanos) || nanos == 0 || nanos >= kSecond)) return false;
    const std::int64_t seconds = Unfold(head >> 1);
    Time scaled;
    return !__builtin_mul_overflow(seconds + (seconds < 0), kSecond, &scaled) &&
           !__builtin_add_overflow(scaled, static_cast<Time>(nanos) - (seconds < 0 ? kSecond : 0),
                                   &time) &&
           time != kNoTime;
  }
  bool Sum(Money& money) {
    std::int64_t nanos;
    if (!String(money.currency) || !Zigzag(money.units) || !Zigzag(nanos)) return false;
    money.nanos = static_cast<std::int32_t>(nanos);
    return money.nanos == nanos;
  }

 private:
  static std::int64_t Unfold(std::uint64_t folded) {
    return static_cast<std::int64_t>(folded >> 1 ^ (~(folded & 1) + 1));
  }

  const char* at_;
  const char* end_;
};

}  // namespace parallax::wire

#endif  // PARALLAX_CORE_SIGNAL_WIRE_H_
