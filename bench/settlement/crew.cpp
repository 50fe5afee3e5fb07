#include "bench/settlement/crew.hpp"

#include <span>
#include <stdexcept>

namespace fenrun::bench {
namespace {

template <class Effect>
void must_be(const Result<Effect>& effect, Effect wanted) {
  if (!effect || *effect != wanted) throw std::runtime_error("an order was not booked");
}

}  // namespace

Sample settle(Shop& shop, Crew& crew, const std::vector<PlacedOrder>& orders, std::size_t together,
              std::size_t workers) {
  std::vector<flows::RecordPayment> payments;
  payments.reserve(orders.size());
  for (const PlacedOrder& order : orders) payments.push_back(order.payment);
  const auto work = [&](db::Connection& connection, std::size_t from, std::size_t until) {
    using Effects = std::vector<flows::PaymentEffect>;
    const auto effects = connection.transact([&](db::Tx& tx) -> Result<Effects> {
      return flows::record_payments(tx, std::span(payments).subspan(from, until - from), shop.now());
    });
    for (const flows::PaymentEffect effect : *effects)
      must_be(Result<flows::PaymentEffect>(effect), flows::PaymentEffect::recorded);
  };
  return crew.run(orders.size(), together, workers, work);
}

Sample refund(Shop& shop, Crew& crew, const std::vector<PlacedOrder>& orders, std::size_t together,
              std::size_t workers) {
  std::vector<flows::RecordRefund> refunds;
  refunds.reserve(orders.size());
  for (const PlacedOrder& order : orders) refunds.push_back(order.refund);
  const auto work = [&](db::Connection& connection, std::size_t from, std::size_t until) {
    using Effects = std::vector<flows::RefundEffect>;
    const auto effects = connection.transact([&](db::Tx& tx) -> Result<Effects> {
      return flows::record_refunds(tx, std::span(refunds).subspan(from, until - from), shop.now());
    });
    for (const flows::RefundEffect effect : *effects)
      must_be(Result<flows::RefundEffect>(effect), flows::RefundEffect::recorded);
  };
  return crew.run(orders.size(), together, workers, work);
}

}  // namespace fenrun::bench
