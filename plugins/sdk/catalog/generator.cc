#include "generator.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "emitter.h"
#include "read_toml.h"
#include "tables.h"

namespace parallax::catalog::generator {
namespace {

const std::map<std::string, std::string> kTypes = {{"enum", "Type::kEnum"},
                                                   {"int", "Type::kInt"},
                                                   {"double", "Type::kDouble"},
                                                   {"bool", "Type::kBool"},
                                                   {"duration_s", "Type::kDuration"},
                                                   {"timestamp", "Type::kTimestamp"},
                                                   {"money", "Type::kMoney"},
                                                   {"text", "Type::kText"},
                                                   {"ref", "Type::kRef"},
                                                   {"role", "Type::kRole"},
                                                   {"gate", "Type::kGate"},
                                                   {"risk_dimension", "Type::kRiskDimension"}};
const std::map<std::string, std::string> kNatures = {{"activity", "Nature::kActivity"},
                                                     {"evidence", "Nature::kEvidence"},
                                                     {"state", "Nature::kState"},
                                                     {"fact", "Nature::kFact"},
                                                     {"outcome", "Nature::kOutcome"}};
const std::map<std::string, std::string> kPresences = {{"required", "Presence::kRequired"},
                                                       {"optional", "Presence::kOptional"},
                                                       {"none", "Presence::kNone"}};
const std::map<std::string, std::string> kInitiators = {{"required", "Initiator::kRequired"},
                                                        {"buyer", "Initiator::kBuyer"},
                                                        {"seller", "Initiator::kSeller"},
                                                        {"third_party", "Initiator::kThirdParty"},
                                                        {"system", "Initiator::kSystem"}};

class Generator {
 public:
  explicit Generator(const toml::table& root) : root_(root) {
    const toml::table& limits = Table(root_, "limits");
    text_max_ = Integer(limits, "text_max_chars", "limits");
    participants_max_ = Integer(limits, "participants_max", "limits");
    for (const toml::table* key : Tables(root_, "key")) {
      key_types_[Word(Text(*key, "id", "key"))] = Text(*key, "type", "key");
    }
  }

  std::string Run();

 private:
  std::string Word(const std::string& word) {
    words_.insert(word);
    return word;
  }
  std::vector<std::string> Words(std::vector<std::string> list) {
    words_.insert(list.begin(), list.end());
    return list;
  }
  // Refuses an id listed twice and remembers its place.
  void List(std::map<std::string, int>& ids, const std::string& id) {
    if (!ids.try_emplace(Word(id), static_cast<int>(ids.size())).second) Fail(id, "listed twice");
  }

  std::string MaxChars(bool text, double max) const {
    return std::to_string(text && max == max ? static_cast<std::int64_t>(max) : text_max_);
  }

  std::string Limits();
  std::string AttributeRow(const toml::table& attribute, const std::string& place);
  std::string KindRow(const toml::table& kind, const std::string& id, bool custom);
  std::string Objects();
  std::string Families(std::string_view list, std::string_view type,
                       std::map<std::string, int>& ids);
  std::string Gates();
  std::string Facts();
  std::string Patterns(std::string_view list);
  std::string Scales();
  std::string IndexTables(const std::vector<std::string>& words);
  std::string ByWord(const std::vector<std::string>& words, const std::map<std::string, int>& ids);

  const toml::table& root_;
  Emitter out_;
  std::int64_t text_max_ = 0, participants_max_ = 0;
  std::set<std::string> words_;
  std::map<std::string, std::string> key_types_;
  std::map<std::string, int> kinds_, objects_, roles_, dimensions_, gates_;
  std::map<std::string, std::set<std::string>> object_states_;
};

std::string Generator::Limits() {
  const toml::table& t = Table(root_, "limits");
  std::vector<std::string> row;
  for (const char* key :
       {"id_pattern", "label_pattern", "attribute_key_pattern", "custom_key_pattern",
        "custom_id_pattern", "timestamp_pattern", "currency_pattern", "company_account"}) {
    row.push_back(Quote(Text(t, key, "limits")));
  }
  for (const char* key : {"occurred_at_min", "timestamp_min", "timestamp_max"}) {
    row.push_back(std::to_string(Nanoseconds(Text(t, key, "limits"))));
  }
  for (const char* key :
       {"text_max_chars", "attributes_max", "participants_max", "future_tolerance_s", "int_abs_max",
        "duration_s_max", "money_units_abs_max"}) {
    row.push_back(std::to_string(Integer(t, key, "limits")));
  }
  return Row(row);
}

std::string Generator::AttributeRow(const toml::table& attribute, const std::string& place) {
  const std::string key = Text(attribute, "key", place);
  const std::string at = place + "." + key;
  const std::string type = Text(attribute, "type", at);
  const auto known = key_types_.find(key);
  if (known == key_types_.end() || known->second != type) {
    Fail(at, "[[key]] gives it another type");
  }
  const auto values = Words(generator::List(attribute, "values"));
  if ((type == "enum") == values.empty()) Fail(at, "values are for enums");
  const bool text = type == "text";
  const double max = NumberOr(attribute, "max", kAbsent);
  return Row({Quote(key), Choice(type, kTypes, at), Bool(attribute["required"].value_or(false)),
              Bool(text && TextOr(attribute, "format", "free") == "label"),
              out_.Names(generator::List(attribute, "required_when")), out_.Names(values),
              Number(text ? kAbsent : NumberOr(attribute, "min", kAbsent)),
              Number(text ? kAbsent : max), MaxChars(text, max),
              Quote(TextOr(attribute, "unit", "")), Quote(Text(attribute, "summary", at))});
}

std::string Generator::KindRow(const toml::table& kind, const std::string& id, bool custom) {
  std::vector<std::string> rows;
  std::map<std::string, std::vector<std::string>> values;
  for (const toml::table* attribute : Tables(kind, "attribute")) {
    rows.push_back(AttributeRow(*attribute, id));
    if (!values.try_emplace(Text(*attribute, "key", id), generator::List(*attribute, "values"))
             .second) {
      Fail(id, "an attribute is listed twice");
    }
  }
  // The envelope's amount of a custom kind is accepted as if the kind listed it
  // (custom_kind.amount).
  if (custom && TextOr(kind, "amount", "none") == "optional") {
    rows.push_back(AttributeRow(toml::table{{"key", "amount"},
                                            {"type", "money"},
                                            {"unit", "currency"},
                                            {"summary", "Any sum of the vendor's own."}},
                                id));
  }
  int object = -1;
  std::string state_attribute, sets, gate_id, gate_from;
  std::vector<std::string> moves;
  if (const toml::table* state = kind["state"].as_table()) {
    const std::string name = Text(*state, "object", id);
    if (!objects_.contains(name)) Fail(id, "no object \"" + name + "\"");
    object = objects_[name];
    state_attribute = TextOr(*state, "attribute", "");
    sets = TextOr(*state, "sets", "");
    if (state_attribute.empty() == sets.empty()) Fail(id, "needs one of attribute and sets");
    const std::vector<std::string> entered =
        sets.empty() ? values[state_attribute] : std::vector<std::string>{sets};
    for (const std::string& value : entered) {
      if (!object_states_[name].contains(value)) Fail(id, "no state \"" + value + "\" of " + name);
    }
    if (const toml::table* gate = (*state)["gate"].as_table()) {
      gate_id = TextOr(*gate, "id", "");
      gate_from = TextOr(*gate, "from", "");
      if (!gate_id.empty() && !gates_.contains(gate_id)) Fail(id, "no gate \"" + gate_id + "\"");
      if (!gate_from.empty() && !values.contains(gate_from)) {
        Fail(id, "no attribute \"" + gate_from + "\"");
      }
      const toml::table& map = Table(*gate, "map");
      for (const std::string& value : entered) {  // in the order of the states
        const auto to = map[value].value<std::string>();
        if (!to) continue;
        if (!object_states_["gate"].contains(*to)) Fail(id, "gates have no state \"" + *to + "\"");
        moves.push_back(Row({Quote(value), Quote(*to)}));
      }
      if (moves.size() != map.size()) Fail(id, "the gate's map names a state it cannot enter");
    }
  }
  return Row({Quote(id), Quote(TextOr(kind, "area", "")),
              Quote(TextOr(kind, "summary", "A kind of a vendor's own.")),
              Choice(Text(kind, "nature", id), kNatures, id),
              Choice(Text(kind, "default_initiator", id), kInitiators, id),
              Choice(Text(kind, "participants", id), kPresences, id),
              Choice(Text(kind, "decision", id), kPresences, id),
              Bool(kind["company_account"].value_or(false)),
              std::to_string(kind["participants_max"].value_or(participants_max_)),
              out_.Array("Attribute", rows), std::to_string(object), Quote(state_attribute),
              Quote(sets), Quote(gate_id), Quote(gate_from), out_.Array("GateMove", moves)});
}

std::string Generator::Objects() {
  std::vector<std::string> rows;
  for (const toml::table* object : Tables(root_, "object")) {
    const std::string id = Text(*object, "id", "object");
    List(objects_, id);
    const auto states = Words(generator::List(*object, "states"));
    object_states_[id].insert(states.begin(), states.end());
    const auto check = [&](const std::vector<std::string>& list) {
      for (const std::string& state : list) {
        if (!object_states_[id].contains(state)) Fail(id, "no state \"" + state + "\"");
      }
      return out_.Names(list);
    };
    std::vector<std::string> transitions;
    const toml::table& table = Table(*object, "transitions");
    for (const std::string& state : states) {
      if (!table.contains(state)) Fail(id, "no transitions from \"" + state + "\"");
      transitions.push_back(Row({Quote(state), check(generator::List(table, state))}));
    }
    std::vector<std::string> row = {Quote(id), Bool(Text(*object, "scope", id) == "decision"),
                                    out_.Names(Words(generator::List(*object, "key"))),
                                    out_.Names(states)};
    for (const char* list : {"first", "open", "closed", "resolves"}) {
      row.push_back(check(generator::List(*object, list)));
    }
    row.push_back(out_.Array("Transition", transitions));
    rows.push_back(Row(row));
  }
  return out_.Array("Object", rows);
}

std::string Generator::Families(std::string_view list, std::string_view type,
                                std::map<std::string, int>& ids) {
  for (const toml::table* entry : Tables(root_, list)) {
    List(ids, Text(*entry, "id", std::string(list)));
  }
  std::vector<std::string> rows;
  for (const toml::table* entry : Tables(root_, list)) {
    const std::string id = Text(*entry, "id", std::string(list));
    const std::string family = Text(*entry, "family", id);
    if (!ids.contains(family)) Fail(id, "no family \"" + family + "\"");
    rows.push_back(Row({Quote(id), Quote(family), Quote(Text(*entry, "summary", id))}));
  }
  return out_.Array(type, rows);
}

std::string Generator::Gates() {
  std::vector<std::string> rows;
  for (const toml::table* gate : Tables(root_, "gate")) {
    const std::string id = Text(*gate, "id", "gate");
    List(gates_, id);
    const auto closes = generator::List(*gate, "closes");
    for (const std::string& dimension : closes) {
      if (!dimensions_.contains(dimension)) Fail(id, "no dimension \"" + dimension + "\"");
    }
    rows.push_back(Row({Quote(id), Quote(Text(*gate, "summary", id)), out_.Names(closes)}));
  }
  return out_.Array("Gate", rows);
}

std::string Generator::Facts() {
  std::vector<std::string> rows;
  const std::pair<const char*, const char*> lists[] = {
      {"account_fact", "Subject::kAccount"},
      {"decision_fact", "Subject::kDecision"},
      {"stakeholder_fact", "Subject::kStakeholder"}};
  for (const auto& [list, subject] : lists) {
    for (const toml::table* fact : Tables(root_, list)) {
      const std::string key = Word(Text(*fact, "key", list));
      const std::string type = Text(*fact, "type", key);
      const bool text = type == "text";
      const double max = NumberOr(*fact, "max", kAbsent);
      rows.push_back(Row({subject, Quote(key), Quote(Text(*fact, "wire", key)),
                          Quote(Text(*fact, "summary", key)), Choice(type, kTypes, key),
                          Bool(text && TextOr(*fact, "format", "free") == "label"),
                          out_.Names(Words(generator::List(*fact, "values"))),
                          Number(text ? kAbsent : NumberOr(*fact, "min", kAbsent)),
                          Number(text ? kAbsent : max), MaxChars(text, max)}));
    }
  }
  return out_.Array("Fact", rows);
}

std::string Generator::Patterns(std::string_view list) {
  std::vector<std::string> rows;
  for (const toml::table* pattern : Tables(Table(root_, "privacy"), list)) {
    const std::string id = Text(*pattern, "id", "privacy");
    const auto to = generator::List(*pattern, "applies_to");
    rows.push_back(
        Row({Quote(id), Quote(Text(*pattern, "pattern", id)), Quote(Text(*pattern, "summary", id)),
             Bool(std::find(to.begin(), to.end(), "ids") != to.end()),
             Bool(std::find(to.begin(), to.end(), "text") != to.end())}));
  }
  return out_.Array("Pattern", rows);
}

std::string Generator::Scales() {
  std::vector<std::string> rows;
  for (const auto& [scale, table] : Table(root_, "scale")) {
    if (table.as_table() == nullptr) Fail(std::string(scale.str()), "not a table");
    for (const auto& [word, value] : *table.as_table()) {
      const std::string name(word.str());
      const auto number = value.value<double>();
      if (!number) Fail(name, "a scale is of numbers");
      if (!words_.contains(name)) Fail(name, "a scale of no enum value");
      rows.push_back(Row({Quote(scale.str()), Quote(name), Number(*number)}));
    }
  }
  return out_.Array("ScaleEntry", rows);
}

std::string Generator::ByWord(const std::vector<std::string>& words,
                              const std::map<std::string, int>& ids) {
  std::vector<std::string> rows;
  for (const std::string& word : words) {
    const auto found = ids.find(word);
    rows.push_back(std::to_string(found == ids.end() ? -1 : found->second));
  }
  return out_.Array("std::int16_t", rows);
}

std::string Generator::IndexTables(const std::vector<std::string>& words) {
  std::size_t size = 64;
  while (size < 4 * words.size()) size *= 2;
  std::vector<std::string> slots(size, "0");
  for (std::size_t i = 0; i < words.size(); ++i) {
    std::size_t at = internal::HashWord(words[i]) & (size - 1);
    while (slots[at] != "0") at = (at + 1) & (size - 1);
    slots[at] = std::to_string(i + 1);
  }
  return Row({out_.Array("std::uint16_t", slots), ByWord(words, kinds_), ByWord(words, roles_),
              ByWord(words, dimensions_), ByWord(words, gates_)});
}

std::string Generator::Run() {
  const std::string limits = Limits();
  const std::string objects = Objects();
  const std::string roles = Families("role", "Role", roles_);
  const std::string dimensions = Families("risk_dimension", "Dimension", dimensions_);
  const std::string gates = Gates();
  std::vector<std::string> kind_rows;
  for (const toml::table* kind : Tables(root_, "kind")) {
    const std::string id = Text(*kind, "id", "kind");
    List(kinds_, id);
    kind_rows.push_back(KindRow(*kind, id, false));
  }
  const std::string kinds = out_.Array("Kind", kind_rows);
  const std::string custom = KindRow(Table(root_, "custom_kind"), "", true);
  const std::string facts = Facts();
  const std::string scales = Scales();
  const std::vector<std::string> words(words_.begin(), words_.end());  // a set sorts bytewise
  const std::string catalog =
      Row({std::to_string(Integer(root_, "version", "catalog")), limits, kinds, custom, objects,
           roles, dimensions, gates, facts, Patterns("key"), Patterns("role"), Patterns("text"),
           scales, out_.Names(words)});
  const std::string index = IndexTables(words);
  return "// Generated from catalog.toml; do not edit.\n"
         "#include <limits>\n\n"
         "#include \"parallax/catalog/catalog.h\"\n"
         "#include \"tables.h\"\n\n"
         "namespace parallax::catalog {\nnamespace {\n\n"
         "constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();\n\n" +
         out_.text() + "\nconstexpr Catalog kCatalog = " + catalog +
         ";\n\n}  // namespace\n\n"
         "constinit const internal::Index internal::kIndex = " +
         index +
         ";\n\nconst Catalog& Get() { return kCatalog; }\n\n}  // namespace parallax::catalog\n";
}

}  // namespace

std::string GenerateTables(const toml::table& catalog) { return Generator(catalog).Run(); }

}  // namespace parallax::catalog::generator
