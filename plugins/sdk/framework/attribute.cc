#include "framework/attribute.h"

#include <limits>

namespace parallax::framework {
namespace {

// Its place among the journal's attributes, or PLX_NONE.
std::uint32_t Find(const Fold& fold, std::uint32_t signal, std::string_view key, int type) {
  const plx_journal& j = *fold.journal;
  for (std::uint32_t a = j.attr_begin[signal]; a < j.attr_begin[signal + 1]; ++a) {
    if (j.attr_type[a] == type && fold.Text(j.attr_key[a]) == key) return a;
  }
  return PLX_NONE;
}

}  // namespace

std::string_view TextOf(const Fold& fold, std::uint32_t signal, std::string_view key) {
  const std::uint32_t a = Find(fold, signal, key, PLX_ATTR_STRING);
  return a == PLX_NONE ? std::string_view{} : fold.Text(fold.journal->attr_string[a]);
}

double NumberOf(const Fold& fold, std::uint32_t signal, std::string_view key) {
  const std::uint32_t a = Find(fold, signal, key, PLX_ATTR_NUMBER);
  return a == PLX_NONE ? std::numeric_limits<double>::quiet_NaN() : fold.journal->attr_number[a];
}

}  // namespace parallax::framework
