// What calls share. Built once at start; everything in it is thread-safe.
#ifndef PARALLAX_SERVER_STATE_H_
#define PARALLAX_SERVER_STATE_H_

#include <string>

#include "core/base/time.h"
#include "core/reading/reading.h"

namespace parallax::server {

class AccountLocks;
class Admission;
class HealthBoard;
class RankingCache;

struct State {
  Environment env;
  Admission* admission = nullptr;
  HealthBoard* health = nullptr;
  RankingCache* rankings = nullptr;
  AccountLocks* account_locks = nullptr;
  std::string version;
  Time started_at = kNoTime;
};

}  // namespace parallax::server

#endif  // PARALLAX_SERVER_STATE_H_
