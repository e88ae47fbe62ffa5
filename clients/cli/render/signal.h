// Signals and kinds of signals as tables and flat records.
#ifndef PARALLAX_CLIENTS_CLI_RENDER_SIGNAL_H_
#define PARALLAX_CLIENTS_CLI_RENDER_SIGNAL_H_

#include <google/protobuf/repeated_ptr_field.h>

#include <string>
#include <vector>

#include "clients/cli/text/style.h"
#include "parallax/v1/signal_service.pb.h"

namespace parallax::cli {

// "p-17, p-21": everybody who acted or took part; empty when nobody is named.
std::string People(const v1::Signal& signal);
// "state=raised severity=high", keys in order, with the amount first.
std::string Details(const v1::Signal& signal);
// A sum: "48000 USD", "-650.5 USD".
std::string MoneyText(const google::type::Money& money);

std::string RenderSignals(const google::protobuf::RepeatedPtrField<v1::Signal>& signals,
                          const Style& style);
std::string RenderKind(const v1::SignalKind& kind, const Style& style);

std::vector<std::string> SignalColumns();
std::vector<std::string> SignalRecord(const v1::Signal& signal);

}  // namespace parallax::cli

#endif  // PARALLAX_CLIENTS_CLI_RENDER_SIGNAL_H_
