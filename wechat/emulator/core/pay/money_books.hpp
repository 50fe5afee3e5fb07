// The books of a merchant's money, together: what the calls of every family move.
#pragma once

#include "wechat/emulator/core/pay/authorization_book.hpp"
#include "wechat/emulator/core/pay/bill_desk.hpp"
#include "wechat/emulator/core/pay/fund_book.hpp"
#include "wechat/emulator/core/pay/receipt_book.hpp"
#include "wechat/emulator/core/pay/sharing_book.hpp"
#include "wechat/emulator/core/pay/trade_book.hpp"
#include "wechat/emulator/core/pay/transfer_book.hpp"

namespace fenrun::emulator::pay {

struct MoneyBooks {
  std::int64_t fee_rate = 60;  // of payments, in hundredths of a percent
  FundBook funds;
  TradeBook trades;
  TransferBook transfers;
  AuthorizationBook authorizations;
  ReceiptBook receipts;
  SharingBook sharing;
  BillDesk bills;
};

}  // namespace fenrun::emulator::pay
