#include "domain/commission/clawback.hpp"

#include <gtest/gtest.h>

#include "tests/domain/commission/text_table.hpp"

namespace fenrun::testing {
namespace {

TEST(ClawbackTest, every_sequence_of_the_table_takes_back_what_it_says) {
  for (const TableRow& row : read_table("refunds.txt")) {
    Fen refunded;
    Fen clawed;
    std::string takes;
    for (const auto& refund : split(row.text("refunds"), ',')) {
      refunded.value += yuan_from(refund).value;
      const auto take = clawback_of(row.yuan("share"), row.yuan("base"), refunded, clawed);
      ASSERT_TRUE(take) << "row " << row.number;
      clawed.value += take->value;
      takes += (takes.empty() ? "" : ",") + yuan_text(*take);
    }
    EXPECT_EQ(takes, row.text("takes")) << "row " << row.number;
  }
}

TEST(ClawbackTest, more_than_was_paid_cannot_be_refunded) {
  EXPECT_TRUE(clawback_of(Fen{10}, Fen{100}, Fen{101}, Fen{0}).refused_with(kRefundOverBase));
  EXPECT_TRUE(clawback_of(Fen{0}, Fen{0}, Fen{1}, Fen{0}).refused_with(kRefundOverBase));
}

}  // namespace
}  // namespace fenrun::testing
