// Questions asked again (model-formulas.md 15).
#include "tests/differential/view.h"

namespace parallax::oracle {
namespace {

std::string Asker(const Event& e) {
  if (!e.signal->stakeholder.empty() || e.people.empty()) return e.signal->stakeholder;
  return e.people.front();
}

}  // namespace

// "Same ref, reopen_of, or same topic after an answer; same person if that person asked any of
// them."
std::vector<Question> Questions(const View& view) {
  std::vector<Question> questions;
  for (const Event* e : view.events) {
    if (!e->Is("sales.question_asked")) continue;
    Question asked{.event = e};
    const std::string_view reopens = e->Text("reopen_of");
    asked.reasked = !reopens.empty();
    for (const Event* earlier : view.events) {
      if (earlier == e) break;
      if (!earlier->Is("sales.question_asked")) continue;
      bool answered = false, after = false;
      for (const Event* between : view.events) {
        if (between == e) break;
        if (between == earlier) after = true;
        answered = answered || (after && between->Is("sales.question_answered") &&
                                between->Text("ref") == earlier->Text("ref") &&
                                view.objects.Taken(*between) != nullptr);
      }
      const bool linked =
          earlier->Text("ref") == e->Text("ref") ||
          (!reopens.empty() &&
           (earlier->Text("ref") == reopens || earlier->Text("reopen_of") == reopens)) ||
          (answered && !e->Text("topic").empty() && earlier->Text("topic") == e->Text("topic"));
      if (!linked) continue;
      asked.reasked = true;
      asked.same = asked.same || (!Asker(*e).empty() && Asker(*earlier) == Asker(*e));
    }
    questions.push_back(asked);
  }
  return questions;
}

}  // namespace parallax::oracle
