// What a message about the end of a withdrawal says, and a template filled with it.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "domain/withdrawal/payout.hpp"
#include "domain/withdrawal/withdrawal.hpp"
#include "server/message_options.hpp"

namespace fenrun::server {

// In Chinese: WeChat shows a template in the language it was made in.
struct MessageTexts {
  std::string amount;
  std::string time;
  std::string state;
  std::string reason;
  std::string next_step;
  std::string number;
};

// Of a withdrawal that has ended; `payout` is its newest transfer.
MessageTexts message_texts(const Withdrawal& withdrawal, const std::optional<Payout>& payout,
                           bool is_paid_offline);

// By the template's keys, cut to what their types hold. Refuses with kWechatMessageInvalid.
Result<std::vector<std::pair<std::string, std::string>>> fill_template(const MessageTemplate& wanted,
                                                                       const MessageTexts& texts);

// "2026年1月2日 15:04", in China.
std::string china_minute(Instant instant);

}  // namespace fenrun::server
