// Provinces of addresses, and the steps of a chart.
#include "domain/statistics/statistics.hpp"

#include <gtest/gtest.h>

#include <set>

#include "domain/order/province.hpp"

namespace fenrun {
namespace {

TEST(Province, is_what_the_address_begins_with) {
  EXPECT_EQ(province_of_address("广东省深圳市南山区科技园"), 44);
  EXPECT_EQ(province_of_address("广东 深圳市"), 44);
  EXPECT_EQ(province_of_address(" 北京市朝阳区"), 11);
  EXPECT_EQ(province_of_address("中国上海市"), 31);
  EXPECT_EQ(province_of_address("内蒙古自治区呼和浩特市"), 15);
  EXPECT_EQ(province_of_address("新疆维吾尔自治区"), 65);
  EXPECT_EQ(province_of_address("陕西省西安市"), 61);
  EXPECT_EQ(province_of_address("山西省太原市"), 14);
  EXPECT_EQ(province_of_address("香港特别行政区"), 81);
}

TEST(Province, of_any_other_address_is_not_known) {
  for (const char* address :
       {"", " ", "深圳市广东省", "Shenzhen", "广", "中国", "北京西路 88 号", "海南藏族自治州共和县"})
    EXPECT_EQ(province_of_address(address), 0) << address;
}

TEST(Province, there_are_thirty_four_each_with_a_code_of_its_own) {
  std::set<int> codes;
  for (const ProvinceRow& row : provinces()) {
    codes.insert(row.code);
    EXPECT_EQ(province_of_address(row.zh), row.code) << row.en;
  }
  EXPECT_EQ(codes.size(), 34U);
}

TEST(Statistics, days_are_numbers_and_back) {
  const BillDay day{std::chrono::year{2028} / 2 / 29};
  EXPECT_EQ(day_number(day), 20'280'229);
  EXPECT_EQ(day_from_number(20'280'229), day);
}

TEST(Statistics, a_week_begins_on_monday) {
  const BillDay monday{std::chrono::year{2026} / 11 / 16};
  for (int i = 0; i < 7; ++i) EXPECT_EQ(step_start(monday + std::chrono::days(i), Step::week), monday) << i;
  EXPECT_EQ(step_start(monday + std::chrono::days(7), Step::week), monday + std::chrono::days(7));
}

}  // namespace
}  // namespace fenrun
