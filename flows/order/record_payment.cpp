#include "flows/order/record_payment.hpp"

#include <map>
#include <set>

#include "base/assert.hpp"
#include "db/consumer/consumer.hpp"
#include "db/order/order.hpp"
#include "db/order/payment.hpp"
#include "db/order/suspense.hpp"
#include "domain/order/order_number.hpp"
#include "flows/order/pay_order.hpp"

namespace fenrun::flows {
namespace {

// The orders that are spoken of, locked, and what is known about them; grows as report follows report.
class Till {
 public:
  Till(db::Tx& tx, std::span<const RecordPayment> reports) {
    std::set<std::string> public_ids;
    for (const RecordPayment& report : reports) {
      if (const auto id = order_of_out_trade_no(report.out_trade_no)) public_ids.insert(*id);
    }
    sales_ = db::lock_orders_by_public_ids(tx, public_ids);
    std::set<OrderId> orders;
    std::set<ConsumerId> buyers;
    for (const auto& [id, sale] : sales_) {
      orders.insert(sale.order.id);
      buyers.insert(sale.order.consumer_id);
    }
    std::set<std::string> transactions;
    for (const RecordPayment& report : reports) transactions.insert(report.transaction_id);
    // Asked after the locks: a repeat that waited for them sees what the first one wrote.
    for (const db::Payment& payment : db::find_payments(tx, orders, transactions)) know(payment);
    payers_ = db::openid_indexes_of(tx, buyers);
  }

  OrderWithLines* sale_of(const RecordPayment& report) {
    const auto id = order_of_out_trade_no(report.out_trade_no);
    const auto found = id ? sales_.find(*id) : sales_.end();
    return found == sales_.end() ? nullptr : &found->second;
  }

  // `recorded` when everything fits.
  [[nodiscard]] PaymentEffect judge(const OrderWithLines* sale, const RecordPayment& report) const {
    if (sale == nullptr) return PaymentEffect::unknown_order;
    const Order& order = sale->order;
    if (const auto earlier = transaction_of_.find(order.id); earlier != transaction_of_.end()) {
      return earlier->second == report.transaction_id ? PaymentEffect::repeated
                                                      : PaymentEffect::second_payment;
    }
    if (report.appid != report.our_appid) return PaymentEffect::wrong_appid;
    if (report.mchid != report.our_mchid) return PaymentEffect::wrong_mchid;
    if (report.currency != "CNY") return PaymentEffect::wrong_currency;
    if (report.amount_fen != order.total_fen) return PaymentEffect::wrong_amount;
    if (!is_payer(order.consumer_id, report.payer_index)) return PaymentEffect::wrong_payer;
    if (transactions_.contains(report.transaction_id)) return PaymentEffect::second_payment;
    return PaymentEffect::recorded;
  }

  void know(const db::Payment& payment) {
    transaction_of_.emplace(payment.order_id, payment.transaction_id);
    transactions_.insert(payment.transaction_id);
  }

 private:
  // The account of a deleted consumer is erased, so that nothing is left to compare its payer with.
  [[nodiscard]] bool is_payer(ConsumerId buyer, const std::string& index) const {
    const auto known = payers_.find(buyer);
    return known != payers_.end() && (known->second.empty() || known->second == index);
  }

  std::map<std::string, OrderWithLines> sales_;  // by public id
  std::map<ConsumerId, std::string> payers_;     // blind indexes
  std::map<OrderId, std::string> transaction_of_;
  std::set<std::string> transactions_;
};

void suspend_payment(db::Tx& tx, const RecordPayment& report, PaymentEffect effect, Instant now) {
  db::note_suspense(
      tx,
      {to_word(effect), kMiniProgramSource, report.out_trade_no, report.transaction_id, report.amount_fen},
      now);
}

}  // namespace

std::string_view to_word(PaymentEffect effect) {
  switch (effect) {
    case PaymentEffect::recorded:
      return "recorded";
    case PaymentEffect::repeated:
      return "repeated";
    case PaymentEffect::unknown_order:
      return "unknown_order";
    case PaymentEffect::wrong_appid:
      return "wrong_appid";
    case PaymentEffect::wrong_mchid:
      return "wrong_mchid";
    case PaymentEffect::wrong_currency:
      return "wrong_currency";
    case PaymentEffect::wrong_amount:
      return "wrong_amount";
    case PaymentEffect::wrong_payer:
      return "wrong_payer";
    case PaymentEffect::second_payment:
      return "second_payment";
  }
  FENRUN_ASSERT(false);
}

bool is_alarming(PaymentEffect effect) {
  return effect != PaymentEffect::recorded && effect != PaymentEffect::repeated;
}

std::vector<PaymentEffect> record_payments(db::Tx& tx, std::span<const RecordPayment> reports, Instant now) {
  FENRUN_ASSERT(reports.size() <= kPaymentsTogetherMax);
  Till till(tx, reports);
  std::vector<PaymentEffect> effects;
  std::vector<db::Payment> payments;
  std::vector<PaidOrder> paid;
  for (const RecordPayment& report : reports) {
    OrderWithLines* const sale = till.sale_of(report);
    const PaymentEffect effect = effects.emplace_back(till.judge(sale, report));
    if (is_alarming(effect)) suspend_payment(tx, report, effect, now);
    if (effect != PaymentEffect::recorded) continue;
    const db::Payment& payment = payments.emplace_back(
        db::Payment{sale->order.id, report.transaction_id, report.amount_fen, report.paid_at});
    till.know(payment);
    paid.push_back({*sale, report.paid_at, report.terms});
  }
  db::insert_payments(tx, payments, now);
  pay_orders(tx, paid, now);
  return effects;
}

Result<PaymentEffect> record_payment(db::Tx& tx, const RecordPayment& report, Instant now) {
  return record_payments(tx, {&report, 1}, now).front();
}

}  // namespace fenrun::flows
