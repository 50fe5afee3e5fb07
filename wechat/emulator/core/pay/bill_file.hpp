// The text of bills as merchants download them: UTF-8 with a BOM, CRLF, a back-tick before every field, yuan.
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <string_view>

#include "wechat/emulator/core/pay/fund_book.hpp"
#include "wechat/emulator/core/pay/trade_book.hpp"

namespace fenrun::emulator::pay {

enum class TradeBillType { all, success, refund };
std::optional<TradeBillType> trade_bill_type_named(std::string_view name);

// Which movements a fund bill lists. WeChat does not say which it is for transfers.
enum class FundBillStyle {
  finished,  // money that came or went; the balance includes what is locked
  locks,     // a transfer's money goes when it is locked and comes back (…回退) when it is not used
};

// Empty when no row belongs to a bill of this kind.
std::string write_trade_bill(const std::deque<TradeRow>& rows, TradeBillType type, std::string_view mchid);
std::string write_fund_bill(const std::deque<FundEntry>& rows, FundBillStyle style);

// Bytes in the gzip format. Throws std::runtime_error when zlib fails.
std::string gzip(std::string_view bytes);

}  // namespace fenrun::emulator::pay
