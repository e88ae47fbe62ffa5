// How a handler is bound to a method of the API. A handler is a free function over messages;
// nothing here knows gRPC, so that another door (a gateway) can call the same table.
#ifndef PARALLAX_SERVER_ENGINE_METHOD_H_
#define PARALLAX_SERVER_ENGINE_METHOD_H_

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "google/protobuf/message.h"
#include "server/engine/call_context.h"
#include "server/engine/workspace.h"

namespace parallax::server {

using google::protobuf::Message;

// Where a handler runs: on the polling thread (microseconds, never waits), or on the worker pool.
enum class Cost { kShort, kHeavy };

// Called exactly once, from any thread.
using Done = std::function<void(absl::Status)>;

// The answers of a server stream, pulled one at a time as the client takes them.
class Source {
 public:
  enum class Step {
    kMessage,  // `out` holds the next answer
    kEnd,      // there are no more
    kWait,     // none at the moment; the waker is called when there is one
  };

  virtual ~Source() = default;
  // Any thread, one at a time. An error ends the stream with it.
  virtual absl::StatusOr<Step> Next(const CallContext& context, Message* out) = 0;
};
using Waker = std::function<void()>;

// One bidirectional stream: every message has one answer. Answers may be made in any order; they
// are sent in the order of their questions. An error ends the stream after the answers before it.
class Conversation {
 public:
  virtual ~Conversation() = default;
  virtual void Answer(const CallContext& context, const Message& request, Message* response,
                      Done done) = 0;
};

struct Method {
  std::string service;  // "parallax.v1.SignalService"
  std::string name;     // "IngestSignals"
  Cost cost = Cost::kShort;
  int posted = 4;                // requests kept ready for arriving calls
  bool always_admitted = false;  // answers under overload and while draining
  bool overwrites = false;       // writes all of its response, whatever that held before
  const Message* request = nullptr;
  const Message* response = nullptr;

  // Exactly one is set.
  std::function<absl::Status(CallContext&, const Message&, Message*)> unary;
  std::function<void(CallContext&, const Message&, Message*, Done)> async_unary;
  std::function<absl::StatusOr<std::unique_ptr<Source>>(CallContext&, const Message&, const Waker&)>
      stream;
  std::function<std::unique_ptr<Conversation>()> conversation;

  std::string Path() const { return "/" + service + "/" + name; }
};

// The check of requests that name a workspace, before their handler sees them.
template <class Request>
absl::Status TakeWorkspace(CallContext& context, const Request& request) {
  if constexpr (requires { request.workspace(); }) {
    auto workspace = CheckWorkspace(request.workspace());
    if (!workspace.ok()) return workspace.status();
    context.workspace = *workspace;
  }
  return absl::OkStatus();
}

template <class Request, class Response>
Method Describe(std::string service, std::string name, Cost cost) {
  Method method;
  method.service = std::move(service);
  method.name = std::move(name);
  method.cost = cost;
  method.request = &Request::default_instance();
  method.response = &Response::default_instance();
  return method;
}

template <class Request, class Response>
Method Unary(std::string service, std::string name, Cost cost,
             absl::Status (*handler)(const CallContext&, const Request&, Response*)) {
  Method method = Describe<Request, Response>(std::move(service), std::move(name), cost);
  method.unary = [handler](CallContext& context, const Message& request, Message* response) {
    const auto& typed = static_cast<const Request&>(request);
    if (absl::Status status = TakeWorkspace(context, typed); !status.ok()) return status;
    return handler(context, typed, static_cast<Response*>(response));
  };
  return method;
}

// A handler that answers later. Request, response and context live until `done`.
template <class Request, class Response>
Method AsyncUnary(std::string service, std::string name,
                  void (*handler)(const CallContext&, const Request&, Response*, Done)) {
  Method method = Describe<Request, Response>(std::move(service), std::move(name), Cost::kShort);
  method.async_unary = [handler](CallContext& context, const Message& request, Message* response,
                                 Done done) {
    const auto& typed = static_cast<const Request&>(request);
    if (absl::Status status = TakeWorkspace(context, typed); !status.ok()) {
      done(std::move(status));
      return;
    }
    handler(context, typed, static_cast<Response*>(response), std::move(done));
  };
  return method;
}

// The request lives as long as the source.
template <class Request, class Response>
Method ServerStream(std::string service, std::string name, Cost cost,
                    absl::StatusOr<std::unique_ptr<Source>> (*open)(const CallContext&,
                                                                    const Request&, const Waker&)) {
  Method method = Describe<Request, Response>(std::move(service), std::move(name), cost);
  method.stream = [open](CallContext& context, const Message& request,
                         const Waker& waker) -> absl::StatusOr<std::unique_ptr<Source>> {
    const auto& typed = static_cast<const Request&>(request);
    if (absl::Status status = TakeWorkspace(context, typed); !status.ok()) return status;
    return open(context, typed, waker);
  };
  return method;
}

template <class Request, class Response>
Method Bidi(std::string service, std::string name,
            std::function<std::unique_ptr<Conversation>()> open) {
  Method method = Describe<Request, Response>(std::move(service), std::move(name), Cost::kShort);
  method.conversation = std::move(open);
  return method;
}

}  // namespace parallax::server

#endif  // PARALLAX_SERVER_ENGINE_METHOD_H_
