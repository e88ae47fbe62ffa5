// The writer thread and the queue before it.
#ifndef PARALLAX_CORE_STORE_SQLITE_WRITER_H_
#define PARALLAX_CORE_STORE_SQLITE_WRITER_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "core/store/sqlite/committer.h"
#include "core/store/sqlite/job.h"

namespace parallax::sqlite {

// Thread-safe.
class Writer {
 public:
  Writer(std::unique_ptr<Committer> committer, std::size_t max_queued_signals);
  ~Writer();

  // Answers the job from the writer's thread, exactly once.
  void Push(Job job);
  std::size_t queued_signals() const;

  // Finishes what is queued and closes the file; jobs that come later are answered UNAVAILABLE.
  // Idempotent.
  void Close();

 private:
  void Run();
  bool Busy() const ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
    return !queue_.empty() || !refused_.empty() || closing_ != closed_ || stop_;
  }
  std::unique_ptr<Job> Pop();  // null at the end of the queue, and before a job that IsAlone
  // Erases all that the front of the queue asks for, one after the other, and makes the file anew
  // once for them all.
  void EraseAll();
  void StepBackup();
  template <typename Kind>
  bool NextIs() const;
  // A piece of upkeep; how long to wait for calls after it.
  absl::Duration Maintain();
  void Note(absl::Status upkeep);
  void CloseFile();

  std::unique_ptr<Committer> committer_;  // the thread's; null once closed
  const std::size_t max_queued_signals_;

  mutable absl::Mutex mutex_;
  std::deque<std::unique_ptr<Job>> queue_ ABSL_GUARDED_BY(mutex_);
  Jobs refused_ ABSL_GUARDED_BY(mutex_);  // failed already, to be answered
  std::size_t queued_signals_ ABSL_GUARDED_BY(mutex_) = 0;
  bool closing_ ABSL_GUARDED_BY(mutex_) = false;
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
  bool stop_ ABSL_GUARDED_BY(mutex_) = false;

  absl::Status upkeep_;  // how the last piece went; the thread's, as the next
  absl::Time retry_upkeep_ = absl::InfinitePast();
  bool purge_next_ = false;
  absl::Time idle_at_ = absl::InfinitePast();
  std::thread thread_;  // last: it uses everything above
};

}  // namespace parallax::sqlite

#endif  // PARALLAX_CORE_STORE_SQLITE_WRITER_H_
