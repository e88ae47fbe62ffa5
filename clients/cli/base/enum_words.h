// Enum values and sums of money as people write them.
#ifndef PARALLAX_CLIENTS_CLI_BASE_ENUM_WORDS_H_
#define PARALLAX_CLIENTS_CLI_BASE_ENUM_WORDS_H_

#include <google/protobuf/descriptor.h>

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/type/money.pb.h"

namespace parallax::cli {

// What the names of an enum begin with: "INITIATOR_" of Initiator. Empty where they share nothing
// up to an underscore.
std::string EnumPrefix(const google::protobuf::EnumDescriptor& type);

// "buyer, seller, ...": the values a sender may give.
std::string EnumChoices(const google::protobuf::EnumDescriptor& type);

// The number of "buyer", "BUYER" or "INITIATOR_BUYER". INVALID_ARGUMENT says what is accepted;
// `field` begins the message.
absl::StatusOr<int> EnumFromWord(absl::string_view field,
                                 const google::protobuf::EnumDescriptor& type,
                                 absl::string_view word);

// Units and nanos of a decimal number such as "-650.5"; at most nine decimals.
absl::StatusOr<google::type::Money> MoneyFromNumber(absl::string_view field,
                                                    absl::string_view number,
                                                    absl::string_view currency);
// "48000 USD", "650.50EUR" or "USD 48000".
absl::StatusOr<google::type::Money> MoneyFromText(absl::string_view field, absl::string_view text);

}  // namespace parallax::cli

#endif  // PARALLAX_CLIENTS_CLI_BASE_ENUM_WORDS_H_
