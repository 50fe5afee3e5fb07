// Which of WeChat Pay's two hosts is asked, and for how long.
#include "wechat/pay/wire/host_pair.hpp"

#include "tests/wechat/pay/support/pay_stage.hpp"
#include "wechat/http/too_many_calls.hpp"

namespace fenrun::wechat {
namespace {

using std::chrono::milliseconds;
using testing::run;
using testing::ScriptedTransport;

constexpr milliseconds kWholeCall{10'000};

class HostPairTest : public ::testing::Test {
 protected:
  HostPairTest() { log::set_level(log::Level::error); }

  struct Host {
    Result<HttpReply> answer = HttpReply{200, {}, {}, {}};
    milliseconds takes{0};
    std::shared_ptr<ScriptedTransport> transport{};
  };
  void wire(Host& host) {
    host.transport = std::make_shared<ScriptedTransport>([this, &host](const HttpRequest&) {
      clock_.advance(host.takes);
      return host.answer;
    });
  }
  std::string ask(HostPair& pair) {
    HttpRequest request;
    request.target = "/x";
    const auto reply = run(pair.send(request, "x"));
    return reply ? std::to_string(reply->status) : std::string(reply.error().code());
  }
  static int asked(const Host& host) { return host.transport->count("/"); }

  ManualClock clock_{Instant{}};
  Host main_;
  Host backup_;
};

TEST_F(HostPairTest, both_hosts_together_have_the_time_of_one_call) {
  wire(main_);
  wire(backup_);
  HostPair pair(main_.transport, backup_.transport, kWholeCall, clock_);
  main_.answer = kWechatNotReached;
  main_.takes = milliseconds(6'000);
  EXPECT_EQ(ask(pair), "200");
  EXPECT_EQ(main_.transport->last().call_ms_max, kWholeCall);
  EXPECT_EQ(backup_.transport->last().call_ms_max, milliseconds(4'000));

  clock_.advance(HostPair::kMainPause);
  main_.takes = kWholeCall;
  EXPECT_EQ(ask(pair), kWechatNotReached.code);
  EXPECT_EQ(asked(backup_), 1) << "no time was left for it";
}

TEST_F(HostPairTest, a_main_host_that_was_not_reached_is_left_alone_for_a_while) {
  wire(main_);
  wire(backup_);
  HostPair pair(main_.transport, backup_.transport, kWholeCall, clock_);
  main_.answer = kWechatNotReached;
  for (int i = 0; i < 3; ++i) EXPECT_EQ(ask(pair), "200");
  EXPECT_EQ(asked(main_), 1);
  EXPECT_EQ(asked(backup_), 3);
  clock_.advance(HostPair::kMainPause - milliseconds(1));
  EXPECT_EQ(ask(pair), "200");
  EXPECT_EQ(asked(main_), 1);
  clock_.advance(milliseconds(1));
  main_.answer = HttpReply{201, {}, {}, {}};
  EXPECT_EQ(ask(pair), "201");
  EXPECT_EQ(ask(pair), "201");
  EXPECT_EQ(asked(backup_), 4);
}

TEST_F(HostPairTest, a_main_host_that_answers_in_the_backups_place_is_the_first_again) {
  wire(main_);
  wire(backup_);
  HostPair pair(main_.transport, backup_.transport, kWholeCall, clock_);
  main_.answer = backup_.answer = kWechatNotReached;
  EXPECT_EQ(ask(pair), kWechatNotReached.code);
  main_.answer = HttpReply{201, {}, {}, {}};
  EXPECT_EQ(ask(pair), "201");
  EXPECT_EQ(asked(backup_), 2) << "it was the first to be asked";
  EXPECT_EQ(ask(pair), "201");
  EXPECT_EQ(asked(backup_), 2);
}

TEST_F(HostPairTest, a_request_that_may_have_arrived_goes_nowhere_else) {
  wire(main_);
  wire(backup_);
  HostPair pair(main_.transport, backup_.transport, kWholeCall, clock_);
  main_.answer = kWechatOutcomeUnknown;
  EXPECT_EQ(ask(pair), kWechatOutcomeUnknown.code);
  EXPECT_EQ(asked(backup_), 0);
  // Nor when the backup is the first.
  main_.answer = kWechatNotReached;
  backup_.answer = kWechatOutcomeUnknown;
  EXPECT_EQ(ask(pair), kWechatOutcomeUnknown.code);
  EXPECT_EQ(asked(main_), 2);
  EXPECT_EQ(ask(pair), kWechatOutcomeUnknown.code);
  EXPECT_EQ(asked(main_), 2);
}

TEST_F(HostPairTest, a_client_with_too_many_calls_is_no_host_that_was_not_reached) {
  wire(main_);
  wire(backup_);
  HostPair pair(main_.transport, backup_.transport, kWholeCall, clock_);
  main_.answer = kWechatTooManyCalls;
  for (int i = 0; i < 3; ++i) EXPECT_EQ(ask(pair), kWechatTooManyCalls.code);
  EXPECT_EQ(asked(main_), 3) << "it is asked first as before";
  EXPECT_EQ(asked(backup_), 0) << "its places are not for what the main host has none for";

  // A host that is left alone stays so when a client was full in its turn or in the backup's.
  main_.answer = kWechatNotReached;
  EXPECT_EQ(ask(pair), "200");
  backup_.answer = kWechatTooManyCalls;
  EXPECT_EQ(ask(pair), kWechatTooManyCalls.code);
  EXPECT_EQ(asked(main_), 4);
  clock_.advance(HostPair::kMainPause);
  main_.answer = kWechatTooManyCalls;
  EXPECT_EQ(ask(pair), kWechatTooManyCalls.code);
  EXPECT_EQ(asked(main_), 5);
  backup_.answer = HttpReply{200, {}, {}, {}};
  EXPECT_EQ(ask(pair), "200");
  EXPECT_EQ(asked(main_), 5);
}

TEST_F(HostPairTest, one_host_alone_has_nobody_to_fall_back_on) {
  wire(main_);
  HostPair pair(main_.transport, nullptr, kWholeCall, clock_);
  main_.answer = kWechatNotReached;
  for (int i = 0; i < 2; ++i) EXPECT_EQ(ask(pair), kWechatNotReached.code);
  EXPECT_EQ(asked(main_), 2);
}

}  // namespace
}  // namespace fenrun::wechat
