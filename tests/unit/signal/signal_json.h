// Signals as the command line sends them: protobuf JSON with lowerCamelCase names (api.md).
#ifndef PARALLAX_TESTS_UNIT_SIGNAL_SIGNAL_JSON_H_
#define PARALLAX_TESTS_UNIT_SIGNAL_SIGNAL_JSON_H_

#include <string_view>

#include "core/signal/signal.h"

namespace parallax::testing {

// Adds a test failure for a field it does not know.
Signal ParseSignal(std::string_view json);

}  // namespace parallax::testing

#endif  // PARALLAX_TESTS_UNIT_SIGNAL_SIGNAL_JSON_H_
