// Versioned facts on the wire and below it.
#ifndef PARALLAX_SERVER_CONVERT_FACTS_H_
#define PARALLAX_SERVER_CONVERT_FACTS_H_

#include "core/signal/journal.h"
#include "core/signal/signal.h"
#include "core/store/store.h"
#include "parallax/v1/facts.pb.h"
#include "server/convert/time.h"

namespace parallax::server {

// Shape only, as SignalFromProto. Output-only fields and etag are not looked at.
AccountFacts AccountFromProto(const v1::Account& account, Violations* violations);
DecisionFacts DecisionFromProto(const v1::Decision& decision, Violations* violations);
StakeholderFacts StakeholderFromProto(std::string_view account, const v1::Stakeholder& stakeholder,
                                      Violations* violations);

void AccountToProto(const AccountSummary& summary, v1::Account* out);
void DecisionToProto(const DecisionFacts& facts, v1::Decision* out);
void StakeholderToProto(const StakeholderFacts& facts, v1::Stakeholder* out);

}  // namespace parallax::server

#endif  // PARALLAX_SERVER_CONVERT_FACTS_H_
