#include "core/store/sqlite/entry.h"

#include <bit>
#include <cstring>

namespace parallax::sqlite {
namespace {

static_assert(std::endian::native == std::endian::little, "entries hold times as the host does");

void PutFixed(std::int64_t value, std::string& out) {
  char bytes[sizeof value];
  std::memcpy(bytes, &value, sizeof value);
  out.append(bytes, sizeof bytes);
}

bool TakeFixed(std::string_view& in, std::int64_t& value) {
  if (in.size() < sizeof value) return false;
  std::memcpy(&value, in.data(), sizeof value);
  in.remove_prefix(sizeof value);
  return true;
}

}  // namespace

void PutVarint(std::uint64_t value, std::string& out) {
  char bytes[10];
  int size = 0;
  while (value >= 0x80) {
    bytes[size++] = static_cast<char>(value | 0x80);
    value >>= 7;
  }
  bytes[size++] = static_cast<char>(value);
  out.append(bytes, size);
}

bool TakeVarint(std::string_view& in, std::uint64_t& value) {
  value = 0;
  for (std::size_t i = 0; i < in.size() && i < 10; ++i) {
    const auto byte = static_cast<std::uint8_t>(in[i]);
    value |= static_cast<std::uint64_t>(byte & 0x7f) << (7 * i);
    if (byte < 0x80) {
      in.remove_prefix(i + 1);
      return true;
    }
  }
  return false;
}

bool TakePiece(std::string_view& in, std::string_view& piece) {
  std::uint64_t size = 0;
  if (!TakeVarint(in, size) || size > in.size()) return false;
  piece = in.substr(0, size);
  in.remove_prefix(size);
  return true;
}

std::size_t PutEntry(const Entry& entry, std::string& out) {
  const std::size_t revision_bytes = (std::bit_width(entry.revision | 1) + 6) / 7;
  PutVarint(revision_bytes + 2 * sizeof(Time) + entry.content.size(), out);
  const std::size_t begin = out.size();
  PutVarint(entry.revision, out);
  PutFixed(entry.recorded_at, out);
  PutFixed(entry.occurred_at, out);
  out.append(entry.content);
  return begin;
}

bool ParseEntry(std::string_view bytes, Entry& entry) {
  if (!TakeVarint(bytes, entry.revision) || !TakeFixed(bytes, entry.recorded_at) ||
      !TakeFixed(bytes, entry.occurred_at)) {
    return false;
  }
  entry.content = bytes;
  return true;
}

void PutKey(std::string_view source, std::string_view source_event_id, std::string& out) {
  PutVarint(source.size(), out);
  out.append(source);
  PutVarint(source_event_id.size(), out);
  out.append(source_event_id);
}

bool ParseContent(std::string_view content, Content& parsed) {
  if (!TakePiece(content, parsed.source) || !TakePiece(content, parsed.source_event_id)) {
    return false;
  }
  parsed.body = content;
  return true;
}

}  // namespace parallax::sqlite
