// Lenses, status, health, reflection, and that everything declared is served.
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "gmock/gmock.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/descriptor.pb.h"
#include "google/protobuf/descriptor_database.h"
#include "grpc/health/v1/health.pb.h"
#include "grpc/reflection/v1/reflection.pb.h"
#include "grpcpp/support/sync_stream.h"
#include "parallax/v1/admin_service.pb.h"
#include "parallax/v1/lens_service.pb.h"
#include "server/methods.h"
#include "tests/integration/server/server_fixture.h"

namespace parallax::server {
namespace {

using grpc::health::v1::HealthCheckRequest;
using grpc::health::v1::HealthCheckResponse;
using grpc::reflection::v1::ServerReflectionRequest;
using grpc::reflection::v1::ServerReflectionResponse;
using ::testing::ElementsAre;

class Services : public ServerTest {
 protected:
  grpc::Status Check(const std::string& service, HealthCheckResponse* response) {
    HealthCheckRequest request;
    request.set_service(service);
    return CallMethod(channel_.get(), "/grpc.health.v1.Health/Check", request, response);
  }
  ServerReflectionResponse Reflect(const std::string& version,
                                   const ServerReflectionRequest& request) {
    const std::string path =
        "/grpc.reflection." + version + ".ServerReflection/ServerReflectionInfo";
    const grpc::internal::RpcMethod method(path.c_str(), grpc::internal::RpcMethod::BIDI_STREAMING);
    grpc::ClientContext context;
    std::unique_ptr<grpc::ClientReaderWriter<ServerReflectionRequest, ServerReflectionResponse>>
        stream(grpc::internal::ClientReaderWriterFactory<
               ServerReflectionRequest, ServerReflectionResponse>::Create(channel_.get(), method,
                                                                          &context));
    ServerReflectionResponse response;
    EXPECT_TRUE(stream->Write(request));
    EXPECT_TRUE(stream->Read(&response));
    stream->WritesDone();
    EXPECT_TRUE(stream->Finish().ok());
    return response;
  }
};

TEST(Methods, EveryDeclaredMethodIsServed) {
  std::set<std::string> served;
  for (const Method& method : AllMethods()) served.insert(method.Path());
  const auto* pool = google::protobuf::DescriptorPool::generated_pool();
  for (const std::string& name : ServiceNames()) {
    const auto* service = pool->FindServiceByName(name);
    if (service == nullptr) continue;  // reflection v1alpha: declared by renaming v1
    for (int i = 0; i < service->method_count(); ++i) {
      EXPECT_TRUE(served.contains("/" + name + "/" + service->method(i)->name()))
          << service->method(i)->full_name();
    }
  }
}

TEST_F(Services, LensesAreListedAndFailuresNameNoFolder) {
  v1::ListLensesResponse response;
  ASSERT_TRUE(Call("LensService/ListLenses", v1::ListLensesRequest(), &response).ok());
  ASSERT_EQ(response.lenses_size(), 2);
  EXPECT_EQ(response.lenses(0).id(), "first");
  ASSERT_EQ(response.failures_size(), 1);
  EXPECT_EQ(response.failures(0).file(), "libparallax_absent.so");
  EXPECT_EQ(response.failures(0).reason().find('/'), std::string::npos);
}

TEST_F(Services, ALensTellsItsAssumptions) {
  v1::GetLensRequest request;
  request.set_lens("hello@1.2.3");
  v1::GetLensResponse response;
  ASSERT_TRUE(Call("LensService/GetLens", request, &response).ok());
  EXPECT_EQ(response.lens().name(), "Hello");
  EXPECT_EQ(response.committee(0).power(), v1::POWER_VETO);
  ASSERT_EQ(response.parameters_size(), 2);
  EXPECT_EQ(response.parameters(0).path(), "tempo.cadence_days.base");
  EXPECT_EQ(response.parameters(0).max(), 90);
  EXPECT_EQ(response.parameters(1).type(), "enum");
}

TEST_F(Services, GetLensNeedsAName) {
  v1::GetLensResponse response;
  EXPECT_EQ(FieldOf(Call("LensService/GetLens", v1::GetLensRequest(), &response)), "lens");
}

TEST_F(Services, TheStatusCountsWhatIsStored) {
  Ingest("acme", {"1", "2"});
  v1::GetStatusResponse response;
  ASSERT_TRUE(Call("AdminService/GetStatus", v1::GetStatusRequest(), &response).ok());
  EXPECT_EQ(response.signals(), 2u);
  EXPECT_EQ(response.accounts(), 1u);
  EXPECT_EQ(response.calls_in_flight(), 1u);
  EXPECT_EQ(response.now().seconds(), kTestNow / kSecond);
  EXPECT_THAT(response.lenses(), ElementsAre("first", "hello"));
}

TEST_F(Services, EveryServiceIsHealthy) {
  for (const std::string& service : ServiceNames()) {
    HealthCheckResponse response;
    ASSERT_TRUE(Check(service, &response).ok()) << service;
    EXPECT_EQ(response.status(), HealthCheckResponse::SERVING);
  }
}

TEST_F(Services, TheHealthOfAnUnknownServiceIsNotFound) {
  HealthCheckResponse response;
  EXPECT_EQ(Check("no.such.Service", &response).error_code(), grpc::StatusCode::NOT_FOUND);
}

TEST_F(Services, AHealthWatchSeesTheServerStop) {
  HealthCheckRequest request;
  const grpc::internal::RpcMethod method("/grpc.health.v1.Health/Watch",
                                         grpc::internal::RpcMethod::SERVER_STREAMING);
  grpc::ClientContext context;
  std::unique_ptr<grpc::ClientReader<HealthCheckResponse>> watch(
      grpc::internal::ClientReaderFactory<HealthCheckResponse>::Create(channel_.get(), method,
                                                                       &context, request));
  HealthCheckResponse response;
  ASSERT_TRUE(watch->Read(&response));
  EXPECT_EQ(response.status(), HealthCheckResponse::SERVING);
  std::thread stop([this] { server_->Stop(); });
  ASSERT_TRUE(watch->Read(&response));
  EXPECT_EQ(response.status(), HealthCheckResponse::NOT_SERVING);
  EXPECT_FALSE(watch->Read(&response));
  EXPECT_EQ(watch->Finish().error_code(), grpc::StatusCode::UNAVAILABLE);
  stop.join();
}

TEST_F(Services, AWatcherThatLeavesDoesNotHoldTheServer) {
  const grpc::internal::RpcMethod method("/grpc.health.v1.Health/Watch",
                                         grpc::internal::RpcMethod::SERVER_STREAMING);
  grpc::ClientContext context;
  std::unique_ptr<grpc::ClientReader<HealthCheckResponse>> watch(
      grpc::internal::ClientReaderFactory<HealthCheckResponse>::Create(
          channel_.get(), method, &context, HealthCheckRequest()));
  HealthCheckResponse response;
  ASSERT_TRUE(watch->Read(&response));
  context.TryCancel();
  EXPECT_EQ(watch->Finish().error_code(), grpc::StatusCode::CANCELLED);
  server_->Stop();  // returns only when every call ended
}

TEST_F(Services, BothReflectionsListEveryService) {
  ServerReflectionRequest request;
  request.set_list_services("");
  for (const char* version : {"v1", "v1alpha"}) {
    std::vector<std::string> names;
    const ServerReflectionResponse response = Reflect(version, request);
    for (const auto& service : response.list_services_response().service()) {
      names.push_back(service.name());
    }
    EXPECT_EQ(names, ServiceNames());
  }
}

TEST_F(Services, ReflectionDescribesEveryServiceItLists) {
  for (const std::string& service : ServiceNames()) {
    ServerReflectionRequest request;
    request.set_file_containing_symbol(service);
    const auto response = Reflect("v1", request);
    google::protobuf::SimpleDescriptorDatabase database;
    for (const std::string& bytes : response.file_descriptor_response().file_descriptor_proto()) {
      google::protobuf::FileDescriptorProto file;
      ASSERT_TRUE(file.ParseFromString(bytes));
      database.Add(file);
    }
    google::protobuf::DescriptorPool pool(&database);
    EXPECT_NE(pool.FindServiceByName(service), nullptr) << service;
  }
}

TEST_F(Services, ReflectionSaysWhenNothingIsDeclared) {
  ServerReflectionRequest request;
  request.set_file_containing_symbol("no.such.Thing");
  EXPECT_EQ(Reflect("v1", request).error_response().error_code(),
            static_cast<int>(grpc::StatusCode::NOT_FOUND));
}

TEST_F(Services, AnUndeclaredMethodIsUnimplemented) {
  v1::GetStatusResponse response;
  EXPECT_EQ(Call("AdminService/Shutdown", v1::GetStatusRequest(), &response).error_code(),
            grpc::StatusCode::UNIMPLEMENTED);
}

}  // namespace
}  // namespace parallax::server
