#include "server/dealer_message_text.hpp"

#include <gtest/gtest.h>

#include <string>

#include "domain/text.hpp"
#include "server/told_reason.hpp"
#include "wechat/miniprogram/errors.hpp"
#include "wechat/pay/outcome/fail_reasons.hpp"

namespace fenrun::server {
namespace {

Withdrawal ended(WithdrawalState state, const std::string& reason = "") {
  Withdrawal withdrawal;
  withdrawal.public_id = "01J00000000000000000000007";
  withdrawal.amounts = {Fen{10'000}, Fen{100}, Fen{900}, Fen{9'000}};
  withdrawal.state = state;
  withdrawal.reason = reason;
  withdrawal.state_at = parse_rfc3339("2026-01-02T15:04:59+08:00").value();
  return withdrawal;
}

std::optional<Payout> transfer(const std::string& fail_reason, const std::string& cancel_reason = "") {
  Payout payout;
  payout.fail_reason = fail_reason;
  payout.cancel_reason = cancel_reason;
  return payout;
}

TEST(DealerMessageText, what_is_paid_is_told_with_what_arrived_and_where) {
  const auto texts = message_texts(ended(WithdrawalState::paid), transfer(""), false);
  EXPECT_EQ(texts.amount, "90.00元");
  EXPECT_EQ(texts.time, "2026年1月2日 15:04");
  EXPECT_EQ(texts.state, "已到账");
  EXPECT_EQ(texts.reason, "提现已到账");
  EXPECT_EQ(texts.next_step, "请在微信零钱中查看");
  EXPECT_EQ(texts.number, "01J00000000000000000000007");
  const auto offline = message_texts(ended(WithdrawalState::paid), transfer("MERCHANT_NOT_CONFIRM"), true);
  EXPECT_EQ(offline.reason, "已通过线下方式付款");
  EXPECT_EQ(offline.next_step, "请在收款账户中查看");
}

TEST(DealerMessageText, what_is_not_paid_says_why_and_what_to_do) {
  struct Case {
    Withdrawal withdrawal;
    std::optional<Payout> payout;
    std::string state;
    std::string reason;
    std::string next_step;
  };
  using enum WithdrawalState;
  const Case cases[] = {
      {ended(returned, "ACCOUNT_FROZEN"), transfer("ACCOUNT_FROZEN"), "已退回",
       "收款账户被冻结，请在微信中处理", "款项已退回，处理后可重新提现"},
      {ended(returned, "处理"), transfer("PRODUCT_AUTH_CHECK_FAIL"), "已退回", "转账产品未开通或被封禁",
       "款项已退回，可重新提现或联系客服"},
      {ended(returned, "overdue"), transfer("", "overdue"), "已退回", "超过 24 小时未确认收款，可重新提现",
       "款项已退回，可重新提现或联系客服"},
      {ended(returned, "MCH_CANCEL"), transfer("MCH_CANCEL", "overdue"), "已退回",
       "超过 24 小时未确认收款，可重新提现", "款项已退回，可重新提现或联系客服"},
      {ended(returned, "dealer_inactive"), transfer("", "dealer_inactive"), "已退回",
       "经销商资格已停用，转账已撤销", "款项已退回，可重新提现或联系客服"},
      {ended(rejected, "资料\n不全"), std::nullopt, "未通过", "资料 不全", "款项已退回，修改后可重新申请"},
      {ended(rejected, "资料不全"), transfer("MERCHANT_NOT_CONFIRM"), "未通过", "资料不全",
       "款项已退回，修改后可重新申请"},
      {ended(expired), std::nullopt, "已过期", "超过期限未审核，已自动关闭", "款项已退回，可重新申请"},
      {ended(returned), std::nullopt, "已退回", "详情请在小程序中查看", "款项已退回，可重新提现或联系客服"},
  };
  for (const Case& one : cases) {
    const auto texts = message_texts(one.withdrawal, one.payout, false);
    EXPECT_EQ(texts.amount, "100.00元") << one.reason;
    EXPECT_EQ(texts.state, one.state) << one.reason;
    EXPECT_EQ(texts.reason, one.reason);
    EXPECT_EQ(texts.next_step, one.next_step) << one.reason;
    EXPECT_LE(*utf8_length(texts.next_step), 20U) << "WeChat would cut it";
  }
}

TEST(DealerMessageText, a_reason_of_the_dealers_own_fits_whole_into_a_field) {
  for (const auto& row : wechat::fail_reason_table()) {
    if (row.owner == wechat::FailOwner::dealer) {
      EXPECT_LE(*utf8_length(row.zh), 20U) << row.reason;
    }
  }
}

TEST(DealerMessageText, a_template_takes_what_its_types_hold) {
  const auto texts =
      message_texts(ended(WithdrawalState::rejected, std::string("一二三四五六七八九十一二三四五"
                                                                 "六七八九十一二三四五")),
                    std::nullopt, false);
  MessageTemplate wanted{"id",
                         {{"thing1", MessageWord::reason},
                          {"phrase2", MessageWord::state},
                          {"amount3", MessageWord::amount},
                          {"time4", MessageWord::time},
                          {"character_string5", MessageWord::number}}};
  const auto filled = fill_template(wanted, texts);
  ASSERT_TRUE(filled);
  std::string all;
  for (const auto& [key, value] : *filled) all += key + "=" + value + " ";
  EXPECT_EQ(all,
            "thing1=一二三四五六七八九十一二三四五六七八九… phrase2=未通过 amount3=100.00元 "
            "time4=2026年1月2日 15:04 character_string5=01J00000000000000000000007 ");
  wanted.fields = {{"amount1", MessageWord::reason}};
  EXPECT_TRUE(fill_template(wanted, texts).refused_with(wechat::kWechatMessageInvalid));
}

TEST(DealerMessageText, minutes_are_those_of_china) {
  EXPECT_EQ(china_minute(parse_rfc3339("2026-12-31T16:00:00Z").value()), "2027年1月1日 00:00");
  EXPECT_EQ(china_minute(parse_rfc3339("2026-12-31T15:59:59Z").value()), "2026年12月31日 23:59");
}

TEST(ToldReason, the_reader_gets_their_language_and_nothing_of_what_was_paid) {
  const auto frozen = transfer("ACCOUNT_FROZEN");
  EXPECT_EQ(told_reason(ended(WithdrawalState::returned), frozen, Language::en),
            "The payee's account is frozen; to be settled in WeChat");
  EXPECT_EQ(told_reason(ended(WithdrawalState::returned), transfer("", "dealer_inactive"), Language::en),
            "The dealership is not active; the transfer was cancelled");
  EXPECT_EQ(told_reason(ended(WithdrawalState::paid), frozen, Language::zh), "");
}

}  // namespace
}  // namespace fenrun::server
