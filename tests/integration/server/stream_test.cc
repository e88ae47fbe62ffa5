// Streams: answers in order when they are durable, flow control, ends.
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "core/base/errors.h"
#include "gmock/gmock.h"
#include "grpcpp/support/sync_stream.h"
#include "server/engine/engine.h"
#include "tests/integration/server/server_fixture.h"

namespace parallax::server {
namespace {

using ::testing::ElementsAre;
using v1::StreamSignalsRequest;
using v1::StreamSignalsResponse;
using SignalStream = grpc::ClientReaderWriter<StreamSignalsRequest, StreamSignalsResponse>;

std::unique_ptr<SignalStream> OpenStream(grpc::Channel* channel, grpc::ClientContext* context) {
  static const grpc::internal::RpcMethod kMethod("/parallax.v1.SignalService/StreamSignals",
                                                 grpc::internal::RpcMethod::BIDI_STREAMING);
  return std::unique_ptr<SignalStream>(
      grpc::internal::ClientReaderWriterFactory<StreamSignalsRequest,
                                                StreamSignalsResponse>::Create(channel, kMethod,
                                                                               context));
}

class Streams : public ServerTest {
 protected:
  void SetUp() override {
    ServerTest::SetUp();
    stream_ = OpenStream(channel_.get(), &context_);
  }
  void Send(std::uint64_t sequence, const std::string& id, const std::string& workspace = "") {
    StreamSignalsRequest request;
    request.set_workspace(workspace);
    request.set_sequence(sequence);
    *request.add_signals() = MakeSignal("acme", id);
    ASSERT_TRUE(stream_->Write(request));
  }
  grpc::ClientContext context_;
  std::unique_ptr<SignalStream> stream_;
};

TEST_F(Streams, EveryMessageIsAnsweredInOrder) {
  for (int i = 1; i <= 20; ++i) Send(i, std::to_string(i));
  stream_->WritesDone();
  StreamSignalsResponse response;
  for (std::uint64_t i = 1; i <= 20; ++i) {
    ASSERT_TRUE(stream_->Read(&response));
    EXPECT_EQ(response.sequence(), i);
    EXPECT_EQ(response.accepted(), 1u);
  }
  EXPECT_FALSE(stream_->Read(&response));
  EXPECT_TRUE(stream_->Finish().ok());
}

TEST_F(Streams, WhatWasAnsweredCanBeRead) {
  Send(1, "a");
  StreamSignalsResponse response;
  ASSERT_TRUE(stream_->Read(&response));
  v1::ListSignalsRequest list;
  list.set_account("acme");
  v1::ListSignalsResponse listed;
  ASSERT_TRUE(Call("SignalService/ListSignals", list, &listed).ok());
  EXPECT_EQ(listed.signals_size(), 1);
  stream_->WritesDone();
  EXPECT_TRUE(stream_->Finish().ok());
}

TEST_F(Streams, AnotherWorkspaceInTheMiddleEndsTheStreamAfterTheAnswersBefore) {
  Send(1, "a", "one");
  Send(2, "b", "two");
  StreamSignalsResponse response;
  ASSERT_TRUE(stream_->Read(&response));
  EXPECT_EQ(response.sequence(), 1u);
  EXPECT_FALSE(stream_->Read(&response));
  const grpc::Status status = stream_->Finish();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(FieldOf(status), "workspace");
}

TEST_F(Streams, StoppingTheServerEndsAnIdleStreamAsUnavailable) {
  Send(1, "a");
  StreamSignalsResponse response;
  ASSERT_TRUE(stream_->Read(&response));
  std::thread stop([this] { server_->Stop(); });
  EXPECT_FALSE(stream_->Read(&response));
  const grpc::Status status = stream_->Finish();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(ReasonOf(status), "SHUTTING_DOWN");
  stop.join();
}

TEST_F(Streams, ACallerThatLeavesLeavesNothingBehind) {
  Send(1, "a");
  context_.TryCancel();
  EXPECT_EQ(stream_->Finish().error_code(), grpc::StatusCode::CANCELLED);
  stream_.reset();
  server_->Stop();  // returns only when every call ended
}

// Keeps every question until the test answers it.
class Keeper final : public Conversation {
 public:
  struct Kept {
    std::mutex mutex;
    std::vector<std::pair<StreamSignalsResponse*, Done>> questions;
    std::size_t size() {
      const std::lock_guard lock(mutex);
      return questions.size();
    }
  };
  explicit Keeper(Kept* kept) : kept_(kept) {}
  void Answer(const CallContext&, const Message& request, Message* response, Done done) override {
    auto* out = static_cast<StreamSignalsResponse*>(response);
    out->set_sequence(static_cast<const StreamSignalsRequest&>(request).sequence());
    const std::lock_guard lock(kept_->mutex);
    kept_->questions.emplace_back(out, std::move(done));
  }

 private:
  Kept* kept_;
};

class KeptStream : public ::testing::Test {
 protected:
  void Serve(std::size_t max_streams) {
    admission_.emplace(10, max_streams);
    std::vector<Method> methods;
    methods.push_back(Bidi<StreamSignalsRequest, StreamSignalsResponse>(
        "parallax.v1.SignalService", "StreamSignals",
        [this]() -> std::unique_ptr<Conversation> { return std::make_unique<Keeper>(&kept_); }));
    EngineOptions options;
    options.address = "127.0.0.1:0";
    auto engine = Engine::Start(options, std::move(methods), nullptr, &*admission_);
    ASSERT_TRUE(engine.ok());
    engine_ = *std::move(engine);
    channel_ = grpc::CreateChannel("127.0.0.1:" + std::to_string(engine_->port()),
                                   grpc::InsecureChannelCredentials());
  }
  void AwaitQuestions(std::size_t count) {
    while (kept_.size() < count) std::this_thread::yield();
  }

  Keeper::Kept kept_;
  std::optional<Admission> admission_;
  std::unique_ptr<Engine> engine_;
  std::shared_ptr<grpc::Channel> channel_;
};

TEST_F(KeptStream, AnswersMadeOutOfOrderAreSentInOrder) {
  Serve(1);
  grpc::ClientContext context;
  auto stream = OpenStream(channel_.get(), &context);
  StreamSignalsRequest request;
  for (int i = 1; i <= 3; ++i) {
    request.set_sequence(i);
    ASSERT_TRUE(stream->Write(request));
  }
  AwaitQuestions(3);
  for (int i : {2, 0, 1}) kept_.questions[i].second(absl::OkStatus());
  stream->WritesDone();
  std::vector<std::uint64_t> sequences;
  StreamSignalsResponse response;
  while (stream->Read(&response)) sequences.push_back(response.sequence());
  EXPECT_THAT(sequences, ElementsAre(1, 2, 3));
  EXPECT_TRUE(stream->Finish().ok());
}

TEST_F(KeptStream, NoMoreThanFourMessagesAreUnderWay) {
  Serve(1);
  grpc::ClientContext context;
  auto stream = OpenStream(channel_.get(), &context);
  StreamSignalsRequest request;
  for (int i = 1; i <= 5; ++i) {
    request.set_sequence(i);
    ASSERT_TRUE(stream->Write(request));
  }
  AwaitQuestions(4);
  StreamSignalsResponse response;
  kept_.questions[0].second(absl::OkStatus());
  ASSERT_TRUE(stream->Read(&response));  // the fifth is read only after this was written
  AwaitQuestions(5);
  for (int i = 1; i < 5; ++i) kept_.questions[i].second(absl::OkStatus());
  stream->WritesDone();
  while (stream->Read(&response)) {
  }
  EXPECT_TRUE(stream->Finish().ok());
}

TEST_F(KeptStream, StreamsAboveTheCapAreRefused) {
  Serve(1);
  grpc::ClientContext first_context, second_context;
  auto first = OpenStream(channel_.get(), &first_context);
  ASSERT_TRUE(first->Write(StreamSignalsRequest()));
  AwaitQuestions(1);
  auto second = OpenStream(channel_.get(), &second_context);
  const grpc::Status refused = second->Finish();
  EXPECT_EQ(refused.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_EQ(DetailOf<google::rpc::QuotaFailure>(refused).violations(0).subject(), "kMaxStreams");
  kept_.questions[0].second(absl::OkStatus());
  first->WritesDone();
  StreamSignalsResponse response;
  EXPECT_TRUE(first->Read(&response));
  EXPECT_TRUE(first->Finish().ok());
}

TEST_F(KeptStream, AnAnswerThatFailsEndsTheStream) {
  Serve(1);
  grpc::ClientContext context;
  auto stream = OpenStream(channel_.get(), &context);
  ASSERT_TRUE(stream->Write(StreamSignalsRequest()));
  AwaitQuestions(1);
  kept_.questions[0].second(LimitExceeded("kMaxWriterQueueSignals", "full", absl::Seconds(1)));
  const grpc::Status status = stream->Finish();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_EQ(DetailOf<google::rpc::RetryInfo>(status).retry_delay().seconds(), 1);
}

}  // namespace
}  // namespace parallax::server
