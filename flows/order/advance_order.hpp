// The steps of an order's life besides money: closed, shipped, received, completed.
#pragma once

#include <optional>
#include <string>

#include "base/result.hpp"
#include "db/mysql/tx.hpp"
#include "domain/order/order.hpp"
#include "domain/order/order_terms.hpp"
#include "domain/order/shipping_upload.hpp"

namespace fenrun::flows {

struct CloseOrder {
  std::string public_id;
  ConsumerId consumer_id;  // not set: not asked for by the buyer
};
// WeChat must have closed the order first where the buyer went to pay. Refuses with kOrderNotFound (also for
// another's order), kOrderStateConflict.
Result<Order> close_order(db::Tx& tx, const CloseOrder& command, Instant now);

struct ShipOrder {
  std::string public_id;
  std::string carrier;  // both empty: goods that need no parcel
  std::string tracking_no;
  OrderTerms terms;
  std::optional<Delivery> delivery{};  // not set: a parcel when there is one, else picked up
};
// What was paid through WeChat is to be uploaded to it from then on. Refuses with kShippingInvalid,
// kDeliveryInvalid, kOrderNotFound, kOrderStateConflict.
Result<Order> ship_order(db::Tx& tx, const ShipOrder& command, Instant now);

struct ReceiveOrder {
  std::string public_id;
  ConsumerId consumer_id;  // not set: by itself, or staff
  OrderTerms terms;
};
// The hold of the commissions begins. Refuses with kOrderNotFound (also for another's order),
// kOrderStateConflict.
Result<Order> receive_order(db::Tx& tx, const ReceiveOrder& command, Instant now);

struct CompleteOrder {
  std::string public_id;
  OrderTerms terms;
};
// Releases the commissions. Refuses with kOrderNotFound, kOrderStateConflict, kOrderHoldRuns.
Result<Order> complete_order(db::Tx& tx, const CompleteOrder& command, Instant now);

enum class DueStep {
  nothing,  // somebody was faster
  taken,
  ask_wechat,  // the order has expired, and WeChat must close it before we may
};

struct TakeDueStep {
  OrderId order_id;
  OrderTerms terms;
};
// The step that is due by itself; when none is under these terms, plans the next one. Refuses as
// complete_order() does.
Result<DueStep> take_due_step(db::Tx& tx, const TakeDueStep& command, Instant now);

}  // namespace fenrun::flows
