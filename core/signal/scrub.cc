#include "core/signal/scrub.h"

#include <algorithm>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "parallax/catalog/catalog.h"

namespace parallax {
namespace {

bool IsAlphanumeric(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool IsJoint(char c) { return c == '.' || c == '_' || c == ':' || c == '-'; }

const catalog::Attribute* FindAttribute(std::string_view kind_id, std::string_view key) {
  const catalog::Kind* kind = catalog::FindKind(kind_id);
  if (kind == nullptr) return nullptr;
  for (const catalog::Attribute& attribute : kind->attributes) {
    if (attribute.key == key) return &attribute;
  }
  return nullptr;
}

// Of a run of characters that ids are made of: the whole, and its long enough parts.
bool MentionedIn(const Erased& erased, std::string_view run) {
  std::vector<std::pair<std::size_t, std::size_t>> pieces;  // begin, end
  for (std::size_t i = 0; i < run.size(); ++i) {
    if (IsJoint(run[i])) continue;
    if (i == 0 || IsJoint(run[i - 1])) pieces.emplace_back(i, i);
    pieces.back().second = i + 1;
  }
  if (pieces.empty()) return false;
  const auto is_person = [&](std::size_t first, std::size_t last) {
    const std::size_t begin = pieces[first].first;
    return erased.person(run.substr(begin, pieces[last].second - begin));
  };
  if (is_person(0, pieces.size() - 1)) return true;
  for (std::size_t first = 0; first < pieces.size(); ++first) {
    for (std::size_t last = first; last < std::min(pieces.size(), first + kMaxIdPieces); ++last) {
      const bool long_enough = pieces[last].second - pieces[first].first >= kMinPartChars;
      if (long_enough && is_person(first, last)) return true;
    }
  }
  return false;
}

}  // namespace

bool Mentions(const Erased& erased, std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    std::size_t end = i;
    while (end < text.size() && (IsAlphanumeric(text[end]) || IsJoint(text[end]))) ++end;
    if (end > i && MentionedIn(erased, text.substr(i, end - i))) return true;
    i = end + 1;
  }
  return false;
}

Scrubbed ScrubSignal(const Erased& erased, Signal& signal) {
  if (erased.signal(signal.source, signal.source_event_id) ||
      Mentions(erased, signal.source_event_id) ||
      (!signal.stakeholder.empty() && erased.person(signal.stakeholder))) {
    return Scrubbed::kGone;
  }
  if (!signal.retracts.empty() &&
      (erased.signal(signal.source, signal.retracts) || Mentions(erased, signal.retracts))) {
    return Scrubbed::kGone;
  }
  std::vector<std::string> participants;
  for (const std::string& person : signal.participants) {
    if (!erased.person(person)) participants.push_back(person);
  }
  const bool took_part = participants.size() != signal.participants.size();
  if (took_part && participants.empty() && signal.stakeholder.empty()) return Scrubbed::kGone;

  std::vector<std::pair<std::string, AttributeValue>> attributes;
  for (const auto& attribute : signal.attributes) {
    const auto* text = std::get_if<std::string>(&attribute.second);
    const catalog::Attribute* known = FindAttribute(signal.kind, attribute.first);
    const bool free = known == nullptr || (known->type == catalog::Type::kText && !known->label);
    if (text == nullptr || !((took_part && free) || Mentions(erased, *text))) {
      attributes.push_back(attribute);
    } else if (known != nullptr && (known->required || !known->required_when.empty())) {
      return Scrubbed::kGone;
    }
  }
  const bool unlinked =
      !signal.supersedes.empty() &&
      (erased.signal(signal.source, signal.supersedes) || Mentions(erased, signal.supersedes));
  if (!took_part && !unlinked && attributes.size() == signal.attributes.size()) {
    return Scrubbed::kUntouched;
  }
  signal.participants = std::move(participants);
  signal.attributes = std::move(attributes);
  if (unlinked) signal.supersedes.clear();
  return Scrubbed::kChanged;
}

bool ScrubFacts(const Erased& erased, AccountFacts& facts) {
  return std::erase_if(facts.labels, [&](const auto& label) {
           return Mentions(erased, label.first) || Mentions(erased, label.second);
         }) > 0;
}

}  // namespace parallax
