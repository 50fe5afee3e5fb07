// What the handlers of transfers, receipts, profit sharing and bills share.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "wechat/emulator/core/pay/call.hpp"
#include "wechat/emulator/core/pay/money_books.hpp"

namespace fenrun::emulator {

// The books, with the merchant's settings as they are now.
pay::MoneyBooks& money_of(World& world);
// The user as the far end of a transfer.
pay::Payee payee_of(const World& world, const std::string& openid);
// Makes the steps that are due by now and hands the callbacks of what ended to their schedule.
void advance_money(World& world, Moment moment);

PayRefusal to_refusal(const pay::Problem& problem);
// "2026-03-02T12:00:00+08:00": WeChat's times have no fraction.
std::string to_pay_time(Instant instant);
// A member of a checked body; nothing when it is absent.
std::optional<std::string> optional_text(const Json& body, std::string_view name);

}  // namespace fenrun::emulator
