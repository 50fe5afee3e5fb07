// What is kept beside a bill that was fetched, and what somebody is told of it.
#include "server/fetched_bill.hpp"

#include <gtest/gtest.h>

#include <string>

#include "base/log.hpp"
#include "base/metrics.hpp"
#include "domain/text.hpp"
#include "tests/server/support/fund_bill_text.hpp"
#include "tests/wechat/pay/support/gzip.hpp"

namespace fenrun::server {
namespace {

using testing::fund_bill_text;

class FetchedBill : public ::testing::Test {
 protected:
  FetchedBill() { log::set_level(log::Level::error); }

  static db::BillFile read(const std::string& text) {
    db::BillFile file;
    read_into(file, {"0a1b", wechat::testing::gzip_of(text)});
    EXPECT_EQ(file.sha1, "0a1b");
    return file;
  }
  // How many bills had unknown columns, as a scraper reads it.
  static int noted() {
    const std::string text = metrics::render();
    const std::string name = "\nfenrun_bill_unknown_columns_total ";
    const auto at = text.find(name);
    return at == std::string::npos ? 0 : std::stoi(text.substr(at + name.size()));
  }

  const int noted_before_ = noted();
};

TEST_F(FetchedBill, has_its_sums_and_no_problem) {
  const auto file = read(fund_bill_text("F2"));
  EXPECT_TRUE(file.is_readable);
  EXPECT_EQ(file.problem, "");
  EXPECT_EQ(file.lines, 2);
  EXPECT_EQ(file.income, Fen{5'000});
  EXPECT_EQ(file.expense, Fen{123});
  EXPECT_EQ(noted(), noted_before_);
}

TEST_F(FetchedBill, names_columns_that_wechat_added_and_counts_as_before) {
  const auto file = read(fund_bill_text("F2", ",币种,汇率", ",`CNY,`1"));
  EXPECT_TRUE(file.is_readable);
  EXPECT_EQ(file.problem, "unknown columns: 币种, 汇率");
  EXPECT_EQ(file.lines, 2);
  EXPECT_EQ(file.income, Fen{5'000});
  EXPECT_EQ(noted(), noted_before_ + 1);
}

TEST_F(FetchedBill, names_as_many_columns_as_there_is_room_for) {
  std::string header;
  std::string fields;
  for (int i = 10; i < 50; ++i) {
    header += ",新增的列" + std::to_string(i);
    fields += ",`x";
  }
  const auto file = read(fund_bill_text("F2", header, fields));
  EXPECT_TRUE(file.problem.starts_with("unknown columns: 新增的列10, 新增的列11, ")) << file.problem;
  EXPECT_EQ(utf8_length(file.problem), 200U);
  EXPECT_EQ(noted(), noted_before_ + 1);
}

TEST_F(FetchedBill, that_cannot_be_read_is_kept_and_says_why) {
  const auto file = read(fund_bill_text(""));
  EXPECT_FALSE(file.is_readable);
  EXPECT_EQ(file.problem, "line 2 has no number");
  EXPECT_EQ(file.lines, 0);
  EXPECT_EQ(noted(), noted_before_);
}

}  // namespace
}  // namespace fenrun::server
