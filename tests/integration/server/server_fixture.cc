#include "tests/integration/server/server_fixture.h"

#include <filesystem>
#include <fstream>

#include "server/convert/time.h"

namespace parallax::server {
namespace {

constexpr char kManifest[] = R"(
[[lens]]
path = "%/libparallax_first.so"
trust = "first_party"
[[lens]]
path = "%/libparallax_hello.so"
trust = "first_party"
[[lens]]
path = "%/libparallax_absent.so"
trust = "first_party"
)";

std::string Manifest() {
  std::string text = kManifest;
  for (std::size_t at = text.find('%'); at != std::string::npos; at = text.find('%')) {
    text.replace(at, 1, PARALLAX_BINARY_DIR "/tests/lenses");
  }
  return text;
}

}  // namespace

std::string ReasonOf(const grpc::Status& status) {
  return DetailOf<google::rpc::ErrorInfo>(status).reason();
}

std::string FieldOf(const grpc::Status& status) {
  const auto bad_request = DetailOf<google::rpc::BadRequest>(status);
  return bad_request.field_violations().empty() ? "" : bad_request.field_violations(0).field();
}

void ServerTest::SetUp() {
  folder_ = ::testing::TempDir() + "/parallax_server_test_XXXXXX";
  ASSERT_NE(mkdtemp(folder_.data()), nullptr);
  std::ofstream(folder_ + "/lenses.toml") << Manifest();
  Config config;
  config.memory = true;
  config.listen = "127.0.0.1:0";
  config.lenses = folder_ + "/lenses.toml";
  auto server = RunningServer::Start(config, &clock_);
  ASSERT_TRUE(server.ok()) << server.status();
  server_ = *std::move(server);
  channel_ = grpc::CreateChannel(server_->address(), grpc::InsecureChannelCredentials());
}

void ServerTest::TearDown() {
  channel_.reset();
  server_.reset();
  std::filesystem::remove_all(folder_);
}

v1::Signal ServerTest::MakeSignal(const std::string& account, const std::string& id, int days) {
  v1::Signal signal;
  signal.set_account(account);
  signal.set_source("crm");
  signal.set_source_event_id(id);
  signal.set_kind("sales.meeting_held");
  signal.set_decision("d1");
  TimeToProto(kTestNow - days * kDay, signal.mutable_occurred_at());
  signal.add_participants("ann");
  signal.add_participants("bob");
  signal.set_initiator(v1::INITIATOR_BUYER);
  return signal;
}

void ServerTest::Ingest(const std::string& account, const std::vector<std::string>& ids) {
  v1::IngestSignalsRequest request;
  int days = static_cast<int>(ids.size());
  for (const std::string& id : ids) *request.add_signals() = MakeSignal(account, id, days--);
  v1::IngestSignalsResponse response;
  const grpc::Status status = Call("SignalService/IngestSignals", request, &response);
  ASSERT_TRUE(status.ok()) << status.error_message();
  ASSERT_EQ(response.accepted(), ids.size()) << response.ShortDebugString();
}

}  // namespace parallax::server
