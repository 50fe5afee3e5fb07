// The filters of lists that can also be taken away as files, read in one place for both.
#pragma once

#include <array>
#include <optional>
#include <string>

#include "db/audit/audit.hpp"
#include "db/order/order.hpp"
#include "db/order/order_total.hpp"
#include "db/staff/staff.hpp"
#include "domain/order/order_number.hpp"
#include "server/api/query.hpp"

namespace fenrun::server::console {

struct OrderQuery {
  db::OrderFilter filter;
  std::optional<std::string> number;  // in the filter's source, or else in the mini-program
};

inline OrderQuery order_query(Query& query) {
  using enum OrderState;
  constexpr std::array states{created, paid, shipped, received, completed, closed};
  OrderQuery asked;
  const auto state =
      query.maybe_one_of("state", {"created", "paid", "shipped", "received", "completed", "closed"});
  if (state) asked.filter.state = states.at(*state);
  asked.filter.source = query.maybe_text("source", {1, 32}).value_or("");
  asked.number = query.maybe_text("external_no", {1, kExternalNoMax});
  return asked;
}

// With a number, one order or none. Sources and numbers are ASCII in the table, and so must be asked for.
inline Page<Order> orders_of(db::Tx& tx, const OrderQuery& asked, const PageRequest& page) {
  const db::OrderFilter& filter = asked.filter;
  Page<Order> found;
  if (!filter.source.empty() && !is_external_no(filter.source)) return found;
  if (!asked.number) return db::list_orders(tx, filter, page);
  if (!is_external_no(*asked.number)) return found;
  const std::string_view source =
      filter.source.empty() ? kMiniProgramSource : std::string_view(filter.source);
  auto order = db::find_order_by_external_no(tx, source, *asked.number);
  if (order && (!filter.state || order->state == *filter.state)) found.items.push_back(std::move(*order));
  return found;
}

inline ListTotal total_of(db::Tx& tx, const OrderQuery& asked) {
  const std::string& source = asked.filter.source;
  if (!asked.number && (source.empty() || is_external_no(source)))
    return db::total_of_orders(tx, asked.filter);
  const auto found = orders_of(tx, asked, {});
  return found.items.empty() ? ListTotal{} : ListTotal{1, found.items.front().total_fen};
}

// Of a list that names no state, those that a person must settle.
inline RefundState refund_state_in(Query& query) {
  using enum RefundState;
  constexpr std::array states{requested, processing, abnormal, succeeded, closed};
  const auto state =
      query.maybe_one_of("state", {"requested", "processing", "abnormal", "succeeded", "closed"});
  return state ? states.at(*state) : abnormal;
}

struct AuditQuery {
  std::optional<std::string> staff;
  std::string object;

  // Refuses with kStaffNotFound.
  Result<db::AuditFilter> filter(db::Tx& tx) const {
    db::AuditFilter filter;
    filter.object = object;
    if (!staff) return filter;
    const auto found = db::find_staff_by_public_id(tx, *staff);
    if (!found) return kStaffNotFound;
    filter.actor = found->id;
    return filter;
  }
};

inline AuditQuery audit_query(Query& query) {
  AuditQuery asked;
  asked.staff = query.maybe_public_id("staff");
  asked.object = query.maybe_text("object", {1, 96}).value_or("");
  return asked;
}

}  // namespace fenrun::server::console
