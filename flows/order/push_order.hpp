// Another shop tells us of one of its orders, piece by piece and in any order, as often as it likes. Whatever
// comes first, the same things said lead to the same order and the same books.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "db/mysql/tx.hpp"
#include "domain/order/order.hpp"
#include "domain/order/order_source.hpp"
#include "domain/order/order_terms.hpp"
#include "domain/order/refund.hpp"

namespace fenrun::flows {

struct PushOrder {
  std::string public_id;  // a fresh ULID, should the order be new
  std::string source;
  std::string external_no;
  SaleChannel channel = SaleChannel::push;
  std::optional<PushedContent> content;  // heeded the first time
  PushedMilestones said;
  std::vector<PushedRefund> refunds;
  OrderTerms terms;
};

struct PushedReport {
  std::optional<Order> order;       // nothing while its content is not known
  std::vector<std::string> alarms;  // refunds that do not fit, by their numbers: nothing was booked for these
};

// Refuses with kPushExternalNoInvalid, kRefundPartsInvalid (parts that are not the whole of their refund),
// kShippingInvalid, kSkuNotFound (an article number that we do not have), and as price_order() does; nothing
// is kept of a push that is refused.
Result<PushedReport> push_order(db::Tx& tx, const PushOrder& command, Instant now);

// The order that push_order() would make of the content, which must be there; writes nothing. Refuses as that
// does.
Result<OrderWithLines> draft_pushed_order(db::Tx& tx, const PushOrder& command, Instant now);
// What a refund says it is for, by our articles. Refuses with kSkuNotFound.
Result<std::vector<SkuRefundPart>> articles_of_refund(db::Tx& tx, const PushedRefund& refund);

}  // namespace fenrun::flows
