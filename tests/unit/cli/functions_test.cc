// The evidence as each function would ask it, as a page shows it.
#include "clients/cli/render/functions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace parallax::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr Style kWide{.width = 120};

v1::FunctionReading& Add(v1::Interpretation& out, const char* function, double counted,
                         double before) {
  v1::FunctionReading& f = *out.add_functions();
  f.set_function(function);
  f.set_counted(counted);
  f.set_counted_before(before);
  return f;
}

TEST(Functions, SayWhatIsReadBesideWhatIsCounted) {
  v1::Interpretation interpretation;
  Add(interpretation, "marketing", 8, 3).set_reading(37);
  EXPECT_THAT(Functions(interpretation, kWide),
              AllOf(HasSubstr("readiness quality"), HasSubstr("37"), HasSubstr("8, 3 before"),
                    Not(HasSubstr("local win"))));
}

TEST(Functions, NameTheLocalWins) {
  v1::Interpretation interpretation;
  Add(interpretation, "marketing", 8, 3).set_misread(true);
  EXPECT_THAT(Functions(interpretation, kWide),
              HasSubstr("A local win: what marketing counts holds or grows"));
  Add(interpretation, "customer_success", 2, 2).set_misread(true);
  EXPECT_THAT(Functions(interpretation, kWide),
              HasSubstr("A local win: what marketing and customer success count holds or grows"));
}

TEST(Functions, SayNoNumberThatNobodyTold) {
  v1::Interpretation interpretation;
  interpretation.add_functions()->set_function("product");
  EXPECT_THAT(Functions(interpretation, kWide),
              AllOf(HasSubstr("value realization"), HasSubstr("not told"), Not(HasSubstr("0,"))));
  EXPECT_EQ(Functions({}, kWide), "");
}

TEST(Functions, OfANewerServerAreSaidAsTheyCame) {
  v1::Interpretation interpretation;
  Add(interpretation, "partner_sales", 1, 0);
  EXPECT_THAT(Functions(interpretation, kWide), HasSubstr("partner sales"));
}

}  // namespace
}  // namespace parallax::cli
