#include "clients/cli/import/rule_parser.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "clients/cli/base/enum_words.h"
#include "clients/cli/import/toml_view.h"
#include "clients/cli/import/when_parser.h"
#include "parallax/v1/facts.pb.h"
#include "parallax/v1/signal.pb.h"

namespace parallax::cli {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

struct KindWords {
  const char* title;
  const Descriptor* (*message)();
};

KindWords WordsOf(RuleKind kind) {
  switch (kind) {
    case RuleKind::kAccount:
      return {"[[account]]", &v1::Account::descriptor};
    case RuleKind::kDecision:
      return {"[[decision]]", &v1::Decision::descriptor};
    case RuleKind::kStakeholder:
      return {"[[stakeholder]]", &v1::Stakeholder::descriptor};
    case RuleKind::kSignal:
      return {"[[signal]]", &v1::Signal::descriptor};
  }
  return {"", nullptr};
}

// Fields that the server fills in.
bool IsOutputOnly(const FieldDescriptor& field) {
  for (absl::string_view name :
       {"etag", "implicit", "signal_count", "last_signal_at", "recorded_at"}) {
    if (field.name() == name) return true;
  }
  return false;
}

bool IsPlainMessage(const FieldDescriptor& field) {
  return field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE && !field.is_map() &&
         absl::StartsWith(field.message_type()->full_name(), "parallax.");
}

std::vector<std::string> FieldNames(const Descriptor& message) {
  std::vector<std::string> out;
  for (int i = 0; i < message.field_count(); ++i) {
    if (!IsOutputOnly(*message.field(i))) out.push_back(message.field(i)->name());
  }
  return out;
}

}  // namespace

absl::StatusOr<Rule> RuleParser::Parse(RuleKind kind, const toml::table& table) const {
  const KindWords words = WordsOf(kind);
  const Descriptor& message = *words.message();
  Rule rule;
  rule.kind = kind;
  rule.line = LineOf(table);
  auto name = TextAt(table, "name", values_.file(), words.title, "");
  if (!name.ok()) return name.status();
  rule.name = *name;
  rule.title = rule.name.empty() ? words.title : absl::StrCat(words.title, " ", rule.name);
  auto of_table = TextAt(table, "table", values_.file(), rule.title, "");
  if (!of_table.ok()) return of_table.status();
  if (of_table->empty())
    return MappingError(values_.file(), rule.line, rule.title, "needs table = \"...\"");
  rule.table = *of_table;
  if (rule.name.empty()) rule.title = absl::StrCat(words.title, " of ", rule.table);

  std::vector<std::string> accepted = {"name", "table", "when"};
  if (kind == RuleKind::kStakeholder) accepted.push_back("account");
  if (kind == RuleKind::kSignal) accepted.push_back("message");
  for (const std::string& field : FieldNames(message)) accepted.push_back(field);
  if (absl::Status status = CheckKeys(table, values_.file(), rule.title, accepted); !status.ok())
    return status;

  for (const auto& [toml_key, node] : table) {
    const std::string key(toml_key.str());
    const std::string path = absl::StrCat(rule.title, ": ", key);
    if (key == "name" || key == "table") continue;
    if (key == "when") {
      auto when = ParseWhen(node, values_.file(), path);
      if (!when.ok()) return when.status();
      rule.when = *std::move(when);
    } else if ((kind == RuleKind::kStakeholder && key == "account") ||
               (kind == RuleKind::kSignal && key == "message")) {
      auto value = values_.Parse(node, path);
      if (!value.ok()) return value.status();
      (key == "account" ? rule.account : rule.message).push_back(*std::move(value));
    } else {
      auto field = ParseField(*message.FindFieldByName(key), node, path);
      if (!field.ok()) return field.status();
      rule.fields.push_back(*std::move(field));
    }
  }
  return rule;
}

absl::StatusOr<FieldRule> RuleParser::ParseField(const FieldDescriptor& field,
                                                 const toml::node& node,
                                                 const std::string& path) const {
  FieldRule rule;
  rule.field = &field;
  rule.path = path;
  const toml::table* table = node.as_table();
  if (field.is_map()) {
    if (table == nullptr)
      return MappingError(values_.file(), LineOf(node), path, "takes a table of KEY = VALUE");
    for (const auto& [key, entry] : *table) {
      auto value = values_.Parse(entry, absl::StrCat(path, ".", std::string(key.str())));
      if (!value.ok()) return value.status();
      rule.entries.emplace(std::string(key.str()), *std::move(value));
    }
    return rule;
  }
  if (IsPlainMessage(field)) {
    if (table == nullptr)
      return MappingError(values_.file(), LineOf(node), path, "takes a table of its fields");
    const Descriptor& message = *field.message_type();
    if (absl::Status status = CheckKeys(*table, values_.file(), path, FieldNames(message));
        !status.ok())
      return status;
    for (const auto& [key, child] : *table) {
      auto parsed = ParseField(*message.FindFieldByName(std::string(key.str())), child,
                               absl::StrCat(path, ".", std::string(key.str())));
      if (!parsed.ok()) return parsed.status();
      rule.children.push_back(*std::move(parsed));
    }
    return rule;
  }
  std::vector<const toml::node*> nodes = {&node};
  if (const toml::array* items = node.as_array()) {
    if (!field.is_repeated())
      return MappingError(values_.file(), LineOf(node), path, "takes one value, not a list");
    nodes.clear();
    for (const toml::node& item : *items) nodes.push_back(&item);
  }
  for (const toml::node* item : nodes) {
    auto value = values_.Parse(*item, path);
    if (!value.ok()) return value.status();
    if (!value->split.empty() && !field.is_repeated()) {
      return MappingError(values_.file(), LineOf(*item), path,
                          "split is for lists of people and decisions");
    }
    const bool money =
        field.message_type() != nullptr && field.message_type()->full_name() == "google.type.Money";
    if (money && value->currency == nullptr) {
      return MappingError(values_.file(), LineOf(*item), path,
                          "needs currency = \"USD\" or a column of it");
    }
    if (field.enum_type() != nullptr) {
      for (const std::string& word : value->Possible().value_or(std::vector<std::string>())) {
        auto known = EnumFromWord(path, *field.enum_type(), word);
        if (!known.ok())
          return MappingError(values_.file(), LineOf(*item), "", known.status().message());
      }
    }
    rule.values.push_back(*std::move(value));
  }
  return rule;
}

}  // namespace parallax::cli
