// Somebody says what became of a refund: WeChat, or the shop that an order came from. Each refund takes back
// its part of the commissions once, in whatever order and however often it is reported.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "db/mysql/tx.hpp"
#include "domain/order/order_terms.hpp"
#include "domain/order/refund.hpp"

namespace fenrun::flows {

struct RecordRefund {
  std::string source;
  std::string external_no;  // of the order
  std::string refund_no;
  RefundState state = RefundState::succeeded;
  Fen amount_fen;
  std::vector<SkuRefundPart> parts{};  // of the whole amount; empty: of everything, in proportion
  std::string channel_refund_id;       // empty: not known
  Instant happened_at;
  OrderTerms terms;
};

enum class RefundEffect {
  recorded,
  repeated,         // nothing new
  parked,           // the order has not been paid yet as far as we know: applied when it is
  unknown_order,    // these and the following: nothing was booked, finance must look
  wrong_amount,     // not what the refund of this number was made for
  too_large,        // more than the order, or a line of it, can still give back
  wrong_parts,      // for an article that was not ordered
  too_many,         // more wait for the order than an order may have
  ended_otherwise,  // two people had ended it, and WeChat makes it all the same
};

[[nodiscard]] std::string_view to_word(RefundEffect effect);
[[nodiscard]] bool is_alarming(RefundEffect effect);

inline constexpr std::size_t kRefundsTogetherMax = 100;

// A refund that was not asked for here and does not say what it is for (made on WeChat's merchant page, say)
// is spread over the lines. An order that another shop has not told us of yet may follow its refund, which
// waits for it; one of our own must exist. Never refuses. The effects stand in the order of the reports, each
// as if those before it had been recorded before; the statements are as many for one report as for all that
// follow each other and are of different orders, but for what goes into suspense or waits. Asserts that there
// are at most kRefundsTogetherMax.
std::vector<RefundEffect> record_refunds(db::Tx& tx, std::span<const RecordRefund> reports, Instant now);
Result<RefundEffect> record_refund(db::Tx& tx, const RecordRefund& report, Instant now);

// The same for an order that is locked and paid; `sale` becomes what is stored.
RefundEffect apply_refund_report(db::Tx& tx, OrderWithLines& sale, const RecordRefund& report, Instant now);

}  // namespace fenrun::flows
