#include "flows/order/book_sale.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "db/commission/commission.hpp"
#include "db/dealer/dealer.hpp"
#include "db/dealer/gate.hpp"
#include "db/dealer/standing.hpp"
#include "db/dealer/tier.hpp"
#include "db/journal/subject.hpp"
#include "flows/commission/claw_back_commissions.hpp"
#include "flows/commission/share_sale.hpp"
#include "flows/ledger/post.hpp"
#include "flows/ledger/release.hpp"

namespace fenrun::flows {
namespace {

// The commissions and the journal move together under the order's lock, so a movement that does not fit is a
// defect of ours; the transaction must not survive it.
void post_or_throw(db::Tx& tx, std::span<const Movement> movements, Instant now) {
  while (!movements.empty()) {
    const std::size_t count = std::min(movements.size(), kMovementsPerPostMax);
    const auto posted = post(tx, movements.first(count), now);
    if (!posted)
      throw std::logic_error("an order's movement was refused: " + std::string(posted.error().code()));
    movements = movements.subspan(count);
  }
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

// Whoever the facts of the sales name.
struct People {
  std::map<ConsumerId, DealerId> buyers;  // those who are dealers
  std::vector<db::Standing> standings;    // of the lines, sale by sale, as of their payments

  People(db::Tx& tx, std::span<const OrderWithLines* const> sales) {
    std::set<ConsumerId> consumers;
    std::set<DealerId> line;
    std::vector<db::DealerAt> members;
    for (const OrderWithLines* sale : sales) {
      const Order& order = sale->order;
      if (order.consumer_id.is_set()) consumers.insert(order.consumer_id);
      for (const UplineMember& member : order.stamp.upline) {
        line.insert(member.dealer_id);
        members.push_back({member.dealer_id, *order.paid_at});
      }
    }
    buyers = db::dealers_of_consumers(tx, consumers);
    // Held until the shares are posted: nobody's dealership ends in between.
    db::hold_gates(tx, line);
    standings = db::standings_as_of(tx, members);
  }
};

SaleFacts facts_of(const OrderWithLines& sale, const People& people,
                   std::span<const db::Standing> standings) {
  const Order& order = sale.order;
  SaleFacts facts;
  facts.order = order.id;
  facts.channel = order.channel;
  facts.paid_at = *order.paid_at;
  if (const auto buyer = people.buyers.find(order.consumer_id); buyer != people.buyers.end())
    facts.buyer = buyer->second;
  facts.lines = sale_lines(sale.lines);
  for (std::size_t i = 0; i < order.stamp.upline.size(); ++i) {
    const UplineMember& member = order.stamp.upline[i];
    const bool earns = !standings[i].is_suspended && !standings[i].has_ended;
    facts.upline.push_back({member.dealer_id, member.tier_id, earns, Fen{}, Fen{}});
  }
  return facts;
}

Fen part_of(const OrderRefund& refund, OrderLineId line) {
  const auto part = std::ranges::find(refund.parts, line, &RefundPart::line_id);
  return part == refund.parts.end() ? Fen{0} : part->amount_fen;
}

RefundedSale refunded_sale(const OrderWithLines& sale, const OrderRefund& refund) {
  const auto& upline = sale.order.stamp.upline;
  RefundedSale refunded{
      sale.order.id, upline.empty() ? DealerId{} : upline.front().dealer_id, *sale.order.paid_at, {}};
  for (const OrderLine& line : sale.lines) {
    if (line.refunded_fen > Fen{0})
      refunded.lines.push_back({line.id, line.refunded_fen, part_of(refund, line.id)});
  }
  return refunded;
}

std::map<TierId, std::chrono::seconds> holds_of_tiers(db::Tx& tx, const OrderTerms& terms) {
  std::map<TierId, std::chrono::seconds> holds;
  if (terms.tier_holds.empty()) return holds;
  for (const Tier& tier : db::list_tiers(tx)) {
    const auto own = terms.tier_holds.find(tier.code);
    if (own != terms.tier_holds.end()) holds.emplace(tier.id, own->second);
  }
  return holds;
}

std::string clawback_reference(const OrderRefund& refund, const std::string& share) {
  return "refund:" + std::to_string(refund.id.value) + ":" + share;
}

void add_clawback_movements(std::vector<Movement>& movements, const OrderRefund& refund,
                            const Clawback& taken) {
  for (const auto& [row, take] : taken.commissions) {
    const auto share = ledger_reference(row);
    movements.push_back(claw_back(clawback_reference(refund, share), share, row.dealer, take));
  }
  for (const auto& [row, take] : taken.unclaimed)
    movements.push_back(return_unclaimed(clawback_reference(refund, ledger_reference(row)), take));
}

}  // namespace

void book_sales(db::Tx& tx, std::span<const OrderWithLines* const> sales, Instant now) {
  const People people(tx, sales);
  std::span<const db::Standing> standings = people.standings;
  std::vector<SaleFacts> facts;
  facts.reserve(sales.size());
  for (const OrderWithLines* sale : sales) {
    facts.push_back(facts_of(*sale, people, standings));
    standings = standings.subspan(sale->order.stamp.upline.size());
  }
  std::vector<Movement> movements;
  for (const SharedSale& shared : share_sales(tx, facts, now)) {
    if (!shared.is_new) continue;
    for (const Commission& one : shared.commissions)
      movements.push_back(accrue(ledger_reference(one), one.dealer, one.amount_fen));
    for (const UnclaimedCommission& one : shared.unclaimed)
      movements.push_back(keep_unclaimed(ledger_reference(one), one.amount_fen));
  }
  post_or_throw(tx, movements, now);
}

void claw_back_sales(db::Tx& tx, std::span<const RefundedOrder> refunded, Instant now) {
  std::vector<RefundedSale> sales;
  for (const RefundedOrder& one : refunded) sales.push_back(refunded_sale(one.sale, one.refund));
  const auto taken = claw_back_commissions(tx, sales);
  if (!taken) throw std::logic_error("a line was refunded beyond what was paid for it");
  std::vector<Movement> movements;
  for (std::size_t i = 0; i < refunded.size(); ++i)
    add_clawback_movements(movements, refunded[i].refund, (*taken)[i]);
  post_or_throw(tx, movements, now);
}

Instant plan_release(db::Tx& tx, const OrderWithLines& sale, Instant received_at, const OrderTerms& terms) {
  const auto holds = holds_of_tiers(tx, terms);
  std::map<Instant, std::set<std::string>> shares;
  for (const Commission& one : db::commissions_of_order(tx, sale.order.id)) {
    if (one.state != CommissionState::pending) continue;
    const auto own = holds.find(one.tier);
    const auto hold = own == holds.end() ? terms.commission_hold : own->second;
    shares[received_at + hold].insert(ledger_reference(one));
  }
  if (shares.empty()) return received_at + terms.commission_hold;
  for (const auto& [matures_at, references] : shares) db::set_maturity(tx, references, matures_at);
  return shares.rbegin()->first;
}

void release_sale(db::Tx& tx, const OrderWithLines& sale, Instant now) {
  std::set<std::string> shares;
  for (const Commission& one : release_commissions(tx, sale.order.id)) shares.insert(ledger_reference(one));
  if (shares.empty()) return;
  const auto released = release(tx, shares, now);
  if (!released) throw std::logic_error("a commission is not in the ledger: " + *shares.begin());
}

}  // namespace fenrun::flows
