#include "clients/cli/import/catalog_check.h"

#include <map>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/base/nearest.h"

namespace parallax::cli {
namespace {

const FieldRule* Find(const Rule& rule, absl::string_view field) {
  for (const FieldRule& candidate : rule.fields) {
    if (candidate.field->name() == field) return &candidate;
  }
  return nullptr;
}

const v1::SignalAttribute* Find(const v1::SignalKind& kind, const std::string& key) {
  for (const v1::SignalAttribute& attribute : kind.attributes()) {
    if (attribute.key() == key && key != "amount")
      return &attribute;  // the sum has a field of its own
  }
  return nullptr;
}

bool IsNumeric(absl::string_view type) {
  return type == "int" || type == "double" || type == "duration_s";
}

// What is wrong with one attribute of a rule, or nothing.
std::string Wrong(const v1::SignalKind& kind, const std::string& key, const ValueExpr& value) {
  const v1::SignalAttribute* attribute = Find(kind, key);
  if (attribute == nullptr) {
    if (absl::StartsWith(key, "x.")) return "";
    std::vector<std::string> keys;
    for (const auto& known : kind.attributes()) {
      if (known.key() != "amount") keys.push_back(known.key());
    }
    const std::string nearest = Nearest(key, keys);
    return absl::StrCat(kind.id(), " takes no such attribute",
                        nearest.empty() ? "" : absl::StrCat("; did you mean ", nearest, "?"),
                        "; accepted: ", absl::StrJoin(keys, ", "), ", or keys that start with x.");
  }
  const bool from_text = std::holds_alternative<Template>(value.source) && !value.has_map;
  if (from_text && IsNumeric(attribute->type()) && value.type != ValueType::kNumber) {
    return absl::StrCat(kind.id(), " takes a number here; add type = \"number\"");
  }
  if (from_text && attribute->type() == "bool" && value.type != ValueType::kBool) {
    return absl::StrCat(kind.id(), " takes true or false here; add type = \"bool\"");
  }
  if (from_text && attribute->type() == "timestamp" && value.type != ValueType::kTime) {
    return absl::StrCat(kind.id(), " takes a time here; add type = \"time\"");
  }
  if (attribute->values_size() > 0) {
    for (const std::string& word : value.Possible().value_or(std::vector<std::string>())) {
      bool known = false;
      for (const std::string& choice : attribute->values()) known |= choice == word;
      if (!known)
        return absl::StrCat("\"", word, "\" is not one of ",
                            absl::StrJoin(attribute->values(), ", "));
    }
  }
  return "";
}

}  // namespace

absl::Status CheckAgainstCatalog(const Mapping& mapping,
                                 const v1::ListSignalKindsResponse& catalog) {
  std::map<std::string, const v1::SignalKind*> kinds;
  std::vector<std::string> ids;
  for (const v1::SignalKind& kind : catalog.kinds()) {
    kinds.emplace(kind.id(), &kind);
    ids.push_back(kind.id());
  }
  for (const Rule& rule : mapping.rules) {
    // What a message carries itself, the server says row by row.
    if (rule.kind != RuleKind::kSignal || !rule.message.empty()) continue;
    auto error = [&](absl::string_view what) {
      return absl::InvalidArgumentError(absl::StrCat(mapping.file, ":", rule.line, ": ", what));
    };
    const FieldRule* kind_rule = Find(rule, "kind");
    for (const std::string& id :
         kind_rule->values.front().Possible().value_or(std::vector<std::string>())) {
      if (absl::StartsWith(id, "x.")) continue;
      const auto at = kinds.find(id);
      if (at == kinds.end()) {
        const std::string nearest = Nearest(id, ids);
        return error(
            absl::StrCat(kind_rule->path, ": there is no kind ", id,
                         nearest.empty() ? "" : absl::StrCat("; did you mean ", nearest, "?"),
                         " (parallax signal kinds)"));
      }
      const FieldRule* attributes = Find(rule, "attributes");
      if (attributes != nullptr) {
        for (const auto& [key, value] : attributes->entries) {
          const std::string wrong = Wrong(*at->second, key, value);
          if (!wrong.empty()) return error(absl::StrCat(value.path, ": ", wrong));
        }
      }
      for (const v1::SignalAttribute& attribute : at->second->attributes()) {
        const bool given =
            attribute.key() == "amount"
                ? Find(rule, "amount") != nullptr
                : attributes != nullptr && attributes->entries.count(attribute.key()) > 0;
        if (attribute.required() && !given) {
          return error(absl::StrCat(rule.title, ": ", id, " needs ",
                                    attribute.key() == "amount" ? "" : "attributes.",
                                    attribute.key(), ": ", attribute.summary()));
        }
      }
    }
  }
  return absl::OkStatus();
}

}  // namespace parallax::cli
