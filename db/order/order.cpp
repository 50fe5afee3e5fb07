#include "db/order/order.hpp"

#include <limits>

#include "base/assert.hpp"
#include "base/crypto/encoding.hpp"

#define ORDER_COLUMNS                                                                                        \
  "id, public_id, source, external_no, channel, consumer_id, state, goods_fen, discount_fen, coupon_fen, "   \
  "freight_fen, total_fen, freight_refund_asked_fen, freight_refunded_fen, refunded_fen, remark, carrier, "  \
  "tracking_no, binding_id, seller_id, seller_tier_id, second_id, second_tier_id, third_id, third_tier_id, " \
  "created_at, expires_at, paid_at, shipped_at, received_at, hold_ends_at, completed_at, closed_at, version"
#define LINE_COLUMNS                                                                      \
  "id, product_id, category_id, sku_id, title, unit_price_fen, unit_cost_fen, quantity, " \
  "discount_fen, coupon_fen, paid_fen, refund_asked_fen, refunded_fen"

namespace fenrun::db {
namespace {

SaleStamp read_stamp(const Row& row) {
  constexpr std::size_t kFirstDealer = 19;
  SaleStamp stamp{row.id<BindingId>(18), {}};
  for (std::size_t i = 0; i < kUplineMax; ++i) {
    const UplineMember member{row.id<DealerId>(kFirstDealer + 2 * i),
                              row.id<TierId>(kFirstDealer + 2 * i + 1)};
    if (!member.dealer_id.is_set()) break;
    stamp.upline.push_back(member);
  }
  return stamp;
}

Order read_order(const Row& row) {
  const auto channel = sale_channel_from(row.text(4));
  const auto state = order_state_from(row.text(6));
  FENRUN_ASSERT(channel && state);
  Order order;
  order.id = row.id<OrderId>(0);
  order.public_id = row.text(1);
  order.source = row.text(2);
  order.external_no = row.text(3);
  order.channel = *channel;
  order.consumer_id = row.id<ConsumerId>(5);
  order.state = *state;
  order.goods_fen = row.fen(7);
  order.discount_fen = row.fen(8);
  order.coupon_fen = row.fen(9);
  order.freight_fen = row.fen(10);
  order.total_fen = row.fen(11);
  order.freight_refund_asked_fen = row.fen(12);
  order.freight_refunded_fen = row.fen(13);
  order.refunded_fen = row.fen(14);
  order.remark = row.text(15);
  order.carrier = row.text(16);
  order.tracking_no = row.text(17);
  order.stamp = read_stamp(row);
  order.created_at = row.time(25);
  order.expires_at = row.time(26);
  order.paid_at = row.maybe_time(27);
  order.shipped_at = row.maybe_time(28);
  order.received_at = row.maybe_time(29);
  order.hold_ends_at = row.maybe_time(30);
  order.completed_at = row.maybe_time(31);
  order.closed_at = row.maybe_time(32);
  order.version = row.integer(33);
  return order;
}

std::optional<Order> read_order(const std::optional<Row>& row) {
  if (!row) return std::nullopt;
  return read_order(*row);
}

OrderLine read_order_line(const Row& row) {
  OrderLine line;
  line.id = row.id<OrderLineId>(0);
  line.product_id = row.id<ProductId>(1);
  line.category_id = row.id<CategoryId>(2);
  line.sku_id = row.id<SkuId>(3);
  line.title = row.text(4);
  line.unit_price_fen = row.fen(5);
  line.unit_cost_fen = row.fen(6);
  line.quantity = static_cast<int>(row.integer(7));
  line.discount_fen = row.fen(8);
  line.coupon_fen = row.fen(9);
  line.paid_fen = row.fen(10);
  line.refund_asked_fen = row.fen(11);
  line.refunded_fen = row.fen(12);
  return line;
}

std::optional<OrderWithLines> with_lines(Tx& tx, const std::optional<Row>& row) {
  auto order = read_order(row);
  if (!order) return std::nullopt;
  auto lines = lines_of_order(tx, order->id);
  return OrderWithLines{std::move(*order), std::move(lines)};
}

void insert_order_lines(Tx& tx, OrderWithLines& sale) {
  std::vector<Param> values;
  values.reserve(sale.lines.size() * 11);
  for (const OrderLine& line : sale.lines) {
    values.insert(values.end(), {sale.order.id, line.product_id, line.category_id, line.sku_id, line.title,
                                 line.unit_price_fen, line.unit_cost_fen, line.quantity, line.discount_fen,
                                 line.coupon_fen, line.paid_fen});
  }
  tx.execute_rows(
      "INSERT INTO sale_order_line (order_id, product_id, category_id, sku_id, title, unit_price_fen, "
      "unit_cost_fen, quantity, discount_fen, coupon_fen, paid_fen) VALUES",
      "(?,?,?,?,?,?,?,?,?,?,?)", values);
  sale.lines = lines_of_order(tx, sale.order.id);
}

UplineMember member_at(const SaleStamp& stamp, std::size_t place) {
  return place < stamp.upline.size() ? stamp.upline[place] : UplineMember{};
}

std::optional<std::string_view> sealed_or_null(std::string_view sealed) {
  if (sealed.empty()) return std::nullopt;
  return sealed;
}

bool is_with_the_buyer_or_over(OrderState state) {
  return state == OrderState::received || state == OrderState::completed || state == OrderState::closed;
}

// What delete_account() had to leave, because the parcel was still to be sent. A payment that revives such an
// order finds nobody to send it to: staff pay it back.
void forget_gone_buyers(Tx& tx, std::span<const OrderUpdate> updates) {
  std::map<ConsumerId, std::vector<Param>> orders;
  for (const auto& [order, due_at] : updates) {
    if (order.consumer_id.is_set() && is_with_the_buyer_or_over(order.state))
      orders[order.consumer_id].emplace_back(order.id);
  }
  std::vector<Param> buyers;
  buyers.reserve(orders.size());
  for (const auto& [buyer, ids] : orders) buyers.emplace_back(buyer);
  for (const Row& row :
       tx.all_of("SELECT id FROM consumer WHERE state = 'deleted' AND id IN (", "?", buyers, ")")) {
    tx.execute_of("UPDATE sale_order SET remark = '', receiver_sealed = NULL WHERE id IN (", {}, "?",
                  orders.at(row.id<ConsumerId>(0)), ")");
  }
}

void read_lines_of(Tx& tx, const std::map<OrderId, OrderWithLines*>& sales) {
  std::vector<Param> ids;
  ids.reserve(sales.size());
  for (const auto& [id, sale] : sales) ids.emplace_back(id);
  for (const Row& row :
       tx.all_of("SELECT " LINE_COLUMNS ", order_id FROM sale_order_line WHERE order_id IN (", "?", ids,
                 ") ORDER BY order_id, id")) {
    sales.at(row.id<OrderId>(13))->lines.push_back(read_order_line(row));
  }
}

// Each list has a literal of its own, so that each is served by its own index.
std::vector<Row> order_rows(Tx& tx, const OrderFilter& filter, std::int64_t before, int limit) {
  if (filter.consumer.is_set()) {
    return tx.all("SELECT " ORDER_COLUMNS
                  " FROM sale_order WHERE consumer_id = ? AND id < ? "
                  "ORDER BY id DESC LIMIT ?",
                  {filter.consumer, before, limit});
  }
  if (filter.seller.is_set()) {
    return tx.all("SELECT " ORDER_COLUMNS
                  " FROM sale_order WHERE seller_id = ? AND id < ? "
                  "ORDER BY id DESC LIMIT ?",
                  {filter.seller, before, limit});
  }
  if (!filter.source.empty()) {
    const std::string state = filter.state ? std::string(to_text(*filter.state)) : std::string();
    return tx.all("SELECT " ORDER_COLUMNS
                  " FROM sale_order WHERE source = ? AND (? = '' OR state = ?) AND id < ? "
                  "ORDER BY id DESC LIMIT ?",
                  {filter.source, state, state, before, limit});
  }
  if (filter.state) {
    return tx.all("SELECT " ORDER_COLUMNS
                  " FROM sale_order WHERE state = ? AND id < ? ORDER BY id DESC LIMIT ?",
                  {to_text(*filter.state), before, limit});
  }
  return tx.all("SELECT " ORDER_COLUMNS " FROM sale_order WHERE id < ? ORDER BY id DESC LIMIT ?",
                {before, limit});
}

}  // namespace

std::optional<Order> find_order(Tx& tx, OrderId id) {
  return read_order(tx.one("SELECT " ORDER_COLUMNS " FROM sale_order WHERE id = ?", {id}));
}

std::optional<Order> find_order_by_public_id(Tx& tx, std::string_view public_id) {
  if (!crypto::is_ulid(public_id)) return std::nullopt;
  return read_order(tx.one("SELECT " ORDER_COLUMNS " FROM sale_order WHERE public_id = ?", {public_id}));
}

std::optional<Order> find_order_by_external_no(Tx& tx, std::string_view source,
                                               std::string_view external_no) {
  return read_order(tx.one("SELECT " ORDER_COLUMNS " FROM sale_order WHERE source = ? AND external_no = ?",
                           {source, external_no}));
}

std::vector<OrderLine> lines_of_order(Tx& tx, OrderId id) {
  std::vector<OrderLine> lines;
  for (const Row& row :
       tx.all("SELECT " LINE_COLUMNS " FROM sale_order_line WHERE order_id = ? ORDER BY id", {id})) {
    lines.push_back(read_order_line(row));
  }
  return lines;
}

std::optional<OrderWithLines> lock_order(Tx& tx, OrderId id) {
  return with_lines(tx, tx.one("SELECT " ORDER_COLUMNS " FROM sale_order WHERE id = ? FOR UPDATE", {id}));
}

std::optional<OrderWithLines> lock_order_by_public_id(Tx& tx, std::string_view public_id) {
  if (!crypto::is_ulid(public_id)) return std::nullopt;
  return with_lines(
      tx, tx.one("SELECT " ORDER_COLUMNS " FROM sale_order WHERE public_id = ? FOR UPDATE", {public_id}));
}

std::map<std::string, OrderWithLines> lock_orders_by_public_ids(Tx& tx,
                                                                const std::set<std::string>& public_ids) {
  const std::vector<Param> params(public_ids.begin(), public_ids.end());
  std::map<std::string, OrderWithLines> sales;
  std::map<OrderId, OrderWithLines*> by_id;
  // By the unique key only: a scan of a small table would wait for rows that nobody asked for.
  for (const Row& row :
       tx.all_of("SELECT " ORDER_COLUMNS " FROM sale_order FORCE INDEX (by_public_id) WHERE public_id IN (",
                 "?", params, ") ORDER BY public_id FOR UPDATE")) {
    OrderWithLines& sale = sales[row.text(1)];
    sale.order = read_order(row);
    by_id.emplace(sale.order.id, &sale);
  }
  read_lines_of(tx, by_id);
  return sales;
}

std::optional<OrderWithLines> lock_order_by_external_no(Tx& tx, std::string_view source,
                                                        std::string_view external_no) {
  return with_lines(
      tx, tx.one("SELECT " ORDER_COLUMNS " FROM sale_order WHERE source = ? AND external_no = ? FOR UPDATE",
                 {source, external_no}));
}

std::map<OrderNumber, OrderWithLines> lock_orders_by_external_nos(Tx& tx,
                                                                  const std::set<OrderNumber>& numbers) {
  std::vector<Param> params;
  for (const auto& [source, external_no] : numbers) params.insert(params.end(), {source, external_no});
  std::map<OrderNumber, OrderWithLines> sales;
  std::map<OrderId, OrderWithLines*> by_id;
  for (const Row& row : tx.all_of("SELECT " ORDER_COLUMNS " FROM sale_order FORCE INDEX (by_external_no) "
                                  "WHERE (source, external_no) IN (",
                                  "(?,?)", params, ") ORDER BY source, external_no FOR UPDATE")) {
    OrderWithLines& sale = sales[{row.text(2), row.text(3)}];
    sale.order = read_order(row);
    by_id.emplace(sale.order.id, &sale);
  }
  read_lines_of(tx, by_id);
  return sales;
}

bool insert_order(Tx& tx, OrderWithLines& sale, std::optional<Instant> due_at,
                  std::string_view receiver_sealed) {
  const Order& order = sale.order;
  if (!tx.insert_new(
          "INSERT INTO sale_order (public_id, source, external_no, channel, consumer_id, state, goods_fen, "
          "discount_fen, coupon_fen, freight_fen, total_fen, remark, receiver_sealed, province, created_at, "
          "expires_at, "
          "due_at) VALUES (?, ?, ?, ?, ?, 'created', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
          {order.public_id, order.source, order.external_no, to_text(order.channel), order.consumer_id,
           order.goods_fen, order.discount_fen, order.coupon_fen, order.freight_fen, order.total_fen,
           order.remark, sealed_or_null(receiver_sealed), order.province, order.created_at, order.expires_at,
           due_at})) {
    return false;
  }
  sale.order.id = tx.one("SELECT id FROM sale_order WHERE public_id = ?", {order.public_id})->id<OrderId>(0);
  insert_order_lines(tx, sale);
  return true;
}

void update_order(Tx& tx, const Order& order, std::optional<Instant> due_at) {
  const OrderUpdate update{order, due_at};
  update_orders(tx, {&update, 1});
}

// One statement for all: an insert that always finds its row there. What it would insert where the row were
// missing is the row as it stands, so that only the columns named below ever change.
void update_orders(Tx& tx, std::span<const OrderUpdate> updates) {
  std::vector<Param> values;
  for (const auto& [order, due_at] : updates) {
    FENRUN_ASSERT(order.id.is_set());
    values.insert(
        values.end(),
        {order.id, order.public_id, order.source, order.external_no, to_text(order.channel),
         order.consumer_id, to_text(order.state), order.goods_fen, order.discount_fen, order.coupon_fen,
         order.freight_fen, order.total_fen, order.freight_refund_asked_fen, order.freight_refunded_fen,
         order.refunded_fen, order.remark, order.carrier, order.tracking_no, order.stamp.binding_id});
    for (std::size_t place = 0; place < kUplineMax; ++place) {
      const UplineMember member = member_at(order.stamp, place);
      values.insert(values.end(), {member.dealer_id, member.tier_id});
    }
    values.insert(values.end(),
                  {order.created_at, order.expires_at, order.paid_at, order.shipped_at, order.received_at,
                   order.hold_ends_at, order.completed_at, order.closed_at, due_at});
  }
  tx.execute_rows(
      "INSERT INTO sale_order (id, public_id, source, external_no, channel, consumer_id, state, goods_fen, "
      "discount_fen, coupon_fen, freight_fen, total_fen, freight_refund_asked_fen, freight_refunded_fen, "
      "refunded_fen, "
      "remark, carrier, tracking_no, binding_id, seller_id, seller_tier_id, second_id, second_tier_id, "
      "third_id, "
      "third_tier_id, created_at, expires_at, paid_at, shipped_at, received_at, hold_ends_at, completed_at, "
      "closed_at, "
      "due_at) VALUES",
      "(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)", values,
      "ON DUPLICATE KEY UPDATE state = VALUES(state), freight_refund_asked_fen = "
      "VALUES(freight_refund_asked_fen), "
      "freight_refunded_fen = VALUES(freight_refunded_fen), refunded_fen = VALUES(refunded_fen), "
      "carrier = VALUES(carrier), tracking_no = VALUES(tracking_no), binding_id = VALUES(binding_id), "
      "seller_id = VALUES(seller_id), seller_tier_id = VALUES(seller_tier_id), second_id = "
      "VALUES(second_id), "
      "second_tier_id = VALUES(second_tier_id), third_id = VALUES(third_id), third_tier_id = "
      "VALUES(third_tier_id), "
      "paid_at = VALUES(paid_at), shipped_at = VALUES(shipped_at), received_at = VALUES(received_at), "
      "hold_ends_at = VALUES(hold_ends_at), completed_at = VALUES(completed_at), closed_at = "
      "VALUES(closed_at), "
      "due_at = VALUES(due_at), version = version + 1");
  forget_gone_buyers(tx, updates);
}

// The rows are locked first: an order that another transaction is just finishing is waited for and then
// counts as finished, while one that finishes after this finds its buyer deleted.
void erase_buyer_of_orders(Tx& tx, ConsumerId consumer) {
  tx.all("SELECT id FROM sale_order WHERE consumer_id = ? ORDER BY id FOR UPDATE", {consumer});
  tx.execute(
      "UPDATE sale_order SET remark = '', receiver_sealed = NULL"
      " WHERE consumer_id = ? AND state IN ('received', 'completed', 'closed')",
      {consumer});
}

void update_order_refunds(Tx& tx, const Order& order) {
  tx.execute_one(
      "UPDATE sale_order SET freight_refund_asked_fen = ?, freight_refunded_fen = ?, refunded_fen = ?, "
      "version = version + 1 WHERE id = ?",
      {order.freight_refund_asked_fen, order.freight_refunded_fen, order.refunded_fen, order.id});
}

// As in update_orders().
void update_line_refunds(Tx& tx, std::span<const OrderWithLines* const> sales) {
  std::vector<Param> values;
  for (const OrderWithLines* sale : sales) {
    for (const OrderLine& line : sale->lines) {
      values.insert(values.end(),
                    {line.id, sale->order.id, line.product_id, line.category_id, line.sku_id, line.title,
                     line.unit_price_fen, line.unit_cost_fen, line.quantity, line.discount_fen,
                     line.coupon_fen, line.paid_fen, line.refund_asked_fen, line.refunded_fen});
    }
  }
  tx.execute_rows(
      "INSERT INTO sale_order_line (id, order_id, product_id, category_id, sku_id, title, unit_price_fen, "
      "unit_cost_fen, quantity, discount_fen, coupon_fen, paid_fen, refund_asked_fen, refunded_fen) VALUES",
      "(?,?,?,?,?,?,?,?,?,?,?,?,?,?)", values,
      "ON DUPLICATE KEY UPDATE refund_asked_fen = VALUES(refund_asked_fen), "
      "refunded_fen = VALUES(refunded_fen)");
}

std::string receiver_of_order(Tx& tx, OrderId id) {
  return tx.one("SELECT receiver_sealed FROM sale_order WHERE id = ?", {id})->maybe_text(0).value_or("");
}

std::vector<OrderId> due_orders(Tx& tx, Instant now, int limit) {
  std::vector<OrderId> due;
  for (const Row& row :
       tx.all("SELECT id FROM sale_order WHERE due_at <= ? ORDER BY due_at LIMIT ?", {now, limit})) {
    due.push_back(row.id<OrderId>(0));
  }
  return due;
}

void postpone_order(Tx& tx, OrderId id, std::optional<Instant> due_at) {
  tx.execute("UPDATE sale_order SET due_at = ? WHERE id = ?", {due_at, id});
}

void correct_parcel(Tx& tx, OrderId id, std::string_view carrier, std::string_view tracking_no) {
  tx.execute("UPDATE sale_order SET carrier = ?, tracking_no = ? WHERE id = ? AND shipped_at IS NOT NULL",
             {carrier, tracking_no, id});
}

Page<Order> list_orders(Tx& tx, const OrderFilter& filter, const PageRequest& request) {
  const auto before = request.after == 0 ? std::numeric_limits<std::int64_t>::max() : request.after;
  std::vector<Order> orders;
  for (const Row& row : order_rows(tx, filter, before, request.rows() + 1)) orders.push_back(read_order(row));
  return cut_page(std::move(orders), request, [](const Order& order) { return order.id.value; });
}

}  // namespace fenrun::db

#undef LINE_COLUMNS
#undef ORDER_COLUMNS
