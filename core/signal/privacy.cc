#include "core/signal/privacy.h"

#include <re2/re2.h>
#include <re2/set.h>

#include <memory>
#include <string>

namespace parallax::privacy {
namespace {

re2::StringPiece Piece(std::string_view text) { return {text.data(), text.size()}; }

// Some patterns of the catalog, compiled one by one, and together for the usual case that none is
// found.
class Searcher {
 public:
  explicit Searcher(const std::vector<const catalog::Pattern*>& patterns)
      : any_(RE2::Options(RE2::Quiet), RE2::UNANCHORED) {
    for (const catalog::Pattern* pattern : patterns) {
      patterns_.push_back({pattern, std::make_unique<RE2>(Piece(pattern->regex), RE2::Quiet)});
      any_.Add(Piece(pattern->regex), nullptr);
    }
    any_.Compile();
  }

  Rules Search(std::string_view text) const {
    // The set runs out of memory only on texts far beyond any limit; then each pattern is searched
    // for by itself.
    RE2::Set::ErrorInfo error{RE2::Set::kNoError};
    if (!any_.Match(Piece(text), nullptr, &error) && error.kind == RE2::Set::kNoError) return {};
    Rules found;
    for (const auto& [pattern, regex] : patterns_) {
      if (RE2::PartialMatch(Piece(text), *regex)) found.push_back(pattern);
    }
    return found;
  }

 private:
  struct Compiled {
    const catalog::Pattern* pattern;
    std::unique_ptr<RE2> regex;
  };
  std::vector<Compiled> patterns_;
  RE2::Set any_;
};

struct Searchers {
  static std::vector<const catalog::Pattern*> All(std::span<const catalog::Pattern> patterns) {
    std::vector<const catalog::Pattern*> out;
    for (const catalog::Pattern& pattern : patterns) out.push_back(&pattern);
    return out;
  }
  static std::vector<const catalog::Pattern*> Texts(bool catalog::Pattern::*applies) {
    std::vector<const catalog::Pattern*> out;
    for (const catalog::Pattern& pattern : catalog::Get().privacy_texts) {
      if (pattern.*applies) out.push_back(&pattern);
    }
    return out;
  }

  Searcher keys{All(catalog::Get().privacy_keys)};
  Searcher roles{All(catalog::Get().privacy_roles)};
  Searcher ids{Texts(&catalog::Pattern::ids)};
  Searcher texts{Texts(&catalog::Pattern::text)};
};

const Searchers& Get() {
  static const Searchers* const searchers = new Searchers;
  return *searchers;
}

// Every pattern for ids and text needs an '@' or two digits. privacy_test.cc proves it on texts
// made to match.
bool MayMatch(std::string_view text) {
  int digits = 0;
  for (const char c : text) {
    if (c == '@') return true;
    digits += c >= '0' && c <= '9';
  }
  return digits >= 2;
}

}  // namespace

Rules BrokenByKey(std::string_view key) { return Get().keys.Search(key); }
Rules BrokenByRole(std::string_view role) { return Get().roles.Search(role); }
Rules BrokenById(std::string_view id) { return MayMatch(id) ? Get().ids.Search(id) : Rules(); }
Rules BrokenByText(std::string_view text) {
  return MayMatch(text) ? Get().texts.Search(text) : Rules();
}

}  // namespace parallax::privacy
