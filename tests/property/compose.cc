#include "tests/property/compose.h"

#include <algorithm>

#include "core/signal/validate.h"
#include "parallax/catalog/catalog.h"

namespace parallax::property {

StoredSignal Compose(const Case& c, std::string_view kind, std::string_view person, Time at,
                     AttributeList attributes, Initiator initiator) {
  StoredSignal stored{.signal = {}, .recorded_at = at, .revision = 0};
  Signal& s = stored.signal;
  s.account = c.record.account;
  s.source = "zz-added";
  s.source_event_id = "added-" + std::to_string(c.added.size());
  s.kind = kind;
  s.occurred_at = at;
  s.available_at = at;
  s.stakeholder = person;
  s.initiator = initiator;
  s.attributes = std::move(attributes);
  if (catalog::FindKind(kind)->decision != catalog::Presence::kNone) s.decision = c.decision;
  Normalize(s);
  return stored;
}

Case WithAdded(const Case& c) {
  Case with = c;
  for (const StoredSignal& signal : c.added) with.record.signals.push_back(signal);
  with.added.clear();
  return with;
}

bool AddsToAShownDecision(const Case& c) {
  if (c.decision.empty()) return true;
  Time first = kEndOfTime;
  for (const StoredSignal& stored : c.record.signals) {
    if (stored.signal.decision == c.decision) first = std::min(first, stored.signal.occurred_at);
  }
  return std::all_of(c.added.begin(), c.added.end(), [&](const StoredSignal& stored) {
    return stored.signal.occurred_at >= first;
  });
}

Time LastSignal(const AccountRecord& record, Time until) {
  Time last = kNoTime;
  for (const StoredSignal& s : record.signals) {
    if (s.signal.occurred_at <= until) last = std::max(last, s.signal.occurred_at);
  }
  return last == kNoTime ? until : last;
}

}  // namespace parallax::property
