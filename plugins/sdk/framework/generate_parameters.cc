// lens-parameters.toml -> C++ tables. Runs at build time.
//
//   parallax_parameter_generator FILE.toml schema OUT.cc            the columns of the row groups
//   parallax_parameter_generator FILE.toml LENS OUT.cc OUT.h        one lens's parameters and roles
//
// A lens is [defaults] overlaid by [LENS], value by value and row by row (a row is replaced whole).
// Groups that no step of the framework reads are left out: a listed assumption has an effect.
#include <toml++/toml.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <exception>
#include <fstream>
#include <iostream>
#include <limits>
#include <map>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "row_defaults.h"

namespace parallax::framework {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
const std::set<std::string> kGroups = {"committee", "tempo",   "momentum", "thresholds",
                                       "risk",      "journey", "dip",      "pace",
                                       "weights",   "drift",   "handoff"};

struct Parameter {
  std::string type, value, choices, unit, doc, provenance, citation;
  double min = kNaN, max = kNaN;
};
using Parameters = std::map<std::string, Parameter>;

struct Column {
  std::string unit, doc;
  double min = kNaN, max = kNaN;
};
// group -> column -> what it is
using Schema = std::map<std::string, std::map<std::string, Column>>;

std::string Number(double value) {
  char text[32];
  const auto end = std::to_chars(text, text + sizeof text, value).ptr;
  return {text, end};
}

std::string Text(const toml::node& node) {
  if (const auto* list = node.as_array()) {
    std::string out;
    for (const toml::node& item : *list) {
      if (!out.empty()) out += ',';
      out += Text(item);
    }
    return out;
  }
  if (const auto* flag = node.as_boolean()) return flag->get() ? "1" : "0";
  if (const auto* text = node.as_string()) return text->get();
  return Number(node.value<double>().value());
}

std::string TextOf(const toml::table& table, std::string_view key) {
  const toml::node* node = table.get(key);
  return node == nullptr ? "" : Text(*node);
}

double RangeEnd(const toml::table& table, std::string_view key) {
  const toml::node* node = table.get(key);
  return node != nullptr && node->is_number() ? node->value<double>().value() : kNaN;
}

std::string TypeOf(const std::string& unit) {
  if (unit == "enum") return "PLX_PARAM_ENUM";
  if (unit == "bool") return "PLX_PARAM_BOOL";
  if (unit == "MM-DD") return "PLX_PARAM_DATE";
  if (unit == "ids" || unit == "risk dimension") return "PLX_PARAM_IDS";
  return "PLX_PARAM_NUMBER";
}

std::string LastName(const std::string& path) { return path.substr(path.rfind('.') + 1); }

void ReadSchema(const toml::table& table, const std::string& path, Schema& schema) {
  for (const auto& [key, node] : table) {
    const toml::table* inner = node.as_table();
    if (inner == nullptr) throw std::runtime_error("schema." + path + ": not a table");
    if (inner->contains("unit")) {
      schema[path][std::string(key)] = {TextOf(*inner, "unit"), TextOf(*inner, "doc"),
                                        RangeEnd(*inner, "min"), RangeEnd(*inner, "max")};
    } else {
      ReadSchema(*inner, path.empty() ? std::string(key) : path + "." + std::string(key), schema);
    }
  }
}

// The group of the schema a row path belongs to, or empty.
std::string GroupOf(const Schema& schema, const std::string& path) {
  if (path == "risk.gate_default") return "risk.gates";
  for (const auto& [group, columns] : schema) {
    if (path.starts_with(group + ".")) return group;
  }
  return "";
}

// Rows of signal kinds list every column but "momentum", which belongs to state terms; state terms
// that decay list their class.
bool ListsColumn(const std::string& path, const std::string& group, const std::string& column) {
  if (group != "weights") return false;
  if (std::count(path.begin(), path.end(), '.') == 2) return column != "momentum";
  return column == "class" && (path == "weights.sentiment" || path == "weights.reasked_same" ||
                               path == "weights.objection_resolved");
}

// A citation grounds the fact of a row; a prior or a weight beside it never is
// (lens-parameters.toml, heading).
bool IsNeverSourced(std::string_view column) {
  return column == "prior" || column == "prior_present" || column == "prior_absent" ||
         column == "weight";
}

void ReadRow(const toml::table& row, const std::string& path, const Schema& schema,
             Parameters& out) {
  const std::string group = GroupOf(schema, path);
  if (group.empty()) throw std::runtime_error(path + ": a row of a group without schema");
  for (auto it = out.begin(); it != out.end();) {  // a row is replaced whole
    it = it->first.starts_with(path + ".") ? out.erase(it) : std::next(it);
  }
  for (const auto& [column, schema_column] : schema.at(group)) {
    const toml::node* node = row.get(column);
    if (node == nullptr && !ListsColumn(path, group, column)) continue;
    const std::string doc = TextOf(row, "doc");
    const bool said =
        !doc.empty() && doc != "weight of the kind" && doc != "phase evidence of the kind";
    const std::string meaning =
        schema_column.doc == "same" ? "LR per unit of the evidence" : schema_column.doc;
    Parameter p{.type = TypeOf(schema_column.unit),
                .value = node != nullptr ? Text(*node) : std::string(DefaultOf(group, column)),
                .unit = schema_column.unit,
                .doc = meaning + (said ? " (" + doc + ")" : ""),
                .provenance = TextOf(row, "provenance"),
                .citation = TextOf(row, "citation"),
                .min = schema_column.min,
                .max = schema_column.max};
    if (p.type == "PLX_PARAM_ENUM") p.choices = ChoicesOf(column);
    if (p.type == "PLX_PARAM_BOOL") p.min = p.max = kNaN;
    if (IsNeverSourced(column)) {
      p.provenance = "assumption";
      p.citation.clear();
    }
    out[path + "." + column] = std::move(p);
  }
}

void ReadScalar(const toml::table& table, const std::string& path, Parameters& out) {
  Parameter p{.type = TypeOf(TextOf(table, "unit")),
              .value = TextOf(table, "value"),
              .unit = TextOf(table, "unit"),
              .doc = TextOf(table, "doc"),
              .provenance = TextOf(table, "provenance"),
              .citation = TextOf(table, "citation"),
              .min = RangeEnd(table, "min"),
              .max = RangeEnd(table, "max")};
  if (p.type == "PLX_PARAM_ENUM") p.choices = ChoicesOf(LastName(path));
  if (p.type == "PLX_PARAM_BOOL") p.min = p.max = kNaN;
  out[path] = std::move(p);
}

void ReadGroup(const toml::table& table, const std::string& path, const Schema& schema,
               Parameters& out) {
  for (const auto& [key, node] : table) {
    const std::string name(key);
    if (path.empty() && !kGroups.contains(name)) continue;
    const std::string inner_path = path.empty() ? name : path + "." + name;
    const toml::table* inner = node.as_table();
    if (inner == nullptr) throw std::runtime_error(inner_path + ": not a table");
    if (inner->contains("value")) {
      ReadScalar(*inner, inner_path, out);
    } else if (inner->contains("provenance")) {
      ReadRow(*inner, inner_path, schema, out);
    } else {
      ReadGroup(*inner, inner_path, schema, out);
    }
  }
}

std::string Quoted(const std::string& text) {
  std::string out = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

std::string Str(const std::string& text) {
  return "{" + Quoted(text) + ", " + std::to_string(text.size()) + "u, 0}";
}

std::string Range(double value) { return std::isnan(value) ? "kNoRange" : Number(value); }

constexpr std::string_view kHeading = "// Generated from lens-parameters.toml.\n";

void WriteSchema(const Schema& schema, std::ostream& out) {
  out << kHeading << "#include \"framework/schema.h\"\n\n#include <limits>\n\n"
      << "namespace parallax::framework {\nnamespace {\n"
      << "constexpr double kNoRange = std::numeric_limits<double>::quiet_NaN();\n"
      << "constexpr SchemaColumn kColumns[] = {\n";
  for (const auto& [group, columns] : schema) {
    if (!kGroups.contains(group.substr(0, group.find('.')))) continue;
    for (const auto& [name, column] : columns) {
      const std::string type = TypeOf(column.unit);
      const bool ranged = type == "PLX_PARAM_NUMBER";
      out << "  {" << Quoted(group) << ", " << Quoted(name) << ", " << type << ", "
          << Quoted(std::string(type == "PLX_PARAM_ENUM" ? ChoicesOf(name) : "")) << ", "
          << Range(ranged ? column.min : kNaN) << ", " << Range(ranged ? column.max : kNaN)
          << "},\n";
    }
  }
  out << "};\n}  // namespace\n\nstd::span<const SchemaColumn> Schema() { return kColumns; }\n\n"
      << "}  // namespace parallax::framework\n";
}

void WriteLens(const std::string& lens, const Parameters& parameters, const std::string& header,
               std::ostream& out) {
  out << kHeading << "#include \"" << header << "\"\n\n#include <limits>\n\n"
      << "namespace parallax::lens_tables::" << lens << " {\nnamespace {\n"
      << "constexpr double kNoRange = std::numeric_limits<double>::quiet_NaN();\n"
      << "constexpr plx_parameter kParameters[] = {\n";
  for (const auto& [path, p] : parameters) {
    out << "  {sizeof(plx_parameter), " << p.type << ", " << Str(path) << ", " << Str(p.value)
        << ", " << Str(p.choices) << ", " << Str(p.unit) << ", " << Str(p.doc) << ", "
        << Str(p.provenance) << ", " << Str(p.citation) << ", " << Range(p.min) << ", "
        << Range(p.max) << "},\n";
  }
  out << "};\nconstexpr plx_role kRoles[] = {\n";
  const std::map<std::string, std::string> powers = {{"veto", "PLX_POWER_VETO"},
                                                     {"approve", "PLX_POWER_APPROVE"},
                                                     {"influence", "PLX_POWER_INFLUENCE"},
                                                     {"use", "PLX_POWER_USE"}};
  const std::string prefix = "committee.roles.";
  for (const auto& [path, p] : parameters) {
    if (!path.starts_with(prefix) || LastName(path) != "power") continue;
    const std::string row = path.substr(0, path.rfind('.'));
    out << "  {sizeof(plx_role), " << powers.at(p.value) << ", " << Str(row.substr(prefix.size()))
        << ", " << parameters.at(row + ".required").value << ", 0},\n";
  }
  out << "};\n}  // namespace\n\n"
      << "std::span<const plx_parameter> Parameters() { return kParameters; }\n"
      << "std::span<const plx_role> Committee() { return kRoles; }\n\n"
      << "}  // namespace parallax::lens_tables::" << lens << "\n";
}

void WriteHeader(const std::string& lens, std::ostream& out) {
  out << kHeading << "#pragma once\n\n#include <span>\n\n#include \"parallax/abi/describe.h\"\n\n"
      << "namespace parallax::lens_tables::" << lens << " {\n\n"
      << "std::span<const plx_parameter> Parameters();  // sorted by path\n"
      << "std::span<const plx_role> Committee();        // sorted by id\n\n"
      << "}  // namespace parallax::lens_tables::" << lens << "\n";
}

int Run(int argc, char** argv) {
  if (argc < 4) throw std::runtime_error("usage: FILE.toml schema OUT.cc | LENS OUT.cc OUT.h");
  const toml::table file = toml::parse_file(argv[1]);
  Schema schema;
  ReadSchema(*file["schema"].as_table(), "", schema);
  const std::string what = argv[2];
  std::ofstream out(argv[3]);
  if (what == "schema") {
    WriteSchema(schema, out);
    return 0;
  }
  const toml::table* lens = file[what].as_table();
  if (lens == nullptr || argc < 5) throw std::runtime_error("no lens " + what);
  Parameters parameters;
  ReadGroup(*file["defaults"].as_table(), "", schema, parameters);
  ReadGroup(*lens, "", schema, parameters);
  const std::string header = argv[4];
  WriteLens(what, parameters, header.substr(header.rfind('/') + 1), out);
  std::ofstream header_out(header);
  WriteHeader(what, header_out);
  return 0;
}

}  // namespace
}  // namespace parallax::framework

int main(int argc, char** argv) {
  try {
    return parallax::framework::Run(argc, argv);
  } catch (const std::exception& e) {
    std::cerr << "parameter generator: " << e.what() << "\n";
    return 1;
  }
}
