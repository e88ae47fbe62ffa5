// Signals on the wire and below it.
#ifndef PARALLAX_SERVER_CONVERT_SIGNAL_H_
#define PARALLAX_SERVER_CONVERT_SIGNAL_H_

#include "core/signal/journal.h"
#include "core/signal/signal.h"
#include "google/type/money.pb.h"
#include "parallax/v1/signal.pb.h"
#include "parallax/v1/signal_service.pb.h"
#include "server/convert/time.h"

namespace parallax::server {

Money MoneyFromProto(const google::type::Money& money);
void MoneyToProto(const Money& money, google::type::Money* out);

// Shape only: what the catalog says of the values is Validate's to check. Enum numbers this version
// does not know and times out of range are violations. recorded_at is output only and not looked
// at.
Signal SignalFromProto(const v1::Signal& signal, Violations* violations);

// As it was stored; recorded_at and the available_at in force are filled in.
void SignalToProto(const StoredSignal& stored, v1::Signal* out);

// Every kind of the catalog, in its order.
std::size_t KindCount();
void KindToProto(std::size_t index, v1::SignalKind* out);

}  // namespace parallax::server

#endif  // PARALLAX_SERVER_CONVERT_SIGNAL_H_
