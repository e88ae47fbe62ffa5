#include "core/signal/extend.h"

#include <algorithm>
#include <limits>
#include <string>
#include <utility>

#include "parallax/catalog/catalog.h"

namespace parallax {
namespace {

// Two texts kept alive as one: what the journal's names point into, and what was added.
struct JoinedText {
  std::shared_ptr<const std::string> before;
  std::string added;
};

class Extension {
 public:
  explicit Extension(const Journal& from) : journal_(std::make_shared<Journal>(from)) {
    journal_->identity.Clear();
  }

  std::shared_ptr<const Journal> With(Time at, std::span<const Signal> signals) {
    const auto& times = journal_->occurred_at;
    Cut(static_cast<std::size_t>(std::upper_bound(times.begin(), times.end(), at) - times.begin()));
    KeepText(TextOf(signals));
    for (const Signal& signal : signals) Append(signal, at);
    return journal_;
  }

  std::shared_ptr<const Journal> WithDecision(std::string_view decision) {
    KeepText(decision.size());
    Decision(decision);
    return journal_;
  }

 private:
  // Keeps the first `rows` signals.
  void Cut(std::size_t rows) {
    Journal& j = *journal_;
    if (rows == j.size()) return;
    const auto cut = [rows](auto&... columns) { (columns.resize(rows), ...); };
    cut(j.occurred_at, j.kind, j.decision, j.stakeholder, j.initiator, j.provenance, j.sentiment,
        j.amount, j.currency, j.available_at, j.source, j.source_event_id);
    j.people_begin.resize(rows + 1);
    j.people.resize(j.people_begin.back());
    j.attr_begin.resize(rows + 1);
    const auto cut_attributes = [&j](auto&... columns) {
      (columns.resize(j.attr_begin.back()), ...);
    };
    cut_attributes(j.attr_key, j.attr_type, j.attr_number, j.attr_string);
  }

  // Room that the names of `signals` take where each is new.
  static std::size_t TextOf(std::span<const Signal> signals) {
    std::size_t room = 0;
    for (const Signal& s : signals) {
      room += s.kind.size() + s.source.size() + s.source_event_id.size() + s.decision.size() +
              s.stakeholder.size();
      if (s.amount) room += s.amount->currency.size();
      for (const std::string& person : s.participants) room += person.size();
      for (const auto& [key, value] : s.attributes) {
        const auto* text = std::get_if<std::string>(&value);
        room += key.size() + (text != nullptr ? text->size() : 0);
      }
    }
    return room;
  }

  // `room` for all that is added, so that views into it stay valid.
  void KeepText(std::size_t room) {
    text_ = std::make_shared<JoinedText>();
    text_->before = journal_->text;
    text_->added.reserve(room);
    journal_->text = std::shared_ptr<const std::string>(text_, &text_->added);
  }

  std::string_view Keep(std::string_view name) {
    std::string& added = text_->added;
    added.append(name);
    return std::string_view(added).substr(added.size() - name.size());
  }

  std::uint32_t String(std::string_view text) {
    if (text.empty()) return kNone;
    if (const int word = catalog::FindWord(text); word >= 0) {
      return static_cast<std::uint32_t>(word);
    }
    auto& strings = journal_->strings;
    const auto at = std::find(strings.begin(), strings.end(), text);
    const auto id = static_cast<std::uint32_t>(at - strings.begin());
    if (at == strings.end()) strings.push_back(Keep(text));
    return static_cast<std::uint32_t>(catalog::Get().words.size()) + id;
  }

  // The index of a name among ranked `names`; a new one moves those behind it up in `columns`.
  template <typename... Columns>
  std::uint32_t Ranked(std::string_view name, std::vector<std::string_view>& names,
                       Columns&... columns) {
    if (name.empty()) return kNone;
    const auto at = std::lower_bound(names.begin(), names.end(), name);
    const auto rank = static_cast<std::uint32_t>(at - names.begin());
    if (at != names.end() && *at == name) return rank;
    const auto move_up = [rank](std::vector<std::uint32_t>& column) {
      for (std::uint32_t& id : column) id += id != kNone && id >= rank ? 1 : 0;
    };
    (move_up(columns), ...);
    names.insert(at, Keep(name));
    return rank;
  }
  std::uint32_t Person(std::string_view name) {
    Journal& j = *journal_;
    return Ranked(name, j.persons, j.stakeholder, j.people, j.people_facts.person);
  }
  std::uint32_t Decision(std::string_view name) {
    Journal& j = *journal_;
    return Ranked(name, j.decisions, j.decision, j.people_facts.decisions,
                  j.decision_facts.decision);
  }

  void Append(const Signal& s, Time at) {
    constexpr double kAbsentNumber = std::numeric_limits<double>::quiet_NaN();
    Journal& j = *journal_;
    // Everybody is ranked before anybody is written down: a new name moves the ranks.
    std::vector<std::string_view> people(s.participants.begin(), s.participants.end());
    if (!s.stakeholder.empty()) people.push_back(s.stakeholder);
    std::sort(people.begin(), people.end());
    people.erase(std::unique(people.begin(), people.end()), people.end());
    for (const std::string_view person : people) Person(person);

    j.occurred_at.push_back(at);
    j.available_at.push_back(at);
    j.kind.push_back(String(s.kind));
    const std::uint32_t decision = Decision(s.decision);
    j.decision.push_back(decision);
    j.stakeholder.push_back(s.stakeholder.empty() ? kNone : j.FindPerson(s.stakeholder));
    j.initiator.push_back(static_cast<std::uint8_t>(s.initiator));
    j.provenance.push_back(static_cast<std::uint8_t>(s.provenance));
    j.sentiment.push_back(s.sentiment.value_or(kAbsentNumber));
    j.amount.push_back(s.amount ? s.amount->Value() : kAbsentNumber);
    j.currency.push_back(s.amount ? String(s.amount->currency) : kNone);
    for (const std::string_view person : people) j.people.push_back(j.FindPerson(person));
    j.people_begin.push_back(static_cast<std::uint32_t>(j.people.size()));
    for (const auto& [key, value] : s.attributes) {
      const auto* text = std::get_if<std::string>(&value);
      const auto* number = std::get_if<double>(&value);
      const auto* flag = std::get_if<bool>(&value);
      j.attr_key.push_back(String(key));
      j.attr_type.push_back(static_cast<std::uint8_t>(value.index()));
      j.attr_string.push_back(text != nullptr ? String(*text) : kNone);
      j.attr_number.push_back(number != nullptr ? *number : flag != nullptr && *flag ? 1 : 0);
    }
    j.attr_begin.push_back(static_cast<std::uint32_t>(j.attr_key.size()));
    j.source.push_back(String(s.source));
    j.source_event_id.push_back(String(s.source_event_id));
    j.latest_available = std::max(j.latest_available, at);
  }

  const std::shared_ptr<Journal> journal_;
  std::shared_ptr<JoinedText> text_;
};

}  // namespace

std::shared_ptr<const Journal> ExtendJournal(const Journal& journal, Time at,
                                             std::span<const Signal> signals) {
  return Extension(journal).With(at, signals);
}

std::shared_ptr<const Journal> NameDecision(const Journal& journal, std::string_view decision) {
  return Extension(journal).WithDecision(decision);
}

}  // namespace parallax
