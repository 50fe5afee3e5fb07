// WeChat will not make a refund: two people of finance end it, after WeChat was asked whether it has it.
#include <chrono>
#include <functional>
#include <thread>

#include "domain/order/refund_closing.hpp"
#include "tests/server/support/order_story.hpp"
#include "tests/server/support/shifted_clock.hpp"

namespace fenrun::server::testing {
namespace {

const std::string kClosings = "/admin/v1/refund-closings";
constexpr const char* kRefundPath = "/v3/refund/domestic/refunds";

class ApiRefundClosing : public OrderStory {
 protected:
  static void SetUpTestSuite() {
    start_emulator();
    start_server(options_with_pay(&clock));
  }
  void SetUp() override {
    OrderStory::SetUp();
    emulator->clear_faults();
    auto login = server->add_staff("finance-2", Role::finance);
    second = server->sign_in(login);
    order = place_paid();
    emulator->add_fault("error_before", kRefundPath, 100,
                        {{"http_status", 403}, {"code", "USER_ACCOUNT_ABNORMAL"}});
    sent_before = emulator->requests(kRefundPath).size();
  }

  static bool comes_true(const std::function<bool()>& is_so) {
    for (int tries = 0; tries < 150 && !is_so(); ++tries)
      std::this_thread::sleep_for(std::chrono::milliseconds(200));
    return is_so();
  }
  static void pass(std::chrono::seconds time) {
    emulator->advance_clock(static_cast<int>(time.count()));
    clock.advance(time);
  }
  [[nodiscard]] std::size_t sent() const { return emulator->requests(kRefundPath).size() - sent_before; }
  ApiReply ask_refund(int fen) const {
    const std::string path = "/admin/v1" + path_of(order, "/refunds").substr(7);
    return server->send("POST", path, {{"reason", "破损"}, {"amount_fen", fen}}, with_key(finance_session));
  }
  // Asked for, and refused by WeChat.
  std::string refused_refund(int fen) const {
    const auto asked = ask_refund(fen);
    EXPECT_EQ(asked.status, 201) << asked.text;
    EXPECT_TRUE(comes_true([&] {
      const json rows = listed("requested");
      return !rows.empty() && !rows[0]["refusal"].is_null();
    }));
    return asked.body["id"];
  }
  [[nodiscard]] json listed(const std::string& state) const {
    return server->call("GET", "/admin/v1/refunds?state=" + state, "", finance_session)
        .body.value("items", json::array());
  }
  [[nodiscard]] ApiReply propose(const std::string& refund, const json& wish) const {
    return server->send("POST", "/admin/v1/refunds/" + refund + "/closings", wish, with_key(finance_session));
  }
  [[nodiscard]] static ApiReply decide(const json& closing, const char* word, const Headers& session) {
    return server->send("POST", kClosings + "/" + closing["id"].get<std::string>() + "/" + word,
                        json::object(), with_key(session));
  }
  [[nodiscard]] json open_one() const {
    const json items = server->call("GET", kClosings, "", second).body.value("items", json::array());
    return items.empty() ? json{{"absent_at", nullptr}} : items[0];
  }

  Headers second;
  json order;
  std::size_t sent_before = 0;
  static inline ShiftedClock clock;
};

TEST_F(ApiRefundClosing, paid_elsewhere_by_two_people_and_never_sent_again) {
  const std::string refund = refused_refund(4'950);
  const json shown = listed("requested")[0];
  EXPECT_EQ(shown["refusal"]["code"], "USER_ACCOUNT_ABNORMAL");
  EXPECT_FALSE(shown["refusal"]["next"].get<std::string>().empty());
  const json wish{
      {"ending", "paid_elsewhere"}, {"reference", "网银 20261130-7"}, {"reason", "买家微信已注销"}};
  EXPECT_EQ(propose(refund, {{"ending", "paid_elsewhere"}, {"reason", "r"}}).code(),
            "refund_closing.reference_invalid");
  EXPECT_EQ(
      server->send("POST", "/admin/v1/refunds/" + refund + "/closings", wish, with_key(operator_session))
          .code(),
      "caller.no_permission");
  const auto proposed = propose(refund, wish);
  ASSERT_EQ(proposed.status, 201) << proposed.text;
  EXPECT_EQ(propose(refund, wish).code(), "refund_closing.open");
  EXPECT_EQ(decide(proposed.body, "approval", finance_session).code(), "refund_closing.own");
  EXPECT_EQ(decide(proposed.body, "approval", second).code(), "refund_closing.unheard");

  // From here on WeChat would accept it.
  emulator->clear_faults();
  const std::size_t sent_so_far = sent();
  pass(kRefundQuiet + std::chrono::minutes(1));
  ASSERT_TRUE(comes_true([&] { return !open_one()["absent_at"].is_null(); }));
  const auto applied = decide(proposed.body, "approval", second);
  ASSERT_EQ(applied.status, 200) << applied.text;
  EXPECT_EQ(applied.body["state"], "applied");
  EXPECT_EQ(applied.body["refund"]["state"], "succeeded");
  EXPECT_EQ(applied.body["refund"]["ending"], "paid_elsewhere");
  EXPECT_EQ(applied.body["decided_by"], "finance-2");
  EXPECT_EQ(this->shown(order)["refunded_fen"], 4'950);
  EXPECT_EQ(left_of(commissions_of(order), PaidLevel::first), Fen{990 - 371 + 330 - 123})
      << "37.12 of the tea and 12.38 of the cup came back";
  EXPECT_EQ(sent(), sent_so_far) << "WeChat was not asked to pay it once more";
  EXPECT_EQ(server->call("GET", kClosings + "?state=applied", "", operator_session).body["items"][0],
            applied.body)
      << "what the deed answered is what the list shows";
}

TEST_F(ApiRefundClosing, called_off_it_can_be_asked_for_anew) {
  const std::string refund = refused_refund(13'201);
  const auto proposed = propose(refund, {{"ending", "called_off"}, {"reason", "买家不退了"}});
  ASSERT_EQ(proposed.status, 201) << proposed.text;
  emulator->clear_faults();
  pass(kRefundQuiet + std::chrono::minutes(1));
  ASSERT_TRUE(comes_true([&] { return !open_one()["absent_at"].is_null(); }));
  EXPECT_EQ(ask_refund(1).code(), "refund.too_large");
  EXPECT_EQ(decide(proposed.body, "approval", second).body["refund"]["state"], "closed");
  ASSERT_EQ(ask_refund(13'201).status, 201);
  wait_for(order, [](const json& now) { return now["refunded_fen"] == 13'201; });
}

TEST_F(ApiRefundClosing, refused_it_is_sent_again) {
  const std::string refund = refused_refund(100);
  const auto proposed = propose(refund, {{"ending", "called_off"}, {"reason", "先停一下"}});
  ASSERT_EQ(proposed.status, 201) << proposed.text;
  emulator->clear_faults();
  EXPECT_EQ(decide(proposed.body, "refusal", second).body["state"], "refused");
  wait_for(order, [](const json& now) { return now["refunded_fen"] == 100; });
  EXPECT_TRUE(listed("succeeded")[0]["refusal"].is_null()) << "WeChat took it in the end";
}

}  // namespace
}  // namespace fenrun::server::testing
