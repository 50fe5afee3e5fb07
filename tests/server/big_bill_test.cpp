// A bill of a big day is gone through without being held, whatever its length.
#include <gtest/gtest.h>
#include <malloc.h>

#include <algorithm>
#include <cstddef>
#include <string>

#include "server/bill_lines.hpp"
#include "tests/server/support/fund_bill_text.hpp"
#include "tests/wechat/pay/support/gzip.hpp"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
// Of <sanitizer/allocator_interface.h>, which gcc does not bring.
extern "C" std::size_t __sanitizer_get_current_allocated_bytes();  // NOLINT(bugprone-reserved-identifier)
#endif

namespace fenrun::server {
namespace {

constexpr std::int64_t kLines = 100'000;
constexpr std::size_t kHeldMax = 1U << 20U;

// Bytes on the heap that nobody has freed; a sanitizer has a heap of its own.
std::size_t heap_bytes() {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  return __sanitizer_get_current_allocated_bytes();
#else
  const auto heap = mallinfo2();
  return heap.uordblks + heap.hblkhd;
#endif
}

std::string packed_bill() {
  std::string text = testing::kFundBillHeader;
  text += "\r\n";
  for (std::int64_t line = 1; line <= kLines; ++line) {
    text += "`2026-01-02 09:00:00,`13300000710099999118202005070" + std::to_string(line) + ",`F" +
            std::to_string(line) + ",`商家转账,`商家转账,`支出,`1.23,`98.77,`system,`推广佣金,`WD20260102" +
            std::to_string(line) + "\r\n";
  }
  text += testing::kFundBillTotals;
  text += "`100000.0,`0.0,`0.00,`100000.0,`123000.00\r\n";
  EXPECT_GT(text.size(), 14 * kHeldMax) << "or the limit below says nothing";
  return wechat::testing::gzip_of(text);
}

TEST(BigBill, a_hundred_thousand_lines_are_read_and_less_than_a_mebibyte_is_held) {
  const std::string packed = packed_bill();
  const std::size_t before = heap_bytes();
  {
    const std::string held(4 * kHeldMax, 'x');
    ASSERT_GE(heap_bytes(), before + held.size()) << "the heap is not measured";
  }
  std::int64_t seen = 0;
  std::size_t most = 0;
  const auto sums = walk_bill_lines(BillKind::operation, packed, [&](const BillLine& line) {
    ++seen;
    if (seen % 1'000 != 1) return;
    EXPECT_EQ(line.fund_number, "F" + std::to_string(seen));
    most = std::max(most, heap_bytes());
  });
  ASSERT_TRUE(sums) << sums.error().internal_note();
  EXPECT_EQ(seen, kLines);
  EXPECT_EQ(sums->lines, kLines);
  EXPECT_EQ(sums->expense, Fen{12'300'000});
  EXPECT_GT(most, 0U);
  EXPECT_LT(most, before + kHeldMax);
}

}  // namespace
}  // namespace fenrun::server
