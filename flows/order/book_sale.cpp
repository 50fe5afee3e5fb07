#include "flows/order/book_sale.hpp"

#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "db/commission/commission.hpp"
#include "db/dealer/dealer.hpp"
#include "db/journal/subject.hpp"
#include "flows/commission/claw_back_commissions.hpp"
#include "flows/commission/share_sale.hpp"
#include "flows/ledger/post.hpp"
#include "flows/ledger/release.hpp"

namespace fenrun::flows {
namespace {

// The commissions and the journal move together under the order's lock, so a movement that does not fit is a
// defect of ours; the transaction must not survive it.
void post_or_throw(db::Tx& tx, const std::vector<Movement>& movements, Instant now) {
  if (movements.empty()) return;
  const auto posted = post(tx, movements, now);
  if (!posted)
    throw std::logic_error("an order's movement was refused: " + std::string(posted.error().code()));
}

std::vector<SaleLine> sale_lines(const std::vector<OrderLine>& lines) {
  std::vector<SaleLine> sold;
  sold.reserve(lines.size());
  for (const OrderLine& line : lines) {
    sold.push_back({line.id, line.sku_id, line.product_id, line.category_id, line.quantity, line.paid_fen,
                    Fen{line.unit_cost_fen.value * line.quantity}});
  }
  return sold;
}

SaleFacts facts_of(db::Tx& tx, const OrderWithLines& sale) {
  const Order& order = sale.order;
  SaleFacts facts;
  facts.order = order.id;
  facts.channel = order.channel;
  facts.paid_at = *order.paid_at;
  if (const auto buyer = db::find_dealer_of_consumer(tx, order.consumer_id)) facts.buyer = buyer->id;
  facts.lines = sale_lines(sale.lines);
  std::set<DealerId> line;
  for (const UplineMember& member : order.stamp.upline) line.insert(member.dealer_id);
  const auto dealers = db::find_dealers(tx, line);
  for (const UplineMember& member : order.stamp.upline) {
    facts.upline.push_back(
        {member.dealer_id, member.tier_id, dealers.at(member.dealer_id).is_active(), Fen{}, Fen{}});
  }
  return facts;
}

std::vector<LineRefunds> refunds_in_all(const std::vector<OrderLine>& lines) {
  std::vector<LineRefunds> refunds;
  for (const OrderLine& line : lines) {
    if (line.refunded_fen > Fen{0}) refunds.push_back({line.id, line.refunded_fen});
  }
  return refunds;
}

std::string clawback_reference(const OrderRefund& refund, const std::string& share) {
  return "refund:" + std::to_string(refund.id.value) + ":" + share;
}

}  // namespace

void book_sale(db::Tx& tx, const OrderWithLines& sale, Instant now) {
  const SharedSale shared = share_sale(tx, facts_of(tx, sale), now);
  if (!shared.is_new) return;
  std::vector<Movement> movements;
  for (const Commission& one : shared.commissions) {
    movements.push_back(accrue(ledger_reference(one), one.dealer, one.amount_fen));
  }
  for (const UnclaimedCommission& one : shared.unclaimed) {
    movements.push_back(keep_unclaimed(ledger_reference(one), one.amount_fen));
  }
  post_or_throw(tx, movements, now);
}

void claw_back_sale(db::Tx& tx, const OrderWithLines& sale, const OrderRefund& refund, Instant now) {
  const auto taken = claw_back_commissions(tx, sale.order.id, refunds_in_all(sale.lines));
  if (!taken) throw std::logic_error("a line was refunded beyond what was paid for it");
  std::vector<Movement> movements;
  for (const auto& [row, take] : taken->commissions) {
    const auto share = ledger_reference(row);
    movements.push_back(claw_back(clawback_reference(refund, share), share, row.dealer, take));
  }
  for (const auto& [row, take] : taken->unclaimed) {
    movements.push_back(return_unclaimed(clawback_reference(refund, ledger_reference(row)), take));
  }
  post_or_throw(tx, movements, now);
}

void plan_release(db::Tx& tx, const OrderWithLines& sale, Instant matures_at) {
  std::set<std::string> shares;
  for (const Commission& one : db::commissions_of_order(tx, sale.order.id)) {
    if (one.state == CommissionState::pending) shares.insert(ledger_reference(one));
  }
  if (!shares.empty()) db::set_maturity(tx, shares, matures_at);
}

void release_sale(db::Tx& tx, const OrderWithLines& sale, Instant now) {
  std::set<std::string> shares;
  for (const Commission& one : release_commissions(tx, sale.order.id)) shares.insert(ledger_reference(one));
  if (shares.empty()) return;
  const auto released = release(tx, shares, now);
  if (!released) throw std::logic_error("a commission is not in the ledger: " + *shares.begin());
}

}  // namespace fenrun::flows
