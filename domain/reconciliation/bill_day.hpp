// A day of the bills: 00:00 to 24:00 in China (UTC+8), and the days that are reconciled.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "domain/ledger/month.hpp"

namespace fenrun {

using BillDay = std::chrono::sys_days;  // as the calendar in China has it

inline constexpr ErrorCode kBillDayInvalid{ErrorKind::invalid, "reconciliation.day_invalid",
                                           "日期格式须为 2026-11-27",
                                           "The day must be written as 2026-11-27"};
inline constexpr ErrorCode kBillDayNotOver{ErrorKind::refused, "reconciliation.day_not_over",
                                           "该日账单在次日 10:00 之后才能下载",
                                           "The bills of a day can be had from 10:00 of the next day on"};
inline constexpr ErrorCode kBillDayTooOld{ErrorKind::refused, "reconciliation.day_too_old",
                                          "只能对三个月内的日期对账",
                                          "WeChat keeps the bills of three months only"};

// "2026-11-27"; nothing for any other form, and for days outside 2000..2999.
std::optional<BillDay> parse_bill_day(std::string_view text);
std::string bill_day_text(BillDay day);
BillDay bill_day_of(Instant instant);
Period hours_of(BillDay day);

// The newest day whose bills may be asked for.
BillDay newest_bill_day(Instant now);
// WeChat has its bills no more.
bool is_bill_forgotten(BillDay day, Instant now);
// Refuses with kBillDayNotOver and kBillDayTooOld.
Done check_bill_day(BillDay day, Instant now);

}  // namespace fenrun
