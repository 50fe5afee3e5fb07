// What the trade bill tells: payments and refunds, written down when they happen and never changed. A refund
// is written down when it is accepted, as in WeChat's bills.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "wechat/emulator/core/pay/beijing_time.hpp"
#include "wechat/emulator/core/pay/yuan.hpp"

namespace fenrun::emulator::pay {

// The part of a row that only refunds have.
struct TradeRefund {
  std::string refund_id;
  std::string out_refund_no;
  Fen amount = 0;
  std::optional<Instant> succeeded;
  std::string status = "PROCESSING";  // as it was when the refund was accepted
};

struct TradeRow {
  Instant at;  // the payment's success, or when the refund was accepted
  std::string appid;
  std::string openid;
  std::string transaction_id;
  std::string out_trade_no;
  std::string bank_type = "OTHERS";
  std::string description;
  std::string attach;
  Fen total = 0;           // of the order
  Fen fee = 0;             // taken from the payment, or given back with the refund
  std::int64_t rate = 60;  // in hundredths of a percent
  std::optional<TradeRefund> refund;
};

class TradeBook {
 public:
  void add(TradeRow row);
  // Of one day, in the order they were written down.
  [[nodiscard]] std::vector<const TradeRow*> rows_on(Day day) const;
  [[nodiscard]] const std::deque<TradeRow>& rows() const { return rows_; }

 private:
  std::deque<TradeRow> rows_;
  std::map<Day, std::vector<std::size_t>> by_day_;
};

}  // namespace fenrun::emulator::pay
