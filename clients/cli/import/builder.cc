#include "clients/cli/import/builder.h"

#include <google/protobuf/struct.pb.h>
#include <google/protobuf/timestamp.pb.h>

#include <limits>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "clients/cli/base/enum_words.h"
#include "clients/cli/base/json.h"
#include "clients/cli/text/format.h"
#include "google/type/money.pb.h"

namespace parallax::cli {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

absl::Status BindFields(const ColumnNames& columns, std::vector<FieldRule>& fields) {
  for (FieldRule& field : fields) {
    for (ValueExpr& value : field.values) {
      if (absl::Status status = value.Bind(columns); !status.ok()) return status;
    }
    for (auto& [key, value] : field.entries) {
      if (absl::Status status = value.Bind(columns); !status.ok()) return status;
    }
    if (absl::Status status = BindFields(columns, field.children); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status SetEntries(const FieldRule& rule, Row row, Message& message) {
  for (const auto& [key, expression] : rule.entries) {
    auto value = expression.Evaluate(row);
    if (!value.ok()) return value.status();
    if (!*value) continue;
    if (auto* signal = dynamic_cast<v1::Signal*>(&message)) {
      google::protobuf::Value& out = (*signal->mutable_attributes())[key];
      if (const auto* text = std::get_if<std::string>(&**value)) out.set_string_value(*text);
      if (const auto* number = std::get_if<double>(&**value)) out.set_number_value(*number);
      if (const auto* flag = std::get_if<bool>(&**value)) out.set_bool_value(*flag);
    } else if (auto* account = dynamic_cast<v1::Account*>(&message)) {
      (*account->mutable_labels())[key] = ScalarText(**value);
    }
  }
  return absl::OkStatus();
}

absl::Status SetMessage(const FieldRule& rule, const ValueExpr& expression, Row row,
                        Message& message) {
  Message* part = nullptr;
  auto target = [&] {
    part = message.GetReflection()->MutableMessage(&message, rule.field);
    return part;
  };
  if (rule.field->message_type() == google::protobuf::Timestamp::descriptor()) {
    auto time = expression.EvaluateTime(row);
    if (!time.ok()) return time.status();
    if (*time) target()->CopyFrom(ToProto(**time));
    return absl::OkStatus();
  }
  auto number = expression.EvaluateText(row);
  if (!number.ok()) return number.status();
  if (!*number) return absl::OkStatus();
  auto currency = expression.currency->EvaluateText(row);
  if (!currency.ok()) return currency.status();
  auto money = MoneyFromNumber(rule.path, **number, currency->value_or(""));
  if (!money.ok()) return money.status();
  target()->CopyFrom(*money);
  return absl::OkStatus();
}

absl::Status SetScalar(const FieldRule& rule, const ValueExpr& expression, Row row,
                       Message& message) {
  const google::protobuf::Reflection& reflection = *message.GetReflection();
  auto value = expression.Evaluate(row);
  if (!value.ok()) return value.status();
  if (!*value) return absl::OkStatus();
  const std::string text = ScalarText(**value);
  switch (rule.field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      if (!rule.field->is_repeated()) {
        reflection.SetString(&message, rule.field, text);
        return absl::OkStatus();
      }
      if (expression.split.empty()) {
        reflection.AddString(&message, rule.field, text);
        return absl::OkStatus();
      }
      for (absl::string_view part : absl::StrSplit(text, expression.split)) {
        part = absl::StripAsciiWhitespace(part);
        if (!part.empty()) reflection.AddString(&message, rule.field, std::string(part));
      }
      return absl::OkStatus();
    case FieldDescriptor::CPPTYPE_ENUM: {
      auto number = EnumFromWord(rule.path, *rule.field->enum_type(), text);
      if (!number.ok()) return number.status();
      reflection.SetEnumValue(&message, rule.field, *number);
      return absl::OkStatus();
    }
    case FieldDescriptor::CPPTYPE_DOUBLE:
    case FieldDescriptor::CPPTYPE_BOOL: {
      ValueExpr typed = expression;
      const bool number = rule.field->cpp_type() == FieldDescriptor::CPPTYPE_DOUBLE;
      typed.source = Scalar(text);
      typed.has_map = false;
      typed.type = number ? ValueType::kNumber : ValueType::kBool;
      typed.scale = 1;
      auto parsed = typed.Evaluate({});
      if (!parsed.ok()) return parsed.status();
      if (number) {
        reflection.SetDouble(&message, rule.field, std::get<double>(**parsed));
      } else {
        reflection.SetBool(&message, rule.field, std::get<bool>(**parsed));
      }
      return absl::OkStatus();
    }
    default:
      return absl::InvalidArgumentError(absl::StrCat(rule.path, ": cannot be filled from a table"));
  }
}

absl::Status FillFields(const std::vector<FieldRule>& fields, Row row, Message& message) {
  for (const FieldRule& rule : fields) {
    absl::Status status;
    if (rule.field->is_map()) {
      status = SetEntries(rule, row, message);
    } else if (!rule.children.empty()) {
      Message* part = message.GetReflection()->MutableMessage(&message, rule.field);
      status = FillFields(rule.children, row, *part);
      if (part->ByteSizeLong() == 0) message.GetReflection()->ClearField(&message, rule.field);
    } else {
      for (const ValueExpr& value : rule.values) {
        status = rule.field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE
                     ? SetMessage(rule, value, row, message)
                     : SetScalar(rule, value, row, message);
        if (!status.ok()) break;
      }
    }
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<BoundRule> BoundRule::Bind(const Mapping& mapping, const Rule& rule,
                                          const SourceTable& table) {
  BoundRule bound;
  bound.rule_ = rule;
  bound.source_ = mapping.source;
  for (Condition& condition : bound.rule_.when) {
    if (absl::Status status = condition.Bind(table.columns); !status.ok()) return status;
  }
  auto place = [&](const absl::Status& status) {
    return absl::InvalidArgumentError(
        absl::StrCat(mapping.file, ":", rule.line, ": ", status.message()));
  };
  if (absl::Status status = BindFields(table.columns, bound.rule_.fields); !status.ok())
    return place(status);
  for (std::vector<ValueExpr>* values : {&bound.rule_.account, &bound.rule_.message}) {
    for (ValueExpr& value : *values) {
      if (absl::Status status = value.Bind(table.columns); !status.ok()) return place(status);
    }
  }
  for (const std::string& column : table.decl->key)
    bound.key_.push_back(table.columns.Find(column));
  return bound;
}

bool BoundRule::AppliesTo(Row row) const {
  for (const Condition& condition : rule_.when) {
    if (!condition.Holds(row)) return false;
  }
  return true;
}

absl::Status BoundRule::Fill(Row row, google::protobuf::Message& message) const {
  return FillFields(rule_.fields, row, message);
}

// The signal that a column holds as JSON; what it says itself stands, the fields fill the rest.
absl::Status BoundRule::FillFromMessage(Row row, v1::Signal& signal) const {
  const ValueExpr& expression = rule_.message.front();
  auto text = expression.EvaluateText(row);
  if (!text.ok()) return text.status();
  v1::Signal own;
  if (*text) {
    absl::Status status = FromJson(**text, own);
    if (!status.ok()) {
      status = absl::InvalidArgumentError(
          absl::StrCat(expression.path, ": is no signal in JSON: ", status.message()));
      SetColumn(absl::StrJoin(expression.Columns(), " "), status);
      return status;
    }
  }
  if (absl::Status status = Fill(row, signal); !status.ok()) return status;
  // The key that the rule makes is what tells events apart.
  if (!signal.source().empty()) own.clear_source();
  if (!signal.source_event_id().empty()) own.clear_source_event_id();
  const google::protobuf::Reflection& reflection = *own.GetReflection();
  std::vector<const FieldDescriptor*> said;
  reflection.ListFields(own, &said);
  for (const FieldDescriptor* field : said) reflection.ClearField(&signal, field);
  signal.MergeFrom(own);
  return absl::OkStatus();
}

absl::Status BoundRule::FillSignal(Row row, v1::Signal& signal) const {
  absl::Status filled = rule_.message.empty() ? Fill(row, signal) : FillFromMessage(row, signal);
  if (!filled.ok()) return filled;
  if (signal.source().empty()) signal.set_source(source_);
  if (signal.source_event_id().empty()) {
    std::string id = rule_.table;
    for (int column : key_) absl::StrAppend(&id, ":", row[column]);
    if (!rule_.name.empty()) absl::StrAppend(&id, ":", rule_.name);
    signal.set_source_event_id(ToId(id, ""));  // keys with blanks and the like are hashed
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> BoundRule::AccountOf(Row row) const {
  auto account = rule_.account.front().EvaluateText(row);
  if (!account.ok()) return account.status();
  if (!*account)
    return absl::InvalidArgumentError(absl::StrCat(rule_.title, ": account: is empty"));
  return **account;
}

}  // namespace parallax::cli
