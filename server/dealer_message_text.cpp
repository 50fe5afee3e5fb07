#include "server/dealer_message_text.hpp"

#include <algorithm>
#include <chrono>

#include "domain/money_text.hpp"
#include "server/told_reason.hpp"
#include "wechat/miniprogram/subscribe_message.hpp"
#include "wechat/pay/outcome/fail_reasons.hpp"

namespace fenrun::server {
namespace {

std::string two_digits(long long number) { return (number < 10 ? "0" : "") + std::to_string(number); }

// Staff may have written several lines; WeChat shows one.
std::string on_one_line(std::string text) {
  std::ranges::replace_if(
      text, [](char c) { return (c >= 0 && c < ' ') || c == 127; }, ' ');
  return text;
}

bool is_dealers_to_settle(const std::optional<Payout>& payout) {
  return payout && !payout->fail_reason.empty() &&
         wechat::fail_reason(payout->fail_reason).owner == wechat::FailOwner::dealer;
}

void say_paid(MessageTexts& texts, bool is_paid_offline) {
  texts.state = "已到账";
  texts.reason = is_paid_offline ? "已通过线下方式付款" : "提现已到账";
  texts.next_step = is_paid_offline ? "请在收款账户中查看" : "请在微信零钱中查看";
}

void say_unpaid(MessageTexts& texts, const Withdrawal& withdrawal, const std::optional<Payout>& payout) {
  texts.reason = on_one_line(told_reason(withdrawal, payout, Language::zh));
  if (withdrawal.state == WithdrawalState::rejected) {
    texts.state = "未通过";
    texts.next_step = "款项已退回，修改后可重新申请";
  } else if (withdrawal.state == WithdrawalState::expired) {
    texts.state = "已过期";
    texts.reason = "超过期限未审核，已自动关闭";
    texts.next_step = "款项已退回，可重新申请";
  } else {
    texts.state = "已退回";
    texts.next_step =
        is_dealers_to_settle(payout) ? "款项已退回，处理后可重新提现" : "款项已退回，可重新提现或联系客服";
  }
  if (texts.reason.empty()) texts.reason = "详情请在小程序中查看";
}

const std::string& text_of(const MessageTexts& texts, MessageWord word) {
  switch (word) {
    case MessageWord::amount:
      return texts.amount;
    case MessageWord::time:
      return texts.time;
    case MessageWord::state:
      return texts.state;
    case MessageWord::reason:
      return texts.reason;
    case MessageWord::next_step:
      return texts.next_step;
    case MessageWord::number:
      return texts.number;
  }
  return texts.number;
}

}  // namespace

std::string china_minute(Instant instant) {
  const auto china = instant + std::chrono::hours(8);
  const auto day = std::chrono::floor<std::chrono::days>(china);
  const std::chrono::year_month_day date(day);
  const auto minutes = std::chrono::floor<std::chrono::minutes>(china - day).count();
  return std::to_string(static_cast<int>(date.year())) + "年" +
         std::to_string(static_cast<unsigned>(date.month())) + "月" +
         std::to_string(static_cast<unsigned>(date.day())) + "日 " + two_digits(minutes / 60) + ":" +
         two_digits(minutes % 60);
}

MessageTexts message_texts(const Withdrawal& withdrawal, const std::optional<Payout>& payout,
                           bool is_paid_offline) {
  const bool is_paid = withdrawal.state == WithdrawalState::paid;
  MessageTexts texts;
  texts.amount = decimal_yuan(is_paid ? withdrawal.amounts.net : withdrawal.amounts.gross) + "元";
  texts.time = china_minute(withdrawal.state_at);
  texts.number = withdrawal.public_id;
  if (is_paid) {
    say_paid(texts, is_paid_offline);
  } else {
    say_unpaid(texts, withdrawal, payout);
  }
  return texts;
}

Result<std::vector<std::pair<std::string, std::string>>> fill_template(const MessageTemplate& wanted,
                                                                       const MessageTexts& texts) {
  std::vector<std::pair<std::string, std::string>> data;
  for (const auto& [key, word] : wanted.fields) {
    auto value = wechat::fit_message_value(key, text_of(texts, word));
    if (!value) return value.error();
    data.emplace_back(key, std::move(*value));
  }
  return data;
}

}  // namespace fenrun::server
