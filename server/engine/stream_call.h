// One server-streaming call: answers are pulled from a Source a chunk at a time as the client takes
// them, so that a slow client holds neither a thread nor more than a chunk of answers. Internal to
// server/engine.
#ifndef PARALLAX_SERVER_ENGINE_STREAM_CALL_H_
#define PARALLAX_SERVER_ENGINE_STREAM_CALL_H_

#include <atomic>
#include <memory>
#include <mutex>
#include <vector>

#include "absl/time/time.h"
#include "server/engine/engine_impl.h"

namespace parallax::server {

class StreamCall {
 public:
  StreamCall(EngineImpl& engine, BoundMethod& bound);

  static void Post(EngineImpl& engine, BoundMethod& bound);

 private:
  void Request();
  void Arrived(bool ok);
  void Open();
  void ScheduleFill();
  void Fill();
  void Wake();
  void Ended();
  void WriteNext();
  void Written(bool ok);
  void Finish(const absl::Status& status);
  void Release();

  EngineImpl& engine_;
  BoundMethod& bound_;
  grpc::ServerContext server_context_;
  grpc::ServerAsyncWriter<Message> writer_{&server_context_};
  grpc::ByteBuffer bytes_;
  std::unique_ptr<Message> request_;
  CallContext context_;
  absl::Time started_;
  bool admitted_ = false;
  std::atomic<bool> cancelled_{false};
  std::atomic<int> pending_{2};  // the end of the call and of its last operation

  // Of the chunk; owned by whoever fills or writes, never both at once.
  std::vector<std::unique_ptr<Message>> chunk_;
  std::size_t filled_ = 0, written_ = 0;
  bool headers_sent_ = false;
  bool exhausted_ = false;  // no chunk after this one
  absl::Status end_status_;

  std::mutex mutex_;                // parked_, woken_
  bool parked_ = false;             // the source waits and nothing is being written
  bool woken_ = false;              // woken while not parked
  std::unique_ptr<Source> source_;  // after the mutex its waker takes
  Tag arrived_, wrote_, finished_, ended_;
};

}  // namespace parallax::server

#endif  // PARALLAX_SERVER_ENGINE_STREAM_CALL_H_
