#include "server/handlers/reflection.h"

#include <set>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_replace.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/descriptor.pb.h"
#include "grpc/reflection/v1/reflection.pb.h"

namespace parallax::server {
namespace {

using google::protobuf::DescriptorPool;
using google::protobuf::FileDescriptor;
using google::protobuf::FileDescriptorProto;
using grpc::reflection::v1::ServerReflectionRequest;
using grpc::reflection::v1::ServerReflectionResponse;

constexpr char kAlphaPackage[] = "grpc.reflection.v1alpha";
constexpr char kAlphaFile[] = "grpc/reflection/v1alpha/reflection.proto";

// The v1alpha declaration: that of v1 under its older name, which is how it came to be.
FileDescriptorProto AlphaFile() {
  FileDescriptorProto file;
  ServerReflectionRequest::descriptor()->file()->CopyTo(&file);
  file.set_name(kAlphaFile);
  file.set_package(kAlphaPackage);
  file.clear_options();
  const auto rename = [](std::string* type) {
    *type = absl::StrReplaceAll(*type, {{".grpc.reflection.v1.", ".grpc.reflection.v1alpha."}});
  };
  for (auto& message : *file.mutable_message_type()) {
    for (auto& field : *message.mutable_field()) {
      if (field.has_type_name()) rename(field.mutable_type_name());
    }
  }
  for (auto& service : *file.mutable_service()) {
    for (auto& method : *service.mutable_method()) {
      rename(method.mutable_input_type());
      rename(method.mutable_output_type());
    }
  }
  return file;
}

// A file and what it imports, each once.
void AddFiles(const FileDescriptor* file, std::set<const FileDescriptor*>* seen,
              ServerReflectionResponse* response) {
  if (!seen->insert(file).second) return;
  FileDescriptorProto proto;
  file->CopyTo(&proto);
  response->mutable_file_descriptor_response()->add_file_descriptor_proto(
      proto.SerializeAsString());
  for (int i = 0; i < file->dependency_count(); ++i) AddFiles(file->dependency(i), seen, response);
}

void NotFound(std::string message, ServerReflectionResponse* response) {
  auto* error = response->mutable_error_response();
  error->set_error_code(static_cast<int>(absl::StatusCode::kNotFound));
  error->set_error_message(std::move(message));
}

void Describe(const FileDescriptor* file, ServerReflectionResponse* response) {
  if (file == nullptr) {
    NotFound("nothing of that name is declared", response);
    return;
  }
  std::set<const FileDescriptor*> seen;
  AddFiles(file, &seen, response);
}

void DescribeAlpha(ServerReflectionResponse* response) {
  response->mutable_file_descriptor_response()->add_file_descriptor_proto(
      AlphaFile().SerializeAsString());
}

class Reflection final : public Conversation {
 public:
  explicit Reflection(const std::vector<std::string>& services) : services_(services) {}

  void Answer(const CallContext&, const Message& message, Message* out, Done done) override {
    const auto& request = static_cast<const ServerReflectionRequest&>(message);
    auto* response = static_cast<ServerReflectionResponse*>(out);
    response->set_valid_host(request.host());
    *response->mutable_original_request() = request;
    Fill(request, response);
    done(absl::OkStatus());
  }

 private:
  void Fill(const ServerReflectionRequest& request, ServerReflectionResponse* response) const {
    const DescriptorPool* pool = DescriptorPool::generated_pool();
    switch (request.message_request_case()) {
      case ServerReflectionRequest::kFileByFilename:
        if (request.file_by_filename() == kAlphaFile) return DescribeAlpha(response);
        return Describe(pool->FindFileByName(request.file_by_filename()), response);
      case ServerReflectionRequest::kFileContainingSymbol:
        if (absl::StartsWith(request.file_containing_symbol(), kAlphaPackage)) {
          return DescribeAlpha(response);
        }
        return Describe(pool->FindFileContainingSymbol(request.file_containing_symbol()), response);
      case ServerReflectionRequest::kListServices:
        for (const std::string& service : services_) {
          response->mutable_list_services_response()->add_service()->set_name(service);
        }
        return;
      case ServerReflectionRequest::kAllExtensionNumbersOfType:
        // proto3 declares no extensions; a known type has none.
        if (pool->FindMessageTypeByName(request.all_extension_numbers_of_type()) == nullptr) {
          return NotFound("no message of that name is declared", response);
        }
        response->mutable_all_extension_numbers_response()->set_base_type_name(
            request.all_extension_numbers_of_type());
        return;
      case ServerReflectionRequest::kFileContainingExtension:
        return NotFound("no extensions are declared", response);
      case ServerReflectionRequest::MESSAGE_REQUEST_NOT_SET:
        auto* error = response->mutable_error_response();
        error->set_error_code(static_cast<int>(absl::StatusCode::kInvalidArgument));
        error->set_error_message("message_request is not set");
        return;
    }
  }

  const std::vector<std::string>& services_;
};

}  // namespace

std::vector<Method> ReflectionMethods(std::vector<std::string> services) {
  const auto shared = std::make_shared<const std::vector<std::string>>(std::move(services));
  const auto open = [shared]() -> std::unique_ptr<Conversation> {
    return std::make_unique<Reflection>(*shared);
  };
  std::vector<Method> methods;
  for (const char* service : {kReflectionV1, kReflectionV1Alpha}) {
    Method method = Bidi<ServerReflectionRequest, ServerReflectionResponse>(
        service, "ServerReflectionInfo", open);
    method.posted = 1;
    methods.push_back(std::move(method));
  }
  return methods;
}

}  // namespace parallax::server
