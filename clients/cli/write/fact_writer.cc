#include "clients/cli/write/fact_writer.h"

#include <deque>
#include <thread>

#include "absl/hash/hash.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "clients/cli/write/retry.h"

namespace parallax::cli {
namespace {

constexpr std::size_t kWorkers = 16;
constexpr std::size_t kQueuedSets = 64;  // a worker

}  // namespace

bool IsItemFailure(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kNotFound:
    case absl::StatusCode::kAlreadyExists:
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kOutOfRange:
    case absl::StatusCode::kAborted:
      return true;
    default:
      return false;
  }
}

struct FactWriter::State {
  struct Lane {
    std::deque<FactSet> queue;
    bool busy = false;
  };

  State(Client& client_in, std::string workspace_in, OnReject on_reject_in)
      : client(client_in), workspace(std::move(workspace_in)), on_reject(std::move(on_reject_in)) {}

  // Writes one set. Returns what stops everything; an item's own failure is reported and the set
  // goes on.
  absl::Status Write(const FactSet& set) {
    if (set.facts) {
      api::UpdateAccountRequest request;
      request.set_workspace(workspace);
      *request.mutable_account() = *set.facts;
      request.set_allow_missing(true);
      api::UpdateAccountResponse response;
      absl::Status status = WithRetry([&] { return client.UpdateAccount(request, response); });
      status = Note(set, "account", status, response.revision(), &FactTally::accounts);
      if (!status.ok()) return status;
    }
    for (const api::Decision& decision : set.decisions) {
      api::UpsertDecisionRequest request;
      request.set_workspace(workspace);
      *request.mutable_decision() = decision;
      api::UpsertDecisionResponse response;
      absl::Status status = WithRetry([&] { return client.UpsertDecision(request, response); });
      status = Note(set, absl::StrCat("decision ", decision.id()), status, response.revision(),
                    &FactTally::decisions);
      if (!status.ok()) return status;
    }
    for (const api::Stakeholder& stakeholder : set.stakeholders) {
      api::UpsertStakeholderRequest request;
      request.set_workspace(workspace);
      request.set_account(set.account);
      *request.mutable_stakeholder() = stakeholder;
      api::UpsertStakeholderResponse response;
      absl::Status status = WithRetry([&] { return client.UpsertStakeholder(request, response); });
      status = Note(set, absl::StrCat("stakeholder ", stakeholder.id()), status,
                    response.revision(), &FactTally::stakeholders);
      if (!status.ok()) return status;
    }
    return absl::OkStatus();
  }

  absl::Status Note(const FactSet& set, absl::string_view what, const absl::Status& status,
                    std::uint64_t revision, std::uint64_t FactTally::*count) {
    absl::MutexLock lock(&mutex);
    if (status.ok()) {
      ++(tally.*count);
      tally.revision = std::max(tally.revision, revision);
      return status;
    }
    if (!IsItemFailure(status)) return status;
    ++tally.rejected;
    on_reject(set.origin, absl::StrCat(what, ": ", std::string(status.message())));
    return absl::OkStatus();
  }

  void Work(Lane& lane) {
    auto ready = [&] {
      mutex.AssertReaderHeld();
      return !lane.queue.empty() || closed;
    };
    for (;;) {
      FactSet set;
      {
        absl::MutexLock lock(&mutex);
        mutex.Await(absl::Condition(&ready));
        if (lane.queue.empty()) return;
        set = std::move(lane.queue.front());
        lane.queue.pop_front();
        if (!failure.ok()) continue;  // the rest is not tried
        lane.busy = true;
      }
      const absl::Status status = Write(set);
      absl::MutexLock lock(&mutex);
      lane.busy = false;
      if (!status.ok() && failure.ok()) failure = status;
    }
  }

  Client& client;
  const std::string workspace;
  const OnReject on_reject;
  mutable absl::Mutex mutex;
  std::vector<Lane> lanes = std::vector<Lane>(kWorkers);
  FactTally tally;
  absl::Status failure;
  bool closed = false;
  std::vector<std::thread> threads;
};

FactWriter::FactWriter(Client& client, std::string workspace, OnReject on_reject)
    : state_(std::make_unique<State>(client, std::move(workspace), std::move(on_reject))) {
  for (State::Lane& lane : state_->lanes) {
    state_->threads.emplace_back([this, &lane] { state_->Work(lane); });
  }
}

FactWriter::~FactWriter() {
  {
    absl::MutexLock lock(&state_->mutex);
    state_->closed = true;
  }
  for (std::thread& thread : state_->threads) thread.join();
}

void FactWriter::Submit(FactSet set) {
  State::Lane& lane = state_->lanes[absl::HashOf(set.account) % kWorkers];
  auto room = [&lane] { return lane.queue.size() < kQueuedSets; };
  absl::MutexLock lock(&state_->mutex);
  state_->mutex.Await(absl::Condition(&room));
  lane.queue.push_back(std::move(set));
}

absl::Status FactWriter::Drain() {
  auto idle = [this] {
    for (const State::Lane& lane : state_->lanes) {
      if (lane.busy || !lane.queue.empty()) return false;
    }
    return true;
  };
  absl::MutexLock lock(&state_->mutex);
  state_->mutex.Await(absl::Condition(&idle));
  return state_->failure;
}

absl::Status FactWriter::failure() const {
  absl::MutexLock lock(&state_->mutex);
  return state_->failure;
}

FactTally FactWriter::tally() const {
  absl::MutexLock lock(&state_->mutex);
  return state_->tally;
}

}  // namespace parallax::cli
