#include "emitter.h"

#include <cmath>
#include <cstdio>

namespace parallax::catalog::generator {

std::string Quote(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += {'\\', c};
    } else if (byte < 0x20 || byte >= 0x7F) {
      char octal[8];
      std::snprintf(octal, sizeof octal, "\\%03o", byte);
      out += octal;
    } else {
      out += c;
    }
  }
  out += '"';
  return out;
}

std::string Number(double value) {
  if (std::isnan(value)) return "kNaN";
  char text[40];
  std::snprintf(text, sizeof text, "%.17g", value);
  return text;
}

std::string Bool(bool value) { return value ? "true" : "false"; }

std::string Row(const std::vector<std::string>& fields) {
  std::string out = "{";
  for (const std::string& field : fields) {
    if (out.size() > 1) out += ", ";
    out += field;
  }
  out += '}';
  return out;
}

std::string Emitter::Array(std::string_view type, const std::vector<std::string>& rows) {
  if (rows.empty()) return "{}";
  std::string body = "constexpr " + std::string(type) + " ?[] = {\n";
  for (const std::string& row : rows) body += "    " + row + ",\n";
  body += "};\n";
  const auto [at, added] = names_.try_emplace(body, "kTable" + std::to_string(names_.size()));
  if (added) {
    body.replace(body.find('?'), 1, at->second);
    text_ += body;
  }
  return at->second;
}

std::string Emitter::Names(const std::vector<std::string>& names) {
  std::vector<std::string> rows;
  rows.reserve(names.size());
  for (const std::string& name : names) rows.push_back(Quote(name));
  return Array("string_view", rows);
}

}  // namespace parallax::catalog::generator
