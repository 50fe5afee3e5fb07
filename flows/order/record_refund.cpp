#include "flows/order/record_refund.hpp"

#include <algorithm>
#include <deque>
#include <map>
#include <set>
#include <utility>

#include "base/assert.hpp"
#include "base/crypto/digest.hpp"
#include "base/crypto/encoding.hpp"
#include "db/order/order.hpp"
#include "db/order/parked_refund.hpp"
#include "db/order/refund.hpp"
#include "db/order/suspense.hpp"
#include "flows/order/book_sale.hpp"

namespace fenrun::flows {
namespace {

RefundEffect suspend_refund(db::Tx& tx, const RecordRefund& report, RefundEffect effect, Instant now) {
  db::note_suspense(
      tx, {to_word(effect), report.source, report.external_no, report.refund_no, report.amount_fen}, now);
  return effect;
}

// A number for a refund that was made elsewhere: the same for every report of it, so that a story that runs
// twice writes the same row.
std::string public_id_of_report(const RecordRefund& report, Instant now) {
  const auto hash = crypto::sha256(report.source + "\n" + report.external_no + "\n" + report.refund_no);
  const auto ms = std::chrono::floor<std::chrono::milliseconds>(now).time_since_epoch().count();
  return crypto::make_ulid(ms, std::span(hash).first<10>());
}

OrderRefund refund_of_report(const OrderWithLines& sale, const RecordRefund& report,
                             std::vector<RefundPart> parts, Instant now) {
  OrderRefund refund;
  refund.public_id = public_id_of_report(report, now);
  refund.order_id = sale.order.id;
  refund.refund_no = report.refund_no;
  refund.state = RefundState::succeeded;
  refund.amount_fen = report.amount_fen;
  refund.parts = std::move(parts);
  refund.reason = "reported by " + report.source;
  refund.channel_refund_id = report.channel_refund_id;
  refund.created_at = now;
  refund.succeeded_at = report.happened_at;
  return refund;
}

void close_if_wholly_refunded(Order& order, Instant now) {
  if (!order.is_wholly_refunded()) return;
  const auto state = move_order(order.state, OrderEvent::refund_whole);
  FENRUN_ASSERT(state);
  if (*state == OrderState::closed) order.closed_at = now;
  order.state = *state;
}

// Refunds of orders that are locked and paid, each of another order: decided one by one, written together.
class RefundBook {
 public:
  RefundBook(db::Tx& tx, const std::set<db::RefundNumber>& numbers, Instant now)
      : tx_(tx), now_(now), known_(db::find_refunds_by_no(tx, numbers)) {}

  RefundEffect enter(OrderWithLines& sale, const RecordRefund& report) {
    const auto known = known_.find({sale.order.id, report.refund_no});
    return known == known_.end() ? adopt(sale, report) : lead_on(sale, report, std::move(known->second));
  }

  void write() {
    std::vector<OrderRefund*> fresh;
    std::vector<db::RefundUpdate> updates;
    for (Entry& entry : entries_) {
      if (entry.is_new) {
        fresh.push_back(&entry.refund);
      } else {
        updates.push_back({entry.refund, due_at(entry.refund)});
      }
    }
    db::insert_refunds(tx_, fresh);
    db::update_refunds(tx_, updates);
    write_orders();
  }

 private:
  struct Entry {
    OrderWithLines& sale;
    OrderRefund refund;
    OrderTerms terms;
    bool is_new;
  };

  RefundEffect adopt(OrderWithLines& sale, const RecordRefund& report) {
    if (report.state != RefundState::succeeded) return RefundEffect::repeated;
    auto parts = parts_of_reported(sale, report.amount_fen, report.parts);
    if (!parts) {
      const bool is_elsewhere = !report.parts.empty() && parts.refused_with(kRefundPartsInvalid);
      const RefundEffect effect = is_elsewhere ? RefundEffect::wrong_parts : RefundEffect::too_large;
      return suspend_refund(tx_, report, effect, now_);
    }
    ask_refund(sale, *parts);
    count(sale, entries_.emplace_back(Entry{sale, refund_of_report(sale, report, *std::move(parts), now_),
                                            report.terms, true}));
    return RefundEffect::recorded;
  }

  RefundEffect lead_on(OrderWithLines& sale, const RecordRefund& report, OrderRefund refund) {
    if (refund.amount_fen != report.amount_fen)
      return suspend_refund(tx_, report, RefundEffect::wrong_amount, now_);
    if (refund.ending && report.state != RefundState::closed)
      return suspend_refund(tx_, report, RefundEffect::ended_otherwise, now_);
    if (!leads_on(refund.state, report.state)) return RefundEffect::repeated;
    refund.state = report.state;
    if (!report.channel_refund_id.empty()) refund.channel_refund_id = report.channel_refund_id;
    if (report.state == RefundState::succeeded) refund.succeeded_at = report.happened_at;
    count(sale, entries_.emplace_back(Entry{sale, std::move(refund), report.terms, false}));
    return RefundEffect::recorded;
  }

  void count(OrderWithLines& sale, const Entry& entry) const {
    if (entry.refund.state == RefundState::succeeded) complete_refund(sale, entry.refund.parts);
    if (entry.refund.state == RefundState::closed) forget_refund(sale, entry.refund.parts);
    if (is_final(entry.refund.state)) close_if_wholly_refunded(sale.order, now_);
  }

  [[nodiscard]] std::optional<Instant> due_at(const OrderRefund& refund) const {
    if (is_final(refund.state)) return std::nullopt;
    return now_ + std::chrono::minutes(5);
  }

  // A refund that is still under way changes nothing of its order.
  void write_orders() {
    std::vector<const OrderWithLines*> sales;
    std::vector<db::OrderUpdate> updates;
    std::vector<RefundedOrder> refunded;
    for (const Entry& entry : entries_) {
      if (!is_final(entry.refund.state)) continue;
      sales.push_back(&entry.sale);
      updates.push_back({entry.sale.order, next_step_at(entry.sale.order, entry.terms)});
      if (entry.refund.state == RefundState::succeeded) refunded.push_back({entry.sale, entry.refund});
    }
    db::update_orders(tx_, updates);
    db::update_line_refunds(tx_, sales);
    if (!refunded.empty()) claw_back_sales(tx_, refunded, now_);
  }

  db::Tx& tx_;
  const Instant now_;
  std::map<db::RefundNumber, OrderRefund> known_;
  std::deque<Entry> entries_;
};

// The order is unpaid as far as we know, or not known.
RefundEffect park_report(db::Tx& tx, const RecordRefund& report, Instant now) {
  if (report.state != RefundState::succeeded) return RefundEffect::repeated;
  const db::ParkedRefund said{report.source,     report.external_no, report.refund_no,
                              report.amount_fen, report.parts,       report.channel_refund_id};
  if (const auto parked = db::find_parked_refund(tx, said.source, said.external_no, said.refund_no)) {
    const bool is_same =
        parked->amount_fen == said.amount_fen && to_text(parked->parts) == to_text(said.parts);
    return is_same ? RefundEffect::repeated : suspend_refund(tx, report, RefundEffect::wrong_amount, now);
  }
  // They are booked in the transaction of the payment: what one order may have, and no more, waits for it.
  if (db::count_parked_refunds_of(tx, said.source, said.external_no) >= kRefundsPerOrderMax)
    return suspend_refund(tx, report, RefundEffect::too_many, now);
  return db::park_refund(tx, said, now) ? RefundEffect::parked : RefundEffect::repeated;
}

db::OrderNumber order_of(const RecordRefund& report) { return {report.source, report.external_no}; }

using Sales = std::map<db::OrderNumber, OrderWithLines>;

// Those that we know, all before the first sheet is: whoever holds an order may wait for a sheet.
Sales lock_sales(db::Tx& tx, std::span<const RecordRefund> reports) {
  std::set<db::OrderNumber> orders;
  for (const RecordRefund& report : reports) orders.insert(order_of(report));
  return db::lock_orders_by_external_nos(tx, orders);
}

// As many of the first as are of different orders.
std::span<const RecordRefund> different_orders(std::span<const RecordRefund> reports) {
  std::set<db::OrderNumber> seen;
  const auto is_new = [&](const RecordRefund& report) { return seen.insert(order_of(report)).second; };
  const auto end = std::ranges::find_if_not(reports, is_new);
  return reports.first(static_cast<std::size_t>(end - reports.begin()));
}

void record_different(db::Tx& tx, Sales& sales, std::span<const RecordRefund> reports, Instant now,
                      std::vector<RefundEffect>& effects) {
  std::set<db::RefundNumber> numbers;
  for (const RecordRefund& report : reports) {
    const auto sale = sales.find(order_of(report));
    if (sale != sales.end()) numbers.emplace(sale->second.order.id, report.refund_no);
  }
  // Asked after the locks: a repeat that waited for them sees what the first one wrote.
  RefundBook book(tx, numbers, now);
  for (const RecordRefund& report : reports) {
    const auto sale = sales.find(order_of(report));
    if (sale == sales.end() && report.source == kMiniProgramSource) {
      effects.push_back(suspend_refund(tx, report, RefundEffect::unknown_order, now));
    } else if (sale == sales.end() || !sale->second.order.paid_at) {
      effects.push_back(park_report(tx, report, now));
    } else {
      effects.push_back(book.enter(sale->second, report));
    }
  }
  book.write();
}

}  // namespace

std::string_view to_word(RefundEffect effect) {
  switch (effect) {
    case RefundEffect::recorded:
      return "recorded";
    case RefundEffect::repeated:
      return "repeated";
    case RefundEffect::parked:
      return "parked";
    case RefundEffect::unknown_order:
      return "unknown_order";
    case RefundEffect::wrong_amount:
      return "wrong_amount";
    case RefundEffect::too_large:
      return "too_large";
    case RefundEffect::wrong_parts:
      return "wrong_parts";
    case RefundEffect::too_many:
      return "too_many";
    case RefundEffect::ended_otherwise:
      return "ended_otherwise";
  }
  FENRUN_ASSERT(false);
}

bool is_alarming(RefundEffect effect) {
  return effect == RefundEffect::unknown_order || effect == RefundEffect::wrong_amount ||
         effect == RefundEffect::too_large || effect == RefundEffect::wrong_parts ||
         effect == RefundEffect::too_many || effect == RefundEffect::ended_otherwise;
}

RefundEffect apply_refund_report(db::Tx& tx, OrderWithLines& sale, const RecordRefund& report, Instant now) {
  RefundBook book(tx, {{sale.order.id, report.refund_no}}, now);
  const RefundEffect effect = book.enter(sale, report);
  book.write();
  return effect;
}

std::vector<RefundEffect> record_refunds(db::Tx& tx, std::span<const RecordRefund> reports, Instant now) {
  FENRUN_ASSERT(reports.size() <= kRefundsTogetherMax);
  Sales sales = lock_sales(tx, reports);
  std::vector<RefundEffect> effects;
  effects.reserve(reports.size());
  while (effects.size() < reports.size())
    record_different(tx, sales, different_orders(reports.subspan(effects.size())), now, effects);
  return effects;
}

Result<RefundEffect> record_refund(db::Tx& tx, const RecordRefund& report, Instant now) {
  return record_refunds(tx, {&report, 1}, now).front();
}

}  // namespace fenrun::flows
