// Finance closes reports of money that fit no order, and dismisses refunds whose orders will not come.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "tests/server/support/api_server.hpp"
#include "tests/server/support/metric_value.hpp"

namespace fenrun::server::testing {
namespace {

using nlohmann::json;

class ApiOrderTrouble : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { server = std::make_unique<ApiServer>(); }
  static void TearDownTestSuite() { server.reset(); }
  void SetUp() override {
    server->database().empty_tables();
    auto finance_login = server->add_staff("finance", Role::finance);
    finance = server->sign_in(finance_login);
    auto operator_login = server->add_staff("operator", Role::operator_);
    operator_ = server->sign_in(operator_login);
    server->database().run([](db::Tx& tx) -> Result<bool> {
      tx.execute(
          "INSERT INTO order_suspense (dedupe_key, reason, source, out_trade_no, reference, amount_fen, "
          "created_at) "
          "VALUES (UNHEX(SHA2('1', 256)), 'too_large', 'shop-2', 'T-1', 'big1', 100, '2026-11-20 00:00:00'), "
          "(UNHEX(SHA2('2', 256)), 'unknown_order', 'shop-2', 'T-2', 'big2', 200, '2026-11-21 00:00:00')");
      tx.execute(
          "INSERT INTO parked_refund (source, external_no, refund_no, amount_fen, channel_refund_id, "
          "parked_at) "
          "VALUES ('shop-2', 'T-8', 'early1', 100, '', '2026-11-20 00:00:00'), "
          "('shop-2', 'T-9', 'early2', 200, '', '2026-11-21 00:00:00')");
      return true;
    });
  }

  static json items(const std::string& path, const Headers& session) {
    const auto page = server->call("GET", path, "", session);
    EXPECT_EQ(page.status, 200) << page.text;
    return page.body["items"];
  }
  static std::vector<std::string> column(const json& rows, const char* name) {
    std::vector<std::string> seen;
    for (const json& row : rows) seen.push_back(row[name]);
    return seen;
  }
  static ApiReply settle(const std::string& path, const std::string& reason, const Headers& session) {
    return server->send("POST", path, json{{"reason", reason}}, with_key(session));
  }

  Headers finance;
  Headers operator_;
  static inline std::unique_ptr<ApiServer> server;
};

const std::string kSuspense = "/admin/v1/order-suspense";
const std::string kParked = "/admin/v1/parked-refunds";
using Seen = std::vector<std::string>;

TEST_F(ApiOrderTrouble, a_report_is_closed_once_with_a_reason_and_on_record) {
  const json open = items(kSuspense, finance);
  ASSERT_EQ(column(open, "reference"), (Seen{"big2", "big1"}));
  EXPECT_TRUE(open[0]["closed_at"].is_null() && open[0]["closing_reason"].is_null());
  const std::string path = kSuspense + "/" + open[0]["id"].get<std::string>() + "/closing";
  EXPECT_EQ(settle(path, "订单录错", operator_).code(), "caller.no_permission");
  EXPECT_EQ(settle(path, "", finance).status, 400);
  EXPECT_EQ(settle(path, "一行\n两行", finance).status, 400);
  EXPECT_EQ(settle(kSuspense + "/999999/closing", "x", finance).code(), "suspense.not_found");

  const auto closed = settle(path, "对方店铺录错单号，已线下更正", finance);
  ASSERT_EQ(closed.status, 200) << closed.text;
  EXPECT_EQ(closed.body["closed_by"], "finance");
  EXPECT_EQ(settle(path, "再来一次", finance).code(), "suspense.closed");
  EXPECT_EQ(column(items(kSuspense, finance), "reference"), Seen{"big1"});
  EXPECT_EQ(column(items(kSuspense + "?reason=unknown_order", finance), "reference"), Seen{});
  const json ended = items(kSuspense + "?state=closed", operator_);
  ASSERT_EQ(column(ended, "reference"), Seen{"big2"});
  EXPECT_EQ(ended[0], closed.body) << "what the deed answered is what the list shows";
  EXPECT_EQ(column(items(kSuspense + "?state=closed&reason=unknown_order", finance), "reference"),
            Seen{"big2"});

  auto auditor_login = server->add_staff("auditor", Role::auditor);
  const auto auditor = server->sign_in(auditor_login);
  const json deeds =
      items("/admin/v1/audit-log?object=order_suspense:" + open[0]["id"].get<std::string>(), auditor);
  ASSERT_EQ(deeds.size(), 1U) << deeds;
  EXPECT_EQ(deeds[0]["action"], "order_suspense.close");
}

TEST_F(ApiOrderTrouble, a_dismissed_refund_waits_no_longer) {
  const json waiting = items(kParked, finance);
  ASSERT_EQ(column(waiting, "refund_no"), (Seen{"early1", "early2"}));
  const std::string path = kParked + "/" + waiting[0]["id"].get<std::string>() + "/dismissal";
  EXPECT_EQ(settle(path, "订单不会来", operator_).code(), "caller.no_permission");
  EXPECT_EQ(settle(kParked + "/999999/dismissal", "x", finance).code(), "parked_refund.not_found");
  EXPECT_EQ(settle(path, "对方确认没有这个订单", finance).status, 204);
  EXPECT_EQ(settle(path, "再来一次", finance).code(), "parked_refund.settled");
  EXPECT_EQ(column(items(kParked, finance), "refund_no"), Seen{"early2"});
}

TEST_F(ApiOrderTrouble, of_two_people_at_once_one_closes_it) {
  const std::string path =
      kSuspense + "/" + items(kSuspense, finance)[0]["id"].get<std::string>() + "/closing";
  std::vector<std::string> outcomes(4);
  {
    std::vector<std::jthread> people;
    for (std::string& outcome : outcomes)
      people.emplace_back([&] {
        const auto answer = settle(path, "同时处理", finance);
        outcome = answer.status == 200 ? "closed" : answer.code();
      });
  }
  EXPECT_EQ(std::ranges::count(outcomes, "closed"), 1) << ::testing::PrintToString(outcomes);
  EXPECT_EQ(std::ranges::count(outcomes, "suspense.closed"), 3) << ::testing::PrintToString(outcomes);
}

// Counted from the rows, whoever wrote them: the keeper looks every thirty rounds.
TEST_F(ApiOrderTrouble, what_nobody_has_settled_is_a_metric) {
  const auto becomes = [](const std::string& series, double wanted) {
    for (int i = 0; i < 400 && metric_value(series) != wanted; ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    return metric_value(series) == wanted;
  };
  EXPECT_TRUE(becomes("fenrun_order_suspense_open", 2));
  EXPECT_TRUE(becomes("fenrun_refunds_parked", 2));
  EXPECT_GT(metric_value("fenrun_order_suspense_oldest_seconds"), 0);
  const std::string report = items(kSuspense, finance)[0]["id"];
  const std::string refund = items(kParked, finance)[0]["id"];
  ASSERT_EQ(settle(kSuspense + "/" + report + "/closing", "已核实", finance).status, 200);
  ASSERT_EQ(settle(kParked + "/" + refund + "/dismissal", "已核实", finance).status, 204);
  EXPECT_TRUE(becomes("fenrun_order_suspense_open", 1));
  EXPECT_TRUE(becomes("fenrun_refunds_parked", 1));
}

}  // namespace
}  // namespace fenrun::server::testing
