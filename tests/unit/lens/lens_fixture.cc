#include "tests/unit/lens/lens_fixture.h"

#include <limits>

namespace parallax {

Journal SmallJournal() {
  constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
  Journal journal;
  journal.text = std::make_shared<const std::string>("annbobrenewal");
  const std::string_view text = *journal.text;
  journal.account = "acme";
  journal.persons = {text.substr(0, 3), text.substr(3, 3)};
  journal.decisions = {text.substr(6)};
  journal.strings = {text.substr(0, 3)};
  journal.occurred_at = {kDay, 2 * kDay, 3 * kDay};
  journal.kind = {0, 1, 2};
  journal.decision = {0, kNone, 0};
  journal.stakeholder = {0, 1, kNone};
  journal.initiator = {1, 1, 2};
  journal.provenance = {1, 1, 1};
  journal.sentiment = {kNaN, 0.5, kNaN};
  journal.amount = {kNaN, kNaN, 10};
  journal.currency = {kNone, kNone, kNone};
  journal.people_begin = {0, 1, 2, 2};
  journal.people = {0, 1};
  journal.attr_begin = {0, 0, 0, 0};
  journal.people_facts.decisions_begin = {0};
  journal.account_facts.labels_begin = {0};
  return journal;
}

std::string LensFile(const std::string& name) {
  return PARALLAX_BINARY_DIR "/tests/lenses/libparallax_" + name + ".so";
}

absl::StatusOr<std::shared_ptr<Lens>> LoadFixture(const std::string& name) {
  return LoadLens({.path = LensFile(name), .sha256 = "", .trust = "first_party"});
}

std::vector<LensRow> DailyRows(const Journal& journal, int days) {
  std::vector<LensRow> rows;
  for (int day = 1; day <= days; ++day) {
    rows.push_back({.journal = &journal, .decision = kNone, .as_of = day * kDay});
  }
  return rows;
}

}  // namespace parallax
