#include "core/store/sqlite/writer.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "core/base/errors.h"

namespace parallax::sqlite {
namespace {

constexpr absl::Duration kRetryUpkeep = absl::Seconds(1);  // a full disk may have room again
// A caller that waits for its answer before it sends the next batch leaves gaps, which are not the
// time for work that can wait.
constexpr absl::Duration kIdleAfter = absl::Milliseconds(50);

}  // namespace

Writer::Writer(std::unique_ptr<Committer> committer, std::size_t max_queued_signals)
    : committer_(std::move(committer)),
      max_queued_signals_(max_queued_signals),
      thread_([this] { Run(); }) {}

Writer::~Writer() {
  Close();
  {
    absl::MutexLock lock(&mutex_);
    stop_ = true;
  }
  thread_.join();
}

void Writer::Push(Job job) {
  const std::size_t signals = SignalsOf(job);
  auto queued = std::make_unique<Job>(std::move(job));
  absl::MutexLock lock(&mutex_);
  if (closing_) {
    Fail(*queued, ShuttingDown());
    refused_.push_back(std::move(queued));
  } else if (queued_signals_ + signals > max_queued_signals_) {
    Fail(*queued, LimitExceeded("kMaxWriterQueueSignals",
                                absl::StrCat("the disk cannot keep up: ", queued_signals_,
                                             " signals wait for it and at most ",
                                             max_queued_signals_, " may; nothing was stored"),
                                absl::Milliseconds(100)));
    refused_.push_back(std::move(queued));
  } else {
    queued_signals_ += signals;
    queue_.push_back(std::move(queued));
  }
}

std::size_t Writer::queued_signals() const {
  absl::MutexLock lock(&mutex_);
  return queued_signals_;
}

void Writer::Close() {
  absl::MutexLock lock(&mutex_);
  closing_ = true;
  mutex_.Await(absl::Condition(&closed_));
}

std::unique_ptr<Job> Writer::Pop() {
  absl::MutexLock lock(&mutex_);
  if (queue_.empty() || IsAlone(*queue_.front())) return nullptr;
  std::unique_ptr<Job> job = std::move(queue_.front());
  queue_.pop_front();
  return job;
}

template <typename Kind>
bool Writer::NextIs() const {
  absl::MutexLock lock(&mutex_);
  return !queue_.empty() && std::holds_alternative<Kind>(*queue_.front());
}

void Writer::StepBackup() {
  std::unique_ptr<Job> job;
  {
    absl::MutexLock lock(&mutex_);
    job = std::move(queue_.front());
    queue_.pop_front();
  }
  committer_->Backup(std::get<BackupJob>(*job));
  Answer(*job);
}

void Writer::EraseAll() {
  Jobs erased;
  while (NextIs<EraseJob>()) {
    absl::MutexLock lock(&mutex_);
    erased.push_back(std::move(queue_.front()));
    queue_.pop_front();
  }
  for (std::unique_ptr<Job>& job : erased) committer_->Erase(std::get<EraseJob>(*job));
  const absl::Status purged = committer_->must_purge() ? committer_->Purge() : absl::OkStatus();
  for (std::unique_ptr<Job>& job : erased) {
    if (!purged.ok() && std::get<EraseJob>(*job).result.ok()) Fail(*job, purged);
    Answer(*job);
  }
}

void Writer::Run() {
  absl::Duration patience = absl::ZeroDuration();
  while (true) {
    Jobs refused;
    bool pending = false;
    bool close = false;
    {
      absl::MutexLock lock(&mutex_);
      mutex_.AwaitWithTimeout(absl::Condition(this, &Writer::Busy), patience);
      refused.swap(refused_);
      pending = !queue_.empty();
      close = closing_ && !closed_ && !pending;
      if (stop_ && !pending && refused.empty()) return;
    }
    for (std::unique_ptr<Job>& job : refused) Answer(*job);
    if (NextIs<EraseJob>()) {
      EraseAll();
      patience = absl::ZeroDuration();
    } else if (NextIs<BackupJob>()) {
      StepBackup();
      patience = absl::ZeroDuration();
    } else if (pending) {
      Committer::Committed committed = committer_->Commit([this] { return Pop(); });
      {
        absl::MutexLock lock(&mutex_);
        for (const std::unique_ptr<Job>& job : committed.jobs) queued_signals_ -= SignalsOf(*job);
      }
      for (std::unique_ptr<Job>& job : committed.jobs) Answer(*job);
      if (upkeep_.ok() || absl::Now() >= retry_upkeep_) {
        Note(committer_->upkeep().KeepPace(committed.bytes));
      }
      idle_at_ = absl::Now() + kIdleAfter;
      patience = absl::ZeroDuration();
    } else if (close) {
      CloseFile();
      patience = absl::InfiniteDuration();
    } else {
      patience = Maintain();
    }
  }
}

absl::Duration Writer::Maintain() {
  if (committer_ == nullptr) return absl::InfiniteDuration();
  const bool compact = committer_->upkeep().HasWork();
  const bool purge = committer_->must_purge() && !committer_->purge_met_damage();
  if (!compact && !purge) return absl::InfiniteDuration();
  const absl::Time next = upkeep_.ok() ? idle_at_ : retry_upkeep_;
  if (const absl::Time now = absl::Now(); now < next) return next - now;
  // In turn, so that one that cannot get on does not keep the other from it.
  purge_next_ = purge && (!compact || !purge_next_);
  Note(purge_next_ ? committer_->Purge() : committer_->upkeep().Step());
  return upkeep_.ok() ? absl::ZeroDuration() : kRetryUpkeep;
}

void Writer::Note(absl::Status upkeep) {
  // What failed keeps its place and is tried again later; nothing that was acknowledged depends on
  // it.
  upkeep_ = std::move(upkeep);
  if (!upkeep_.ok()) retry_upkeep_ = absl::Now() + kRetryUpkeep;
}

void Writer::CloseFile() {
  committer_->upkeep().Finish().IgnoreError();  // the next open reads the write-ahead log as well
  committer_.reset();
  absl::MutexLock lock(&mutex_);
  closed_ = true;
}

}  // namespace parallax::sqlite
