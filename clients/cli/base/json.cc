#include "clients/cli/base/json.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/util/json_util.h>
#include <google/protobuf/util/type_resolver_util.h>

#include <memory>

#include "absl/strings/str_cat.h"
#include "clients/cli/text/layout.h"

namespace parallax::cli {
namespace {

constexpr char kTypePrefix[] = "type.googleapis.com";

}  // namespace

std::string CanonicalBytes(const google::protobuf::Message& message) {
  std::string bytes;
  google::protobuf::io::StringOutputStream stream(&bytes);
  google::protobuf::io::CodedOutputStream coded(&stream);
  coded.SetSerializationDeterministic(true);
  message.SerializeToCodedStream(&coded);
  coded.Trim();
  return bytes;
}

std::string ToJson(const google::protobuf::Message& message, JsonLayout layout) {
  google::protobuf::util::JsonPrintOptions options;
  options.always_print_primitive_fields = layout != JsonLayout::kBrief;
  options.add_whitespace = layout == JsonLayout::kIndented;
  // Like MessageToJsonString, but the keys of maps come in order.
  const std::unique_ptr<google::protobuf::util::TypeResolver> resolver(
      google::protobuf::util::NewTypeResolverForDescriptorPool(
          kTypePrefix, message.GetDescriptor()->file()->pool()));
  std::string out;
  const auto status = google::protobuf::util::BinaryToJsonString(
      resolver.get(), absl::StrCat(kTypePrefix, "/", message.GetDescriptor()->full_name()),
      CanonicalBytes(message), &out, options);
  // Only an Any of an unknown type or a Timestamp outside the years 1-9999 cannot be printed; no
  // server of ours sends them.
  if (!status.ok()) return absl::StrCat("{\"error\":\"", Clean(status.message().ToString()), "\"}");
  return out;
}

absl::Status FromJson(absl::string_view json, google::protobuf::Message& message) {
  const auto status = google::protobuf::util::JsonStringToMessage(
      google::protobuf::StringPiece(json.data(), json.size()), &message);
  if (status.ok()) return absl::OkStatus();
  // The parser echoes the line and draws a caret below it: the first line says what is wrong.
  absl::string_view text(status.message().data(), status.message().size());
  return absl::InvalidArgumentError(Clean(text.substr(0, text.find('\n'))));
}

}  // namespace parallax::cli
