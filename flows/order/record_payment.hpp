// WeChat says that orders were paid, by notices or in answer to our question. The payments are recorded, the
// sales stamped and their commissions booked in one transaction, once, however often it is said.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "db/mysql/tx.hpp"
#include "domain/money.hpp"
#include "domain/order/order_terms.hpp"

namespace fenrun::flows {

struct RecordPayment {
  std::string out_trade_no;
  std::string transaction_id;
  std::string appid;
  std::string mchid;
  std::string currency;
  std::string payer_index;  // blind index of the openid
  Fen amount_fen;           // the whole, before WeChat's coupons
  Instant paid_at;
  // What they must be.
  std::string our_appid;
  std::string our_mchid;
  OrderTerms terms;
};

enum class PaymentEffect {
  recorded,
  repeated,       // recorded before
  unknown_order,  // these and the following: nothing was booked, finance must look
  wrong_appid,
  wrong_mchid,
  wrong_currency,
  wrong_amount,
  wrong_payer,
  second_payment,  // the order was paid by another transaction before
};

[[nodiscard]] std::string_view to_word(PaymentEffect effect);
// Whether somebody must look.
[[nodiscard]] bool is_alarming(PaymentEffect effect);

inline constexpr std::size_t kPaymentsTogetherMax = 100;

// Never refuses: a report that does not fit is put in suspense, because WeChat could do nothing about it. The
// effects stand in the order of the reports, each as if those before it had been recorded before; the
// statements are as many for one report as for all, but for what goes into suspense and for refunds that came
// too early. Asserts that there are at most kPaymentsTogetherMax.
std::vector<PaymentEffect> record_payments(db::Tx& tx, std::span<const RecordPayment> reports, Instant now);
Result<PaymentEffect> record_payment(db::Tx& tx, const RecordPayment& report, Instant now);

}  // namespace fenrun::flows
