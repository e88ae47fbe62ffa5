// Load on a running server, for run.py: prints one JSON object.
//
//   bench_client ADDRESS seed --accounts N --signals PER_ACCOUNT
//   bench_client ADDRESS echo|interpret --calls N --in-flight K --gap-ms G
//   bench_client ADDRESS history|points --calls N
//   bench_client ADDRESS ingest --signals N --accounts N --batch 500 --offset N
#include <grpcpp/grpcpp.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <memory>
#include <numeric>
#include <string>
#include <thread>
#include <vector>

#include "grpc/health/v1/health.grpc.pb.h"
#include "parallax/v1/interpretation_service.grpc.pb.h"
#include "parallax/v1/signal_service.grpc.pb.h"
#include "tests/bench/generate.h"

namespace parallax::bench {
namespace {

using Clock = std::chrono::steady_clock;

double Seconds(Clock::duration d) { return std::chrono::duration<double>(d).count(); }

void ToTimestamp(Time time, google::protobuf::Timestamp* out) {
  out->set_seconds(time / kSecond);
  out->set_nanos(static_cast<int>(time % kSecond));
}

void ToProto(const Signal& s, v1::Signal* out) {
  out->set_account(s.account);
  out->set_decision(s.decision);
  out->set_source(s.source);
  out->set_source_event_id(s.source_event_id);
  out->set_kind(s.kind);
  ToTimestamp(s.occurred_at, out->mutable_occurred_at());
  ToTimestamp(s.available_at, out->mutable_available_at());
  out->set_stakeholder(s.stakeholder);
  for (const std::string& p : s.participants) out->add_participants(p);
  out->set_initiator(static_cast<v1::Initiator>(s.initiator));
  for (const auto& [key, value] : s.attributes) {
    (*out->mutable_attributes())[key].set_string_value(std::get<std::string>(value));
  }
}

// One call in the air. Interpret asks for a different as_of each time, so that no cache of answers
// could serve it.
struct Calls {
  std::unique_ptr<grpc::health::v1::Health::Stub> health;
  std::unique_ptr<v1::InterpretationService::Stub> interpretation;
  bool echo = false;

  v1::InterpretRequest Question(std::uint64_t n) const {
    v1::InterpretRequest request;
    request.set_account("acct-0");
    request.set_decision("d-1");
    request.set_lens("saas");
    request.set_view(v1::VIEW_BASIC);
    ToTimestamp(kFirstDay + 400 * kDay + static_cast<Time>(n % 100'000) * kSecond,
                request.mutable_as_of());
    return request;
  }

  grpc::Status Blocking(std::uint64_t n) {
    grpc::ClientContext context;
    if (echo) {
      grpc::health::v1::HealthCheckResponse response;
      return health->Check(&context, {}, &response);
    }
    v1::InterpretResponse response;
    return interpretation->Interpret(&context, Question(n), &response);
  }
};

struct InFlight {
  grpc::ClientContext context;
  grpc::Status status;
  grpc::health::v1::HealthCheckResponse echo_response;
  v1::InterpretResponse response;
  std::unique_ptr<grpc::ClientAsyncResponseReader<grpc::health::v1::HealthCheckResponse>>
      echo_reader;
  std::unique_ptr<grpc::ClientAsyncResponseReader<v1::InterpretResponse>> reader;
};

int Fail(const grpc::Status& status) {
  std::fprintf(stderr, "call failed: %d %s\n", status.error_code(), status.error_message().c_str());
  return 1;
}

int Latency(Calls& calls, int count, int gap_ms) {
  std::vector<double> micros;
  for (int i = -std::min(count / 10, 200); i < count; ++i) {  // the first tenth warms up
    if (gap_ms > 0) std::this_thread::sleep_for(std::chrono::milliseconds(gap_ms));
    const auto start = Clock::now();
    if (const grpc::Status status = calls.Blocking(static_cast<std::uint64_t>(i + 1000));
        !status.ok())
      return Fail(status);
    if (i >= 0) micros.push_back(Seconds(Clock::now() - start) * 1e6);
  }
  std::sort(micros.begin(), micros.end());
  std::printf("{\"p50_us\": %.2f, \"p99_us\": %.2f, \"calls\": %d}\n", micros[micros.size() / 2],
              micros[micros.size() * 99 / 100], count);
  return 0;
}

int Throughput(Calls& calls, int count, int in_flight) {
  grpc::CompletionQueue queue;
  std::uint64_t issued = 0;
  const auto issue = [&] {
    auto* call = new InFlight;  // owned by the queue until its tag comes back
    if (calls.echo) {
      call->echo_reader = calls.health->AsyncCheck(&call->context, {}, &queue);
      call->echo_reader->Finish(&call->echo_response, &call->status, call);
    } else {
      call->reader =
          calls.interpretation->AsyncInterpret(&call->context, calls.Question(issued), &queue);
      call->reader->Finish(&call->response, &call->status, call);
    }
    ++issued;
  };
  const auto start = Clock::now();
  for (int i = 0; i < in_flight; ++i) issue();
  void* tag = nullptr;
  bool ok = false;
  for (int done = 0; done < count && queue.Next(&tag, &ok); ++done) {
    const std::unique_ptr<InFlight> call(static_cast<InFlight*>(tag));
    if (!call->status.ok()) return Fail(call->status);
    if (issued < static_cast<std::uint64_t>(count)) issue();
  }
  const double seconds = Seconds(Clock::now() - start);
  std::printf("{\"calls_per_second\": %.1f, \"calls\": %d, \"in_flight\": %d}\n", count / seconds,
              count, in_flight);
  return 0;
}

// Two years of one account, a reading a week: by one GetHistory, or by one Interpret a point. Each
// time other moments, so that no cache of answers could serve it.
int History(v1::InterpretationService::Stub& stub, int count, bool one_by_one) {
  constexpr int kPoints = 104;
  const auto read = [&](int n) {
    const Time to = kFirstDay + 728 * kDay + n * kSecond;
    v1::InterpretRequest question;
    question.set_account("acct-0");
    question.set_decision("d-1");
    question.set_lens("saas");
    for (int i = 0; one_by_one && i < kPoints; ++i) {
      ToTimestamp(to - (kPoints - 1 - i) * 7 * kDay, question.mutable_as_of());
      grpc::ClientContext context;
      v1::InterpretResponse response;
      if (const auto status = stub.Interpret(&context, question, &response); !status.ok()) {
        return status;
      }
    }
    if (one_by_one) return grpc::Status::OK;
    v1::GetHistoryRequest request;
    request.set_account(question.account());
    request.set_decision(question.decision());
    request.set_lens(question.lens());
    ToTimestamp(to - (kPoints - 1) * 7 * kDay, request.mutable_from());
    ToTimestamp(to, request.mutable_to());
    grpc::ClientContext context;
    v1::GetHistoryResponse response;
    const grpc::Status status = stub.GetHistory(&context, request, &response);
    if (status.ok() && response.points_size() != kPoints) {
      return grpc::Status(grpc::StatusCode::INTERNAL, "not as many points as asked");
    }
    return status;
  };
  std::vector<double> micros;
  for (int i = -1; i < count; ++i) {  // the first warms up
    const auto start = Clock::now();
    if (const grpc::Status status = read(i + 1); !status.ok()) return Fail(status);
    if (i >= 0) micros.push_back(Seconds(Clock::now() - start) * 1e6);
  }
  std::sort(micros.begin(), micros.end());
  std::printf("{\"p50_us\": %.2f, \"calls\": %d}\n", micros[micros.size() / 2], count);
  return 0;
}

// Sends batches with up to `in_flight` in the air; returns seconds, or a negative number on
// failure.
template <typename MakeNth>
double Ingest(v1::SignalService::Stub& stub, std::uint64_t count, int batch, int in_flight,
              const MakeNth& make) {
  struct Call {
    grpc::ClientContext context;
    grpc::Status status;
    v1::IngestSignalsResponse response;
    std::unique_ptr<grpc::ClientAsyncResponseReader<v1::IngestSignalsResponse>> reader;
    std::uint64_t size = 0;
  };
  grpc::CompletionQueue queue;
  std::uint64_t next = 0;
  v1::IngestSignalsRequest request;
  const auto issue = [&] {
    request.clear_signals();
    auto call = std::make_unique<Call>();
    for (int i = 0; i < batch && next < count; ++i, ++next)
      ToProto(make(next), request.add_signals());
    call->size = static_cast<std::uint64_t>(request.signals_size());
    call->reader = stub.AsyncIngestSignals(&call->context, request, &queue);
    Call* raw = call.release();  // owned by the queue until its tag comes back
    raw->reader->Finish(&raw->response, &raw->status, raw);
  };
  const auto start = Clock::now();
  int outstanding = 0;
  for (; outstanding < in_flight && next < count; ++outstanding) issue();
  void* tag = nullptr;
  bool ok = false;
  while (outstanding > 0 && queue.Next(&tag, &ok)) {
    const std::unique_ptr<Call> call(static_cast<Call*>(tag));
    --outstanding;
    if (!call->status.ok() || call->response.accepted() != call->size) {
      Fail(call->status);
      std::fprintf(stderr, "accepted %u of %lu\n", call->response.accepted(),
                   static_cast<unsigned long>(call->size));
      return -1;
    }
    if (next < count) {
      issue();
      ++outstanding;
    }
  }
  return Seconds(Clock::now() - start);
}

}  // namespace
}  // namespace parallax::bench

int main(int argc, char** argv) {
  using namespace parallax;
  using namespace parallax::bench;
  CLI::App app{"load for tests/bench/run.py"};
  std::string address, mode;
  std::uint64_t signals = 200, accounts = 1, offset = 0;
  int count = 1000, in_flight = 1, gap_ms = 0, batch = 500;
  app.add_option("address", address)->required();
  app.add_option("mode", mode)->required();
  app.add_option("--signals", signals);
  app.add_option("--accounts", accounts);
  app.add_option("--offset", offset, "ingest: the first signal is the offset-th");
  app.add_option("--calls", count);
  app.add_option("--in-flight", in_flight);
  app.add_option("--gap-ms", gap_ms);
  app.add_option("--batch", batch);
  CLI11_PARSE(app, argc, argv);

  const auto channel = grpc::CreateChannel(address, grpc::InsecureChannelCredentials());
  if (mode == "echo" || mode == "interpret") {
    Calls calls{grpc::health::v1::Health::NewStub(channel),
                v1::InterpretationService::NewStub(channel), mode == "echo"};
    return in_flight > 1 ? Throughput(calls, count, in_flight) : Latency(calls, count, gap_ms);
  }
  if (mode == "history" || mode == "points") {
    return History(*v1::InterpretationService::NewStub(channel), count, mode == "points");
  }
  const auto stub = v1::SignalService::NewStub(channel);
  double seconds = -1;
  std::uint64_t total = signals;
  if (mode == "seed") {
    total = signals * accounts;
    seconds = Ingest(*stub, total, batch, 4, [&](std::uint64_t n) {
      return MakeSignal(n / signals, n % signals, 2 * kDay);
    });
  } else if (mode == "ingest") {
    // Account by account in a random order, ids random: the n-th signal belongs to a random
    // account.
    seconds = Ingest(*stub, total, batch, 4, [&](std::uint64_t n) {
      return MakeSignal(Mix(n + offset) % accounts, n + offset, kSecond);
    });
  } else {
    std::fprintf(stderr, "unknown mode %s\n", mode.c_str());
    return 2;
  }
  if (seconds < 0) return 1;
  std::printf("{\"signals_per_second\": %.1f, \"signals\": %lu, \"seconds\": %.3f}\n",
              static_cast<double>(total) / seconds, static_cast<unsigned long>(total), seconds);
  return 0;
}
