#include "db/order/order_source.hpp"

#include <algorithm>

#define SOURCE_COLUMNS \
  "id, code, name, secret_sealed, previous_secret_sealed, previous_until, state = 'active', created_at"

namespace fenrun::db {
namespace {

OrderSource read_source(const Row& row) {
  return {row.integer(0),    row.text(1),    row.text(2), row.text(3), row.maybe_text(4).value_or(""),
          row.maybe_time(5), row.boolean(6), row.time(7)};
}

std::optional<OrderSource> read_source(const std::optional<Row>& row) {
  if (!row) return std::nullopt;
  return read_source(*row);
}

std::optional<std::string_view> secret_or_null(std::string_view sealed) {
  if (sealed.empty()) return std::nullopt;
  return sealed;
}

}  // namespace

std::optional<OrderSource> find_order_source(Tx& tx, std::string_view code) {
  if (!is_source_code(code)) return std::nullopt;
  return read_source(tx.one("SELECT " SOURCE_COLUMNS " FROM order_source WHERE code = ?", {code}));
}

std::optional<OrderSource> lock_order_source(Tx& tx, std::string_view code) {
  if (!is_source_code(code)) return std::nullopt;
  return read_source(tx.one("SELECT " SOURCE_COLUMNS " FROM order_source WHERE code = ? FOR UPDATE", {code}));
}

Page<OrderSource> list_order_sources(Tx& tx, const PageRequest& request) {
  std::vector<OrderSource> sources;
  for (const Row& row : tx.all("SELECT " SOURCE_COLUMNS " FROM order_source WHERE id > ? ORDER BY id LIMIT ?",
                               {request.after, request.rows() + 1})) {
    sources.push_back(read_source(row));
  }
  return cut_page(std::move(sources), request, [](const OrderSource& source) { return source.id; });
}

bool insert_order_source(Tx& tx, const OrderSource& source, StaffId created_by) {
  return tx.insert_new(
      "INSERT INTO order_source (code, name, secret_sealed, state, created_by, created_at) "
      "VALUES (?, ?, ?, 'active', ?, ?)",
      {source.code, source.name, source.secret_sealed, created_by, source.created_at});
}

void update_order_source(Tx& tx, const OrderSource& source) {
  tx.execute(
      "UPDATE order_source SET secret_sealed = ?, previous_secret_sealed = ?, previous_until = ?, state = ? "
      "WHERE id = ?",
      {source.secret_sealed, secret_or_null(source.previous_secret_sealed), source.previous_until,
       source.is_active ? "active" : "disabled", source.id});
}

PushedMilestones lock_pushed_order(Tx& tx, std::string_view source, std::string_view external_no,
                                   Instant now) {
  (void)tx.insert_new("INSERT INTO pushed_order (source, external_no, first_heard_at) VALUES (?, ?, ?)",
                      {source, external_no, now});
  const auto row = tx.one(
      "SELECT paid_at, shipped_at, received_at, closed_at, carrier, tracking_no, parcel_sequence "
      "FROM pushed_order WHERE source = ? AND external_no = ? FOR UPDATE",
      {source, external_no});
  return {row->maybe_time(0), row->maybe_time(1), row->maybe_time(2), row->maybe_time(3),
          row->text(4),       row->text(5),       row->integer(6)};
}

void update_pushed_order(Tx& tx, std::string_view source, std::string_view external_no,
                         const PushedMilestones& known) {
  tx.execute(
      "UPDATE pushed_order SET paid_at = ?, shipped_at = ?, received_at = ?, closed_at = ?, carrier = ?, "
      "tracking_no = ?, parcel_sequence = ? WHERE source = ? AND external_no = ?",
      {known.paid_at, known.shipped_at, known.received_at, known.closed_at, known.carrier, known.tracking_no,
       known.parcel_sequence, source, external_no});
}

}  // namespace fenrun::db

#undef SOURCE_COLUMNS
