// The assumptions of a lens, by path: what it lists, overrides laid over (lens-parameters.toml).
#ifndef PARALLAX_TESTS_DIFFERENTIAL_GIVEN_H_
#define PARALLAX_TESTS_DIFFERENTIAL_GIVEN_H_

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/lens/lens.h"

namespace parallax::oracle {

// A row of [weights]: a kind's, or a state term's. A kind without a row weighs nothing.
struct Weights {
  double stance = 0, confidence = 0, closes = 0, cap = 1, momentum = 0;
  double half_life = 1;  // effective days
  bool act = false, session = false, outreach = false, proof_seeking = false, activity = false;
};

class Given {
 public:
  Given(const Lens& lens, std::span<const Override> overrides);

  // The value at a path, which the lens must list.
  double operator()(std::string_view path) const;
  const std::string& Text(std::string_view path) const;
  bool Is(std::string_view path) const { return (*this)(path) != 0; }
  bool Has(std::string_view path) const { return values_.find(path) != values_.end(); }
  // Names of the rows of a group ("committee.roles"), sorted.
  const std::vector<std::string>& Rows(std::string_view group) const;

  // By a kind's id ("sales.objection") or a state term's name ("silence").
  const Weights& weights(std::string_view row) const;

 private:
  std::map<std::string, std::string, std::less<>> values_;
  std::map<std::string, std::vector<std::string>, std::less<>> rows_;
  std::map<std::string, Weights, std::less<>> weights_;
};

}  // namespace parallax::oracle

#endif  // PARALLAX_TESTS_DIFFERENTIAL_GIVEN_H_
