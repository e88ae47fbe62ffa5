// One bidirectional call: several messages under way, answers in the order of the questions, and no
// read while that many wait, which is how a fast sender is held back. Internal to server/engine.
#ifndef PARALLAX_SERVER_ENGINE_BIDI_CALL_H_
#define PARALLAX_SERVER_ENGINE_BIDI_CALL_H_

#include <array>
#include <atomic>
#include <memory>
#include <mutex>

#include "absl/time/time.h"
#include "server/engine/engine_impl.h"

namespace parallax::server {

class BidiCall {
 public:
  BidiCall(EngineImpl& engine, BoundMethod& bound);

  static void Post(EngineImpl& engine, BoundMethod& bound);

  // Takes no further message; what was taken is answered, then the stream ends with UNAVAILABLE.
  void Drain();

 private:
  struct Slot {
    grpc::ByteBuffer bytes;
    std::unique_ptr<Message> request, response;
    bool answered = false;
    absl::Status status;
  };
  static constexpr std::size_t kUnderWay = 4;  // messages taken and not yet answered

  void Request();
  void Arrived(bool ok);
  void Read(bool ok);
  void Take(std::size_t slot);
  void Answered(std::size_t slot, absl::Status status);
  void Wrote(bool ok);
  // With mutex_ held: starts whatever can be started.
  void Advance();
  void Fail(absl::Status status);
  void Release();

  EngineImpl& engine_;
  BoundMethod& bound_;
  grpc::ServerContext server_context_;
  grpc::ServerAsyncReaderWriter<Message, grpc::ByteBuffer> stream_{&server_context_};
  CallContext context_;
  absl::Time started_;
  std::atomic<bool> cancelled_{false};
  std::atomic<int> pending_{
      1};  // operations and handlers that will still report, and the call's end

  std::mutex mutex_;  // everything below
  std::array<Slot, kUnderWay> slots_;
  std::size_t first_ = 0, taken_ = 0;  // the oldest slot in use, how many are
  bool admitted_ = false;
  bool reading_ = false;    // a read is under way
  bool handing_ = false;    // a message is being handed over; the next read waits for it
  bool writing_ = false;    // a write is under way
  bool no_more_ = false;    // no further message is taken
  bool failed_ = false;     // ends at once, whatever is still unanswered
  bool finishing_ = false;  // the end is under way
  absl::Status end_status_;
  std::unique_ptr<Conversation> conversation_;
  Tag arrived_, read_, wrote_, finished_, ended_;
};

}  // namespace parallax::server

#endif  // PARALLAX_SERVER_ENGINE_BIDI_CALL_H_
