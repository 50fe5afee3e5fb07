#include <gtest/gtest.h>

#include <random>

#include "tests/wechat/emulator/support/pay_stage.hpp"

namespace fenrun::emulator::testing {
namespace {

using std::chrono::seconds;

class Callbacks : public ::testing::Test, protected PayStage {
 protected:
  void notify(const std::string& event = "TRANSACTION.SUCCESS",
              CallbackSchedule schedule = CallbackSchedule::payment) {
    const Json resource{{"mchid", pay().merchant.mchid},
                        {"appid", kAppid},
                        {"trade_state", "SUCCESS"},
                        {"amount", {{"total", 100}}}};
    pay().callbacks.schedule(event, "transaction", resource, "https://shop.example.com/wxpay/notify",
                             schedule, Moment{now, random});
  }
  // The delays between the tries of a merchant that never accepts.
  std::vector<std::int64_t> delays_of_all_tries() {
    std::vector<std::int64_t> delays;
    deliver(500);
    while (const auto next = pay().callbacks.next_due()) {
      delays.push_back(std::chrono::duration_cast<seconds>(*next - now).count());
      now = *next - std::chrono::microseconds(1);
      EXPECT_TRUE(due().empty());
      now = *next;
      EXPECT_EQ(deliver(500).size(), 1U);
    }
    return delays;
  }
  Json attempt(std::size_t index) {
    return control("GET", "/books/callback-attempts").body.at("entries").at(index);
  }
};

TEST_F(Callbacks, payments_follow_the_published_schedule) {
  notify();
  const std::vector<std::int64_t> published{15,    15,    30,     180,    600,    1'200,  1'800, 1'800,
                                            1'800, 3'600, 10'800, 10'800, 10'800, 21'600, 21'600};
  EXPECT_EQ(delays_of_all_tries(), published);
  EXPECT_EQ(pay().callbacks.attempts.last_number(), 16);
}

TEST_F(Callbacks, transfers_follow_theirs) {
  notify("MCHTRANSFER.BILL.FINISHED", CallbackSchedule::transfer);
  std::vector<std::int64_t> published(10, 15);
  published.insert(published.end(), 10, 300);
  published.insert(published.end(), 44, 1'800);
  EXPECT_EQ(delays_of_all_tries(), published);
}

TEST_F(Callbacks, only_200_and_204_end_the_sending) {
  for (const int status : {0, 199, 201, 301, 400, 500}) {
    notify();
    deliver(status);
    EXPECT_TRUE(pay().callbacks.next_due().has_value()) << status;
    now = *pay().callbacks.next_due();
    deliver(200);
    EXPECT_FALSE(pay().callbacks.next_due().has_value()) << status;
  }
  notify();
  deliver(204);
  EXPECT_FALSE(pay().callbacks.next_due().has_value());
}

TEST_F(Callbacks, every_try_has_the_same_id_and_a_signature_of_its_own) {
  notify();
  const auto first = deliver(500).at(0).request;
  pass(seconds(15));
  const auto second = deliver(200).at(0).request;
  EXPECT_EQ(Json::parse(first.body).at("id"), Json::parse(second.body).at("id"));
  EXPECT_NE(first.headers.at("Wechatpay-Nonce"), second.headers.at("Wechatpay-Nonce"));
  EXPECT_EQ(second.headers.at("Wechatpay-Signature-Type"), "WECHATPAY2-SHA256-RSA2048");
  EXPECT_TRUE(is_signed(first.headers, first.body));
  EXPECT_TRUE(is_signed(second.headers, second.body));
  EXPECT_EQ(open_callback(first.body), open_callback(second.body));
}

TEST_F(Callbacks, a_fault_spoils_one_try_and_the_truth_follows) {
  struct Case {
    std::string kind;
    bool is_signed;
    bool opens;
    bool is_merchant_failure;  // when the merchant takes it
  };
  const Case cases[] = {
      {"bad_signature", false, true, true}, {"wrong_serial", false, true, true},
      {"stale_time", true, true, true},     {"gcm_failure", true, false, true},
      {"wrong_amount", true, true, false},  {"unknown_state", true, true, false},
      {"other_merchant", true, true, true},
  };
  std::size_t attempts = 0;
  for (const auto& [kind, has_signature, opens, is_merchant_failure] : cases) {
    notify();
    add_fault({{"kind", kind}, {"path", "callback/TRANSACTION.SUCCESS"}});
    const auto spoilt = deliver(200).at(0).request;
    EXPECT_EQ(is_signed(spoilt.headers, spoilt.body), has_signature) << kind;
    EXPECT_EQ(open_callback(spoilt.body).has_value(), opens) << kind;
    const auto shown = attempt(attempts++);
    EXPECT_EQ(shown.at("fault"), kind);
    EXPECT_EQ(shown.at("is_merchant_failure"), is_merchant_failure) << kind;
    pass(seconds(15));
    const auto genuine = deliver(200).at(0).request;
    ++attempts;
    EXPECT_TRUE(is_signed(genuine.headers, genuine.body)) << kind;
    EXPECT_EQ(Json::parse(open_callback(genuine.body).value()).at("amount").at("total"), 100);
    EXPECT_FALSE(pay().callbacks.next_due().has_value()) << kind;
  }
}

TEST_F(Callbacks, a_message_of_another_merchant_is_genuine_but_for_whose_it_is) {
  notify();
  add_fault({{"kind", "other_merchant"}, {"path", "callback"}});
  const auto sent = deliver(401).at(0).request;
  EXPECT_TRUE(is_signed(sent.headers, sent.body));
  const auto resource = Json::parse(open_callback(sent.body).value());
  EXPECT_NE(resource.at("mchid"), pay().merchant.mchid);
  EXPECT_NE(resource.at("appid"), kAppid);
  EXPECT_EQ(resource.at("amount").at("total"), 100);
  // An echo names no merchant, so that nobody can be blamed for taking it.
  pass(seconds(15));
  deliver();
  add_fault({{"kind", "other_merchant"}, {"path", "callback"}});
  pay().callbacks.schedule("SECURITY_ECHO.SUCCESS", "security", {{"echo_message", "a"}},
                           "https://shop.example.com/echo", CallbackSchedule::payment, Moment{now, random});
  deliver(200);
  EXPECT_EQ(attempt(2).at("fault"), "");
  EXPECT_FALSE(pay().callbacks.next_due().has_value());
}

TEST_F(Callbacks, a_probe_must_be_refused_and_the_genuine_message_comes_with_it) {
  notify();
  add_fault({{"kind", "probe"}, {"path", "callback"}});
  const auto jobs = due();
  ASSERT_EQ(jobs.size(), 2U);
  EXPECT_TRUE(jobs[0].request.headers.at("Wechatpay-Signature").starts_with("WECHATPAY/SIGNTEST/"));
  EXPECT_FALSE(is_signed(jobs[0].request.headers, jobs[0].request.body));
  EXPECT_TRUE(is_signed(jobs[1].request.headers, jobs[1].request.body));
  pay().callbacks.record(jobs[0].attempt, 200, "200");
  EXPECT_EQ(attempt(0).at("is_merchant_failure"), true);
  EXPECT_TRUE(pay().callbacks.next_due().has_value()) << "a probe is no message";
  pay().callbacks.record(jobs[1].attempt, 200, "200");
  EXPECT_EQ(attempt(1).at("is_merchant_failure"), false);
  EXPECT_FALSE(pay().callbacks.next_due().has_value());
}

TEST_F(Callbacks, are_sent_twice_lost_or_overtaken) {
  add_fault({{"kind", "duplicate"}, {"path", "callback"}});
  notify();
  EXPECT_EQ(deliver(200).size(), 2U);
  add_fault({{"kind", "lost"}, {"path", "callback"}});
  notify();
  EXPECT_TRUE(deliver().empty());
  pass(seconds(15));
  EXPECT_EQ(deliver(200).size(), 1U);
  add_fault({{"kind", "lost_for_ever"}, {"path", "callback"}});
  notify();
  EXPECT_TRUE(deliver().empty());
  EXPECT_FALSE(pay().callbacks.next_due().has_value());
  add_fault({{"kind", "delayed"}, {"path", "callback"}, {"pace_ms", 60'000}});
  notify("REFUND.SUCCESS");
  notify("REFUND.CLOSED");
  EXPECT_EQ(Json::parse(deliver().at(0).request.body).at("event_type"), "REFUND.CLOSED");
  pass(seconds(60));
  EXPECT_EQ(Json::parse(deliver().at(0).request.body).at("event_type"), "REFUND.SUCCESS");
}

TEST_F(Callbacks, the_share_of_the_public_key_grows_while_switching) {
  const auto public_key = pay().merchant.public_key.serial;
  for (const int permille : {0, 200, 1'000}) {
    control("POST", "/pay/merchant", {{"callback_public_key_permille", permille}});
    int with_public_key = 0;
    for (int i = 0; i < 200; ++i) {
      notify();
      const auto sent = deliver().at(0).request;
      EXPECT_TRUE(is_signed(sent.headers, sent.body));
      with_public_key += sent.headers.at("Wechatpay-Serial") == public_key ? 1 : 0;
    }
    EXPECT_NEAR(with_public_key, permille / 5, 20) << permille;
  }
}

TEST_F(Callbacks, go_where_the_gateway_sends_them) {
  EXPECT_EQ(control("POST", "/pay/callbacks/endpoint", {{"origin", "https://127.0.0.1:8443"}}).status, 200);
  notify();
  EXPECT_EQ(deliver().at(0).request.url, "https://127.0.0.1:8443/wxpay/notify");
  EXPECT_EQ(control("POST", "/pay/callbacks/endpoint", {{"origin", "https://127.0.0.1/a"}}).status, 400);
}

// With every fault at work, a merchant that answers rightly hears the truth of everything that is not lost
// for ever, and is never blamed.
TEST_F(Callbacks, a_correct_merchant_hears_everything_in_the_end) {
  const std::uint64_t seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  SeededRandom chance(seed);
  for (const auto* kind : {"probe", "duplicate", "lost", "delayed", "bad_signature", "wrong_serial",
                           "stale_time", "gcm_failure", "other_merchant"}) {
    const auto permille = 1 + static_cast<int>(chance.below(250));
    control("POST", "/faults",
            {{"kind", kind}, {"path", "callback"}, {"permille", permille}, {"pace_ms", 5'000}});
  }
  for (int i = 0; i < 30; ++i) notify();
  for (int round = 0; round < 1'000 && pay().callbacks.next_due(); ++round) {
    now = *pay().callbacks.next_due();
    for (const auto& job : due()) {
      const auto& request = job.request;
      const auto age = unix_seconds(now) - std::stoll(request.headers.at("Wechatpay-Timestamp"));
      const auto opened = open_callback(request.body);
      const bool is_right = is_signed(request.headers, request.body) && age < 300 && opened &&
                            Json::parse(*opened).at("mchid") == pay().merchant.mchid;
      pay().callbacks.record(job.attempt, is_right ? 204 : 401, "");
    }
  }
  for (const auto& entry : pay().callbacks.entries.entries()) {
    EXPECT_TRUE(entry.is_accepted || entry.attempts == 16) << entry.number;
  }
  for (const auto& tried : pay().callbacks.attempts.entries()) EXPECT_FALSE(tried.is_merchant_failure);
}

class PayFaults : public Callbacks {
 protected:
  PayAnswer echo() { return call("POST", "/v3/security/echo", {{"echo_message", "a"}}); }
};

TEST_F(PayFaults, each_kind_has_its_look_and_its_effect) {
  struct Case {
    std::string kind;
    Delivery delivery;
    int status;
    bool is_signed;
    bool is_processed;
  };
  const Case cases[] = {
      {"hang_before", Delivery::hang, 0, false, false},
      {"hang_after", Delivery::hang, 0, true, true},
      {"close_before", Delivery::close, 0, false, false},
      {"close_after", Delivery::close, 0, true, true},
      {"http_500", Delivery::whole, 500, false, false},
      {"http_502", Delivery::whole, 502, false, true},
      {"error_before", Delivery::whole, 500, false, false},
      {"error_after", Delivery::whole, 500, false, true},
      {"slow_body", Delivery::slow, 200, true, true},
      {"truncated_body", Delivery::whole, 200, false, true},
      {"bad_signature", Delivery::whole, 200, false, true},
      {"wrong_serial", Delivery::whole, 200, false, true},
      {"stale_time", Delivery::whole, 200, true, true},
      {"extra_fields", Delivery::whole, 200, true, true},
      {"unknown_state", Delivery::whole, 200, true, true},
      {"wrong_amount", Delivery::whole, 200, true, true},
      {"other_merchant", Delivery::whole, 200, true, true},
  };
  for (const auto& [kind, delivery, status, has_signature, is_processed] : cases) {
    add_fault({{"kind", kind}, {"path", "/v3/security/echo"}});
    const auto answer = echo();
    EXPECT_EQ(answer.delivery, delivery) << kind;
    const auto& entry = world.books.requests.entries().back();
    EXPECT_EQ(entry.http_status, status) << kind;
    EXPECT_EQ(entry.is_processed, is_processed) << kind;
    if (delivery == Delivery::whole) {
      EXPECT_EQ(answer.is_signed, has_signature) << kind;
    }
    EXPECT_EQ(entry.fault, kind);
    EXPECT_EQ(echo().status, 200) << "once";
  }
}

TEST_F(PayFaults, any_error_can_be_ordered) {
  add_fault({{"kind", "error_before"}, {"path", "*"}, {"http_status", 429}, {"code", "FREQUENCY_LIMITED"}});
  EXPECT_EQ(echo().status, 429);
  add_fault({{"kind", "error_after"}, {"path", "*"}, {"http_status", 400}, {"code", "A_NEW_CODE"}});
  const auto answer = echo();
  EXPECT_EQ(answer.code(), "A_NEW_CODE");
  EXPECT_FALSE(answer.headers.contains("Wechatpay-Signature"));
}

TEST_F(PayFaults, strike_only_where_they_make_sense) {
  const auto status = [this](const Json& fault) { return control("POST", "/faults", fault).status; };
  EXPECT_EQ(status({{"kind", "probe"}, {"path", "/v3/security/echo"}}), 400);
  EXPECT_EQ(status({{"kind", "hang_before"}, {"path", "callback"}}), 400);
  EXPECT_EQ(status({{"kind", "errcode"}, {"path", "/v3/security/echo"}}), 400);
  EXPECT_EQ(status({{"kind", "bad_signature"}, {"path", "/sns/jscode2session"}}), 400);
  EXPECT_EQ(status({{"kind", "lost"}, {"path", "callback/REFUND.SUCCESS"}}), 201);
  EXPECT_EQ(status({{"kind", "close_after"}, {"path", "/v3/pay/transactions/id/{transaction_id}"}}), 201);
}

}  // namespace
}  // namespace fenrun::emulator::testing
