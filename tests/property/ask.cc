#include "tests/property/ask.h"

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <map>

#include "core/lens/registry.h"
#include "parallax/abi/types.h"

namespace parallax::property {
namespace {

std::shared_ptr<Lens> Load(std::string_view id) {
  const std::string path =
      std::string(PARALLAX_BINARY_DIR "/lenses/libparallax_") + std::string(id) + ".so";
  // By path, so that sanitizers and profilers name the lens's code.
  auto lens = LoadLens({.path = path, .sha256 = "", .trust = "first_party"}, /*by_path=*/true);
  if (!lens.ok()) {
    std::fprintf(stderr, "%s: %s\n", path.c_str(), lens.status().ToString().c_str());
    std::abort();
  }
  return *lens;
}

}  // namespace

Lens& BundledLens(std::string_view id) {
  static std::map<std::string, std::shared_ptr<Lens>, std::less<>>& lenses =
      *new std::map<std::string, std::shared_ptr<Lens>, std::less<>>();
  auto at = lenses.find(id);
  if (at == lenses.end()) at = lenses.emplace(id, Load(id)).first;
  return *at->second;
}

std::shared_ptr<const Journal> JournalOf(const AccountRecord& record, Time known_at) {
  return ResolveJournal(BuildJournal(record), known_at);
}

std::vector<Interpretation> AskRows(Lens& lens, std::span<const LensRow> rows,
                                    std::span<const Override> overrides) {
  std::vector<Interpretation> out;
  const absl::Status status = lens.Interpret(rows, overrides, kEverything, out);
  if (!status.ok()) {
    Interpretation failed;
    failed.status = PLX_ERROR_INTERNAL;
    failed.error = status.ToString();
    out.assign(rows.size(), failed);
  }
  return out;
}

std::vector<Answer> AskAt(Lens& lens, const Case& asked, std::span<const Time> instants) {
  const std::shared_ptr<const Journal> journal = JournalOf(asked.record, asked.known_at);
  const std::uint32_t decision =
      asked.decision.empty() ? kNone : journal->FindDecision(asked.decision);
  std::vector<LensRow> rows;
  for (const Time at : instants) rows.push_back({journal.get(), decision, at});
  std::vector<Answer> answers;
  for (Interpretation& said : AskRows(lens, rows, asked.overrides)) {
    answers.push_back({journal, std::move(said)});
  }
  return answers;
}

Answer Ask(Lens& lens, const Case& asked) {
  return std::move(AskAt(lens, asked, {&asked.as_of, 1}).front());
}

double Parameter(const Lens& lens, std::span<const Override> overrides, std::string_view path) {
  double value = std::nan("");
  for (const parallax::Parameter& p : lens.parameters()) {
    if (p.path == path) value = std::strtod(p.default_value.c_str(), nullptr);
  }
  for (const Override& o : overrides) {
    if (o.path == path) value = std::strtod(o.value.c_str(), nullptr);
  }
  return value;
}

}  // namespace parallax::property
