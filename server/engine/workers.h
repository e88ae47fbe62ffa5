// Threads for handlers that take longer than the polling thread may be held.
#ifndef PARALLAX_SERVER_ENGINE_WORKERS_H_
#define PARALLAX_SERVER_ENGINE_WORKERS_H_

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace parallax::server {

// Thread-safe. What is queued is bounded by admission: every task belongs to an admitted call.
class Workers {
 public:
  explicit Workers(int threads);
  ~Workers();  // runs what is queued, then ends
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  void Submit(std::function<void()> task);

 private:
  void Run();

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> tasks_;
  bool closing_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace parallax::server

#endif  // PARALLAX_SERVER_ENGINE_WORKERS_H_
