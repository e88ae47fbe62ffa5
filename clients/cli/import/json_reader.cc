#include "clients/cli/import/json_reader.h"

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "clients/cli/import/csv_reader.h"

namespace parallax::cli {
namespace {

using nlohmann::json;

constexpr int kEndOfInput = -1;
constexpr std::size_t kMostBytes = 16u << 20;  // of one object

bool IsBlank(int c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

const json* Find(const json& at, absl::string_view path) {
  if (path.empty()) return &at;
  if (at.is_array()) {
    const std::size_t dot = path.find('.');
    std::size_t index = 0;
    if (!absl::SimpleAtoi(path.substr(0, dot), &index) || index >= at.size()) return nullptr;
    return Find(at[index], dot == absl::string_view::npos ? "" : path.substr(dot + 1));
  }
  if (!at.is_object()) return nullptr;
  // The longest key first, so that a key with dots in it wins over a path through objects.
  for (std::size_t end = path.size(); end != absl::string_view::npos && end > 0;
       end = path.rfind('.', end - 1)) {
    const auto child = at.find(std::string(path.substr(0, end)));
    if (child != at.end()) {
      const json* found = Find(*child, end == path.size() ? "" : path.substr(end + 1));
      if (found != nullptr) return found;
    }
  }
  return nullptr;
}

std::string Text(const json& value) {
  if (value.is_null()) return "";
  if (value.is_string()) return value.get<std::string>();
  if (!value.is_array()) return value.dump();
  std::string out;
  for (const json& item : value) {
    if (item.is_structured()) return value.dump();
    if (!out.empty()) out.push_back(',');
    out += Text(item);
  }
  return out;
}

}  // namespace

int JsonReader::Take() {
  const int c = in_.rdbuf()->sbumpc();
  if (c == std::istream::traits_type::eof()) return kEndOfInput;
  ++column_;
  if (c == '\n') {
    ++line_;
    column_ = 1;
  }
  return c;
}

void JsonReader::SkipBlanks() {
  while (IsBlank(in_.rdbuf()->sgetc())) Take();
}

absl::Status JsonReader::Broken(absl::string_view what) const {
  return absl::InvalidArgumentError(absl::StrCat(name_, ":", line_, ":", column_, ": ", what));
}

absl::Status JsonReader::Parse(Item& item, std::uint64_t column) const {
  auto error = [&](std::uint64_t at, absl::string_view what) {
    return absl::InvalidArgumentError(absl::StrCat(name_, ":", item.line, ":", at, ": ", what));
  };
  if (!IsCleanUtf8(item.raw)) return error(column, "is not UTF-8 text; save the file as UTF-8");
  if (NestsTooDeep(item.raw))
    return error(column, absl::StrCat("is nested deeper than ", kMostNested));
  try {
    item.object = json::parse(item.raw);
  } catch (const json::parse_error& wrong) {
    return error(column + (wrong.byte == 0 ? 0 : wrong.byte - 1), "is not JSON");
  } catch (const json::out_of_range&) {
    return error(column, "holds a number beyond what a 64-bit float holds (about 1.8e308)");
  }
  if (!item.object.is_object()) return error(column, "is no JSON object {...}");
  return absl::OkStatus();
}

absl::StatusOr<bool> JsonReader::TakeLine(Item& item) {
  SkipBlanks();
  item.line = line_;
  const std::uint64_t column = column_;
  int c = Take();
  if (c == kEndOfInput) return false;
  bool too_long = false;
  for (; c != kEndOfInput && c != '\n'; c = Take()) {
    too_long |= item.raw.size() >= kMostBytes;
    if (!too_long) item.raw.push_back(static_cast<char>(c));
  }
  while (!item.raw.empty() && IsBlank(item.raw.back())) item.raw.pop_back();
  if (too_long) {
    return absl::InvalidArgumentError(
        absl::StrCat(name_, ":", item.line, ":1: a line of more than ", kMostBytes, " bytes"));
  }
  if (absl::Status status = Parse(item, column); !status.ok()) return status;
  return true;
}

// Cuts the next element out of the array: braces and brackets outside of texts are counted.
absl::StatusOr<bool> JsonReader::TakeElement(Item& item) {
  auto ends_file = [&](const absl::Status& status) {
    done_ = true;
    return absl::AbortedError(status.message());
  };
  SkipBlanks();
  if (elements_ > 0 && in_.rdbuf()->sgetc() == ',') {
    Take();
    SkipBlanks();
  } else if (elements_ > 0 && in_.rdbuf()->sgetc() != ']') {
    return ends_file(Broken("a comma or ] must follow here"));
  }
  item.line = line_;
  const std::uint64_t column = column_;
  int depth = 0;
  bool in_text = false, escaped = false;
  for (;;) {
    const int c = in_.rdbuf()->sgetc();
    if (c == std::istream::traits_type::eof()) return ends_file(Broken("the array never ends"));
    if (!in_text && depth == 0) {
      if (c == ']' && item.raw.empty()) {
        done_ = true;
        return false;
      }
      if ((c == ',' || c == ']') && !item.raw.empty()) break;
    }
    if (item.raw.size() >= kMostBytes)
      return ends_file(Broken(absl::StrCat("an element of more than ", kMostBytes, " bytes")));
    item.raw.push_back(static_cast<char>(Take()));
    if (in_text) {
      in_text = escaped || c != '"';
      escaped = !escaped && c == '\\';
    } else if (c == '"') {
      in_text = true;
    } else if (c == '{' || c == '[') {
      ++depth;
    } else if ((c == '}' || c == ']') && --depth < 0) {
      return ends_file(Broken("a bracket that nothing opened"));
    }
  }
  ++elements_;
  if (absl::Status status = Parse(item, column); !status.ok()) return status;
  return true;
}

absl::StatusOr<bool> JsonReader::Read(Item& item) {
  if (!started_) {
    started_ = true;
    for (const int mark : {0xEF, 0xBB, 0xBF}) {  // a UTF-8 byte order mark
      if (in_.rdbuf()->sgetc() != mark) break;
      in_.rdbuf()->sbumpc();
    }
    SkipBlanks();
    array_ = in_.rdbuf()->sgetc() == '[';
    if (array_) Take();
  }
  if (done_) return false;
  item.raw.clear();
  return array_ ? TakeElement(item) : TakeLine(item);
}

bool NestsTooDeep(absl::string_view text) {
  int depth = 0;
  bool in_text = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (in_text) {
      if (text[i] == '\\')
        ++i;
      else if (text[i] == '"')
        in_text = false;
    } else if (text[i] == '"') {
      in_text = true;
    } else if (text[i] == '{' || text[i] == '[') {
      if (++depth > kMostNested) return true;
    } else if (text[i] == '}' || text[i] == ']') {
      --depth;
    }
  }
  return false;
}

std::string TextAtPath(const nlohmann::json& object, absl::string_view path) {
  const json* value = Find(object, path);
  return value == nullptr ? "" : Text(*value);
}

}  // namespace parallax::cli
