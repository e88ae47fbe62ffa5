#include "core/signal/journal.h"

#include <algorithm>
#include <atomic>
#include <limits>
#include <numeric>
#include <tuple>

#include "absl/container/flat_hash_map.h"
#include "core/signal/codec.h"
#include "parallax/catalog/catalog.h"

namespace parallax {
namespace {

constexpr double kAbsent = std::numeric_limits<double>::quiet_NaN();

// Ids for names in the order in which they are first met. Names must outlive it.
class NameTable {
 public:
  std::uint32_t Id(std::string_view name) {
    const auto [at, added] = ids_.try_emplace(name, static_cast<std::uint32_t>(names_.size()));
    if (added) names_.push_back(name);
    return at->second;
  }
  std::uint32_t OptionalId(std::string_view name) { return name.empty() ? kNone : Id(name); }
  void Reserve(std::size_t names) {
    ids_.reserve(names);
    names_.reserve(names);
  }
  std::vector<std::string_view>& names() { return names_; }

  // Sorts the names bytewise; gives the new id by the old one.
  std::vector<std::uint32_t> Rank() {
    std::vector<std::uint32_t> order(names_.size()), rank(names_.size());
    std::iota(order.begin(), order.end(), 0);
    std::sort(order.begin(), order.end(),
              [&](std::uint32_t a, std::uint32_t b) { return names_[a] < names_[b]; });
    std::vector<std::string_view> sorted;
    sorted.reserve(names_.size());
    for (const std::uint32_t id : order) {
      rank[id] = static_cast<std::uint32_t>(sorted.size());
      sorted.push_back(names_[id]);
    }
    names_ = std::move(sorted);
    return rank;
  }

 private:
  absl::flat_hash_map<std::string_view, std::uint32_t> ids_;
  std::vector<std::string_view> names_;
};

// Signals by (occurred_at, source, source_event_id), then, among versions sent under one id, by
// (available_at, body).
bool Before(const StoredSignal& a, const StoredSignal& b) {
  if (a.signal.occurred_at != b.signal.occurred_at) {
    return a.signal.occurred_at < b.signal.occurred_at;
  }
  if (const int order = a.signal.source.compare(b.signal.source); order != 0) return order < 0;
  if (const int order = a.signal.source_event_id.compare(b.signal.source_event_id); order != 0) {
    return order < 0;
  }
  if (a.AvailableAt() != b.AvailableAt()) return a.AvailableAt() < b.AvailableAt();
  std::string body_a, body_b;
  EncodeBody(a.signal, body_a);
  EncodeBody(b.signal, body_b);
  return body_a < body_b;
}

class Builder {
 public:
  explicit Builder(const AccountRecord& record) : record_(record) {}

  std::shared_ptr<Journal> Build() {
    journal_->account = record_.account;
    journal_->revision = record_.revision;
    AddSignals();
    AddFacts();
    AddCorrections();
    RankNames();
    CopyText();
    return journal_;
  }

 private:
  template <typename F>
  struct Version {
    std::string_view object;
    Time available_at;
    std::uint64_t revision;
    const F* facts;

    bool operator<(const Version& other) const {
      return std::tie(object, facts->valid_from, available_at, revision) <
             std::tie(other.object, other.facts->valid_from, other.available_at, other.revision);
    }
  };

  std::uint32_t String(std::string_view text) {
    if (text.empty()) return kNone;
    const int word = catalog::FindWord(text);
    return word >= 0 ? static_cast<std::uint32_t>(word) : words_ + strings_.Id(text);
  }

  void AddSignals();
  void AddRow(const StoredSignal& stored);
  void AddFacts();
  void AddPeople(std::vector<Version<StakeholderFacts>> versions);
  void AddAccount(std::vector<Version<AccountFacts>> versions);
  void AddDecisions(std::vector<Version<DecisionFacts>> versions);
  template <typename F>
  void Sort(std::vector<Version<F>>& versions);
  void AddCorrections();
  void RankNames();
  void CopyText();

  const AccountRecord& record_;
  const std::uint32_t words_ = static_cast<std::uint32_t>(catalog::Get().words.size());
  std::shared_ptr<Journal> journal_ = std::make_shared<Journal>();
  std::vector<const StoredSignal*> rows_;
  NameTable strings_, persons_, decisions_;
};

void Builder::AddSignals() {
  const std::size_t count = record_.signals.size();
  rows_.reserve(count);
  std::size_t people = 0, attributes = 0;
  for (const StoredSignal& stored : record_.signals) {
    rows_.push_back(&stored);
    people += 1 + stored.signal.participants.size();
    attributes += stored.signal.attributes.size();
  }
  const auto before = [](const StoredSignal* a, const StoredSignal* b) { return Before(*a, *b); };
  if (!std::is_sorted(rows_.begin(), rows_.end(), before)) {
    std::sort(rows_.begin(), rows_.end(), before);
  }
  Journal& j = *journal_;
  strings_.Reserve(2 * count + 8);
  for (auto* column :
       {&j.kind, &j.decision, &j.stakeholder, &j.currency, &j.source, &j.source_event_id}) {
    column->reserve(count);
  }
  for (auto* column : {&j.occurred_at, &j.available_at}) column->reserve(count);
  for (auto* column : {&j.sentiment, &j.amount}) column->reserve(count);
  for (auto* column : {&j.initiator, &j.provenance}) column->reserve(count);
  for (auto* column : {&j.people_begin, &j.attr_begin}) {
    column->reserve(count + 1);
    column->push_back(0);
  }
  j.people.reserve(people);
  for (auto* column : {&j.attr_key, &j.attr_string}) column->reserve(attributes);
  j.attr_type.reserve(attributes);
  j.attr_number.reserve(attributes);
  for (const StoredSignal* row : rows_) AddRow(*row);
}

void Builder::AddRow(const StoredSignal& stored) {
  const Signal& s = stored.signal;
  Journal& j = *journal_;
  j.occurred_at.push_back(s.occurred_at);
  j.available_at.push_back(stored.AvailableAt());
  j.latest_available = std::max(j.latest_available, stored.AvailableAt());
  j.kind.push_back(String(s.kind));
  j.decision.push_back(decisions_.OptionalId(s.decision));
  j.stakeholder.push_back(persons_.OptionalId(s.stakeholder));
  j.initiator.push_back(static_cast<std::uint8_t>(s.initiator));
  j.provenance.push_back(static_cast<std::uint8_t>(s.provenance));
  j.sentiment.push_back(s.sentiment.value_or(kAbsent));
  j.amount.push_back(s.amount ? s.amount->Value() : kAbsent);
  j.currency.push_back(s.amount ? String(s.amount->currency) : kNone);
  if (!s.stakeholder.empty()) j.people.push_back(j.stakeholder.back());
  for (const std::string& person : s.participants) {
    const std::uint32_t id = persons_.Id(person);
    const auto begin = j.people.begin() + j.people_begin.back();
    if (std::find(begin, j.people.end(), id) == j.people.end()) j.people.push_back(id);
  }
  j.people_begin.push_back(static_cast<std::uint32_t>(j.people.size()));
  for (const auto& [key, value] : s.attributes) {
    if (value.index() == 0) continue;  // refused by validation: no such row is stored
    j.attr_key.push_back(String(key));
    j.attr_type.push_back(static_cast<std::uint8_t>(value.index()));
    const auto* text = std::get_if<std::string>(&value);
    const auto* number = std::get_if<double>(&value);
    j.attr_string.push_back(text != nullptr ? String(*text) : kNone);
    j.attr_number.push_back(text != nullptr     ? 0
                            : number != nullptr ? *number
                                                : *std::get_if<bool>(&value));
  }
  j.attr_begin.push_back(static_cast<std::uint32_t>(j.attr_key.size()));
  j.source.push_back(String(s.source));
  j.source_event_id.push_back(String(s.source_event_id));
}

template <typename F>
void Builder::Sort(std::vector<Version<F>>& versions) {
  std::sort(versions.begin(), versions.end());
  for (std::size_t i = 0; i < versions.size(); ++i) {
    journal_->latest_available = std::max(journal_->latest_available, versions[i].available_at);
    journal_->facts_replaced |= i > 0 && versions[i].object == versions[i - 1].object &&
                                versions[i].facts->valid_from == versions[i - 1].facts->valid_from;
  }
}

void Builder::AddFacts() {
  std::vector<Version<StakeholderFacts>> people;
  std::vector<Version<AccountFacts>> account;
  std::vector<Version<DecisionFacts>> decisions;
  for (const StoredFacts& stored : record_.facts) {
    if (const auto* f = std::get_if<StakeholderFacts>(&stored.facts)) {
      people.push_back({f->stakeholder, f->available_at, stored.revision, f});
    } else if (const auto* f = std::get_if<DecisionFacts>(&stored.facts)) {
      decisions.push_back({f->decision, f->available_at, stored.revision, f});
    } else if (const auto* f = std::get_if<AccountFacts>(&stored.facts); !f->implicit) {
      // An implicit version states nothing, so it must not stand in the way of one that does.
      account.push_back({{}, f->available_at, stored.revision, f});
    }
  }
  AddPeople(std::move(people));
  AddAccount(std::move(account));
  AddDecisions(std::move(decisions));
}

void Builder::AddPeople(std::vector<Version<StakeholderFacts>> versions) {
  Sort(versions);
  Journal::PeopleFacts& c = journal_->people_facts;
  c.decisions_begin.push_back(0);
  for (const auto& version : versions) {
    const StakeholderFacts& f = *version.facts;
    c.person.push_back(persons_.Id(f.stakeholder));
    c.valid_from.push_back(f.valid_from);
    c.available_at.push_back(version.available_at);
    c.role.push_back(String(f.role));
    c.role_family.push_back(String(f.role_family));
    c.org_unit.push_back(String(f.org_unit));
    c.power.push_back(static_cast<std::uint8_t>(f.power));
    c.champion.push_back(f.champion ? 1 + *f.champion : 0);
    c.joined_at.push_back(f.joined_at);
    c.left_at.push_back(f.left_at);
    for (const std::string& decision : f.decisions) c.decisions.push_back(decisions_.Id(decision));
    c.decisions_begin.push_back(static_cast<std::uint32_t>(c.decisions.size()));
  }
}

void Builder::AddAccount(std::vector<Version<AccountFacts>> versions) {
  Sort(versions);
  Journal::AccountVersions& c = journal_->account_facts;
  c.labels_begin.push_back(0);
  for (const auto& version : versions) {
    const AccountFacts& f = *version.facts;
    c.valid_from.push_back(f.valid_from);
    c.available_at.push_back(version.available_at);
    c.archetype.push_back(static_cast<std::uint8_t>(f.archetype));
    c.contract_start.push_back(f.contract_start);
    c.contract_end.push_back(f.contract_end);
    c.contract_value.push_back(f.contract_value ? f.contract_value->Value() : kAbsent);
    for (const auto& [key, value] : f.labels) {
      c.label_key.push_back(String(key));
      c.label_value.push_back(String(value));
    }
    c.labels_begin.push_back(static_cast<std::uint32_t>(c.label_key.size()));
  }
}

void Builder::AddDecisions(std::vector<Version<DecisionFacts>> versions) {
  Sort(versions);
  Journal::DecisionVersions& c = journal_->decision_facts;
  for (const auto& version : versions) {
    const DecisionFacts& f = *version.facts;
    c.decision.push_back(decisions_.Id(f.decision));
    c.valid_from.push_back(f.valid_from);
    c.available_at.push_back(version.available_at);
    c.type.push_back(static_cast<std::uint8_t>(f.type));
    c.outcome.push_back(static_cast<std::uint8_t>(f.outcome));
    c.opened_at.push_back(f.opened_at);
    c.closed_at.push_back(f.closed_at);
    c.amount.push_back(f.amount ? f.amount->Value() : kAbsent);
  }
}

// Last, so that a target that nothing else names takes no string id before a name that evidence
// needs.
void Builder::AddCorrections() {
  for (std::uint32_t row = 0; row < rows_.size(); ++row) {
    const Signal& s = rows_[row]->signal;
    if (!s.retracts.empty()) {
      journal_->corrections.push_back({row, journal_->source[row], String(s.retracts), true});
    }
    if (!s.supersedes.empty()) {
      journal_->corrections.push_back({row, journal_->source[row], String(s.supersedes), false});
    }
  }
}

void Builder::RankNames() {
  const auto apply = [](const std::vector<std::uint32_t>& rank, std::vector<std::uint32_t>& ids) {
    for (std::uint32_t& id : ids) {
      if (id != kNone) id = rank[id];
    }
  };
  Journal& j = *journal_;
  const std::vector<std::uint32_t> person = persons_.Rank();
  apply(person, j.stakeholder);
  apply(person, j.people);
  apply(person, j.people_facts.person);
  const std::vector<std::uint32_t> decision = decisions_.Rank();
  apply(decision, j.decision);
  apply(decision, j.people_facts.decisions);
  apply(decision, j.decision_facts.decision);
  const auto sort = [](std::vector<std::uint32_t>& ids, const std::vector<std::uint32_t>& begin) {
    for (std::size_t i = 0; i + 1 < begin.size(); ++i) {
      if (begin[i + 1] - begin[i] > 1) {
        std::sort(ids.begin() + begin[i], ids.begin() + begin[i + 1]);
      }
    }
  };
  sort(j.people, j.people_begin);
  sort(j.people_facts.decisions, j.people_facts.decisions_begin);
}

void Builder::CopyText() {
  std::size_t size = 0;
  for (NameTable* table : {&strings_, &persons_, &decisions_}) {
    for (const std::string_view name : table->names()) size += name.size();
  }
  auto text = std::make_shared<std::string>();
  text->reserve(size);  // exact: the views below must not move
  const auto copy = [&](NameTable& table) {
    for (std::string_view& name : table.names()) {
      text->append(name);
      name = std::string_view(text->data() + text->size() - name.size(), name.size());
    }
    return std::move(table.names());
  };
  journal_->strings = copy(strings_);
  journal_->persons = copy(persons_);
  journal_->decisions = copy(decisions_);
  journal_->strings.shrink_to_fit();
  journal_->text = std::move(text);
}

std::uint32_t Find(const std::vector<std::string_view>& names, std::string_view name) {
  const auto at = std::lower_bound(names.begin(), names.end(), name);
  return at != names.end() && *at == name ? static_cast<std::uint32_t>(at - names.begin()) : kNone;
}

template <typename... Columns>
std::size_t BytesOf(const Columns&... columns) {
  return ((columns.capacity() * sizeof(columns[0])) + ...);
}

}  // namespace

JournalIdentity::JournalIdentity() {
  static std::atomic<std::uint64_t> last{0};
  value_ = last.fetch_add(1, std::memory_order_relaxed) + 1;
}

Time StoredSignal::AvailableAt() const {
  if (signal.available_at == kNoTime) return recorded_at;
  return recorded_at == kNoTime ? signal.available_at : std::min(signal.available_at, recorded_at);
}

std::string_view Journal::String(std::uint32_t id) const {
  const catalog::Names words = catalog::Get().words;
  if (id < words.size()) return words[id];
  const std::size_t at = id - words.size();
  return at < strings.size() ? strings[at] : std::string_view();
}

std::uint32_t Journal::FindDecision(std::string_view id) const { return Find(decisions, id); }
std::uint32_t Journal::FindPerson(std::string_view id) const { return Find(persons, id); }

std::size_t Journal::Bytes() const {
  const PeopleFacts& p = people_facts;
  const AccountVersions& a = account_facts;
  const DecisionVersions& d = decision_facts;
  const std::size_t shared = text != nullptr ? text->capacity() : 0;
  const std::size_t more = settled != nullptr ? settled->Bytes() - shared : 0;
  return sizeof(*this) + account.capacity() + shared + more +
         BytesOf(occurred_at, kind, decision, stakeholder, initiator, provenance, sentiment, amount,
                 currency, people_begin, people, attr_begin, attr_key, attr_type, attr_number,
                 attr_string, available_at, source, source_event_id, strings, persons, decisions,
                 corrections) +
         BytesOf(p.person, p.valid_from, p.available_at, p.role, p.role_family, p.org_unit, p.power,
                 p.champion, p.joined_at, p.left_at, p.decisions_begin, p.decisions) +
         BytesOf(a.valid_from, a.available_at, a.archetype, a.contract_start, a.contract_end,
                 a.contract_value, a.labels_begin, a.label_key, a.label_value) +
         BytesOf(d.decision, d.valid_from, d.available_at, d.type, d.outcome, d.opened_at,
                 d.closed_at, d.amount);
}

std::shared_ptr<const Journal> BuildJournal(const AccountRecord& record) {
  std::shared_ptr<Journal> journal = Builder(record).Build();
  if (!journal->corrections.empty() || journal->facts_replaced) {
    journal->settled = SettleJournal(*journal);
  }
  return journal;
}

}  // namespace parallax
