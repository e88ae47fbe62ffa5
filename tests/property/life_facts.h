// The facts of a life, in versions.
#ifndef PARALLAX_TESTS_PROPERTY_LIFE_FACTS_H_
#define PARALLAX_TESTS_PROPERTY_LIFE_FACTS_H_

#include <string>
#include <vector>

#include "tests/property/life.h"
#include "tests/property/random.h"

namespace parallax::property {

struct DecisionPlan {
  std::string id;
  Time opened, closed;
};
struct Cast {
  std::vector<std::string> people;
  std::vector<DecisionPlan> decisions;
};

void AddFacts(Random& random, const Cast& cast, Time begin, Time end, const LifeOptions& options,
              AccountRecord& record);

}  // namespace parallax::property

#endif  // PARALLAX_TESTS_PROPERTY_LIFE_FACTS_H_
