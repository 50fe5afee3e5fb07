#include "wechat/miniprogram/errors.hpp"

#include <gtest/gtest.h>

#include <array>
#include <set>
#include <string>

namespace fenrun::wechat {
namespace {

TEST(Errcodes, each_row_of_the_facts_leads_to_its_refusal_and_action) {
  struct Row {
    int errcode;
    const ErrorCode& code;
    ErrcodeAction action;
  };
  using Action = ErrcodeAction;
  const std::array rows{
      Row{-1, kWechatBusy, Action::retry_with_back_off},
      Row{40001, kWechatTokenRejected, Action::refresh_token},
      Row{40014, kWechatTokenRejected, Action::refresh_token},
      Row{42001, kWechatTokenRejected, Action::refresh_token},
      Row{40003, kWechatOpenidInvalid, Action::mark_user},
      Row{40013, kWechatMisconfigured, Action::fix_configuration},
      Row{40029, kWechatCodeInvalid, Action::ask_for_new_code},
      Row{40163, kWechatCodeInvalid, Action::ask_for_new_code},
      Row{40125, kWechatMisconfigured, Action::fix_configuration},
      Row{40129, kWechatRequestRejected, Action::fix_our_code},
      Row{40164, kWechatMisconfigured, Action::fix_configuration},
      Row{40226, kWechatLoginBlocked, Action::refuse_login},
      Row{40243, kWechatAccountRestricted, Action::alert},
      Row{41030, kWechatPageNotPublished, Action::use_home_page},
      Row{43101, kWechatSubscriptionMissing, Action::stop_sending},
      Row{45009, kWechatQuotaUsedUp, Action::stop_until_reset},
      Row{45011, kWechatTooFrequent, Action::back_off_a_minute},
      Row{47001, kWechatRequestRejected, Action::fix_our_code},
      Row{47003, kWechatMessageInvalid, Action::fix_value},
      Row{48004, kWechatAccountRestricted, Action::alert},
      Row{87009, kWechatSessionStale, Action::login_again},
      Row{87014, kWechatContentRejected, Action::reject_content},
      Row{89503, kWechatMisconfigured, Action::alert},
      Row{10060001, kWechatShippedOrderUnknown, Action::back_off_a_minute},
      Row{10060002, kWechatAlreadyShipped, Action::take_as_done},
      Row{10060003, kWechatReshippedAlready, Action::ask_for_state},
      Row{10060004, kWechatNotShippable, Action::ask_for_state},
  };
  for (const auto& row : rows) {
    const auto* found = find_errcode(row.errcode);
    ASSERT_NE(found, nullptr) << row.errcode;
    EXPECT_EQ(found->code->code, row.code.code) << row.errcode;
    EXPECT_EQ(found->action, row.action) << row.errcode;
  }
}

TEST(Errcodes, only_three_of_them_speak_of_the_token) {
  std::set<int> token_errcodes;
  for (const auto& row : errcode_table()) {
    if (is_token_errcode(row.errcode)) token_errcodes.insert(row.errcode);
  }
  EXPECT_EQ(token_errcodes, (std::set<int>{40001, 40014, 42001}));
}

TEST(Errcodes, an_unknown_one_is_our_defect_until_it_is_understood) {
  EXPECT_EQ(find_errcode(0), nullptr);
  EXPECT_EQ(find_errcode(12345678), nullptr);
  const auto error = error_from_errcode(12345678, "what");
  EXPECT_TRUE(error == kWechatRequestRejected);
  EXPECT_NE(error.internal_note().find("12345678"), std::string::npos);
}

TEST(Errcodes, frequency_limits_tell_the_caller_to_wait_a_minute) {
  EXPECT_EQ(error_from_errcode(45011, "").retry_after(), std::chrono::seconds(60));
  EXPECT_EQ(error_from_errcode(44990, "").retry_after(), std::chrono::seconds(60));
  EXPECT_EQ(error_from_errcode(40029, "").retry_after(), std::nullopt);
}

TEST(Errcodes, the_rid_is_kept_for_logs_and_the_rest_of_errmsg_is_not) {
  EXPECT_EQ(rid_of("invalid code rid: 65d7e94d-59b8e5d7-0dc0ad08"), "65d7e94d-59b8e5d7-0dc0ad08");
  EXPECT_EQ(rid_of("rid: 65d7e94d, more text"), "65d7e94d");
  EXPECT_EQ(rid_of("invalid code hint: [abc]"), "");
  EXPECT_EQ(rid_of(""), "");
  EXPECT_EQ(rid_of("rid: "), "");
  EXPECT_EQ(rid_of("rid: " + std::string(65, 'a')), "");
  const auto error = error_from_errcode(40029, "invalid code o9AgO5Kd5ggOC rid: 65d7e94d-59b8e5d7-0dc0ad08");
  EXPECT_NE(error.internal_note().find("65d7e94d-59b8e5d7-0dc0ad08"), std::string::npos);
  EXPECT_EQ(error.internal_note().find("o9AgO5Kd5ggOC"), std::string::npos);
}

}  // namespace
}  // namespace fenrun::wechat
