#include "db/commission/commission.hpp"

#include <limits>
#include <map>
#include <set>
#include <stdexcept>
#include <tuple>

#include "base/assert.hpp"

#define COMMISSION_COLUMNS                                                                            \
  "id, order_id, line_id, dealer_id, level, plan_number, product_id, tier_id, base_fen, amount_fen, " \
  "clawed_back_fen, state, explanation, paid_at"
#define UNCLAIMED_COLUMNS "order_id, line_id, level, base_fen, amount_fen, returned_fen, reason"

namespace fenrun::db {
namespace {

PaidLevel paid_level_in(const Row& row, std::size_t column) {
  const auto level = paid_level_from(row.integer(column));
  if (!level) throw std::logic_error("commission: unknown level");
  return *level;
}

ZeroReason zero_reason_in(const Row& row, std::size_t column) {
  const auto reason = zero_reason_from(row.text(column));
  if (!reason) throw std::logic_error("commission: unknown reason");
  return *reason;
}

Commission read_commission(const Row& row) {
  const auto state = commission_state_from(row.text(11));
  if (!state) throw std::logic_error("commission: unknown state");
  return {row.id<CommissionId>(0),
          row.id<OrderId>(1),
          row.id<OrderLineId>(2),
          row.id<DealerId>(3),
          paid_level_in(row, 4),
          row.integer(5),
          row.id<ProductId>(6),
          row.id<TierId>(7),
          row.fen(8),
          row.fen(9),
          row.fen(10),
          *state,
          row.text(12),
          row.time(13)};
}

std::vector<Commission> read_commissions(const std::vector<Row>& rows) {
  std::vector<Commission> commissions;
  commissions.reserve(rows.size());
  for (const Row& row : rows) commissions.push_back(read_commission(row));
  return commissions;
}

UnclaimedCommission read_unclaimed(const Row& row) {
  return {row.id<OrderId>(0), row.id<OrderLineId>(1), paid_level_in(row, 2), row.fen(3), row.fen(4),
          row.fen(5),         zero_reason_in(row, 6)};
}

std::vector<UnclaimedCommission> read_unclaimed_rows(const std::vector<Row>& rows) {
  std::vector<UnclaimedCommission> unclaimed;
  unclaimed.reserve(rows.size());
  for (const Row& row : rows) unclaimed.push_back(read_unclaimed(row));
  return unclaimed;
}

// As the unique key of the table says; a line belongs to one order.
using ShareKey = std::tuple<OrderLineId, DealerId, std::int64_t>;

// The ids that one statement gave to many rows are asked for: servers do not promise that they follow each
// other.
void number_commissions(Tx& tx, std::span<Commission> commissions) {
  std::set<OrderId> orders;
  for (const Commission& it : commissions) orders.insert(it.order);
  const std::vector<Param> keys(orders.begin(), orders.end());
  std::map<ShareKey, CommissionId> ids;
  for (const Row& row : tx.all_of("SELECT id, line_id, dealer_id, level FROM commission WHERE order_id IN (",
                                  "?", keys, ")")) {
    ids.emplace(ShareKey{row.id<OrderLineId>(1), row.id<DealerId>(2), row.integer(3)},
                row.id<CommissionId>(0));
  }
  for (Commission& it : commissions) it.id = ids.at({it.line, it.dealer, number_of(it.level)});
}

}  // namespace

void insert_commissions(Tx& tx, std::span<Commission> commissions) {
  if (commissions.empty()) return;
  std::vector<Param> values;
  values.reserve(commissions.size() * 12);
  for (const Commission& it : commissions) {
    values.insert(values.end(),
                  {it.order, it.line, it.dealer, number_of(it.level), it.plan_number, it.product, it.tier,
                   it.base_fen, it.amount_fen, to_text(it.state), it.explanation, it.paid_at});
  }
  tx.execute_rows(
      "INSERT INTO commission (order_id, line_id, dealer_id, level, plan_number, product_id, tier_id, "
      "base_fen, amount_fen, state, explanation, paid_at) VALUES",
      "(?,?,?,?,?,?,?,?,?,?,?,?)", values);
  number_commissions(tx, commissions);
}

void insert_unclaimed(Tx& tx, std::span<const UnclaimedCommission> rows) {
  std::vector<Param> values;
  values.reserve(rows.size() * 6);
  for (const UnclaimedCommission& it : rows) {
    values.insert(values.end(),
                  {it.line, number_of(it.level), it.order, it.base_fen, it.amount_fen, to_text(it.reason)});
  }
  if (values.empty()) return;
  tx.execute_rows(
      "INSERT INTO commission_unclaimed (line_id, level, order_id, base_fen, amount_fen, reason) VALUES",
      "(?,?,?,?,?,?)", values);
}

void insert_zero_lines(Tx& tx, std::span<const CommissionZeroLine> rows) {
  std::vector<Param> values;
  values.reserve(rows.size() * 3);
  for (const CommissionZeroLine& it : rows)
    values.insert(values.end(), {it.line, it.order, to_text(it.reason)});
  if (values.empty()) return;
  tx.execute_rows("INSERT INTO commission_zero_line (line_id, order_id, reason) VALUES", "(?,?,?)", values);
}

// By the index only: a scan of a small table would wait for rows that nobody asked for.
std::vector<Commission> lock_commissions_of(Tx& tx, const std::set<OrderId>& orders) {
  const std::vector<Param> ids(orders.begin(), orders.end());
  return read_commissions(tx.all_of("SELECT " COMMISSION_COLUMNS
                                    " FROM commission FORCE INDEX (of_order) WHERE order_id IN (",
                                    "?", ids, ") ORDER BY id FOR UPDATE"));
}

std::vector<Commission> lock_commissions_of(Tx& tx, OrderId order) {
  return lock_commissions_of(tx, std::set<OrderId>{order});
}

std::vector<UnclaimedCommission> lock_unclaimed_of(Tx& tx, const std::set<OrderId>& orders) {
  const std::vector<Param> ids(orders.begin(), orders.end());
  return read_unclaimed_rows(tx.all_of(
      "SELECT " UNCLAIMED_COLUMNS " FROM commission_unclaimed FORCE INDEX (of_order) WHERE order_id IN (",
      "?", ids, ") ORDER BY line_id, level FOR UPDATE"));
}

std::vector<UnclaimedCommission> lock_unclaimed_of(Tx& tx, OrderId order) {
  return lock_unclaimed_of(tx, std::set<OrderId>{order});
}

std::set<CommissionId> lock_free_commissions(Tx& tx, const std::set<CommissionId>& ids) {
  const std::vector<Param> params(ids.begin(), ids.end());
  std::set<CommissionId> free = ids;
  for (const Row& row :
       tx.all_of("SELECT id FROM commission FORCE INDEX (PRIMARY) WHERE id IN (", "?", params, ")"))
    free.erase(row.id<CommissionId>(0));
  for (const Row& row : tx.all_of("SELECT id FROM commission FORCE INDEX (PRIMARY) WHERE id IN (", "?",
                                  params, ") ORDER BY id FOR UPDATE SKIP LOCKED"))
    free.insert(row.id<CommissionId>(0));
  return free;
}

void make_commissions_available(Tx& tx, const std::set<CommissionId>& ids) {
  const std::vector<Param> params(ids.begin(), ids.end());
  tx.execute_of("UPDATE commission SET state = ? WHERE state = ? AND id IN (",
                {to_text(CommissionState::available), to_text(CommissionState::pending)}, "?", params, ")");
}

std::vector<CommissionZeroLine> zero_lines_of(Tx& tx, OrderId order) {
  std::vector<CommissionZeroLine> lines;
  for (const Row& row : tx.all(
           "SELECT order_id, line_id, reason FROM commission_zero_line WHERE order_id = ? ORDER BY line_id",
           {order})) {
    lines.push_back({row.id<OrderId>(0), row.id<OrderLineId>(1), zero_reason_in(row, 2)});
  }
  return lines;
}

void update_commission(Tx& tx, const Commission& commission) {
  tx.execute_one("UPDATE commission SET clawed_back_fen = ?, state = ? WHERE id = ?",
                 {commission.clawed_back_fen, to_text(commission.state), commission.id});
}

// One statement for all: an insert that always finds its row there and would insert it as it stands.
void update_commissions(Tx& tx, std::span<const Commission> commissions) {
  std::vector<Param> values;
  values.reserve(commissions.size() * 14);
  for (const Commission& it : commissions) {
    FENRUN_ASSERT(it.id.is_set());
    values.insert(values.end(), {it.id, it.order, it.line, it.dealer, number_of(it.level), it.plan_number,
                                 it.product, it.tier, it.base_fen, it.amount_fen, it.clawed_back_fen,
                                 to_text(it.state), it.explanation, it.paid_at});
  }
  tx.execute_rows("INSERT INTO commission (" COMMISSION_COLUMNS ") VALUES", "(?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
                  values,
                  "ON DUPLICATE KEY UPDATE clawed_back_fen = VALUES(clawed_back_fen), state = VALUES(state)");
}

void update_unclaimed(Tx& tx, std::span<const UnclaimedCommission> rows) {
  std::vector<Param> values;
  for (const UnclaimedCommission& it : rows) {
    values.insert(values.end(), {it.order, it.line, number_of(it.level), it.base_fen, it.amount_fen,
                                 it.returned_fen, to_text(it.reason)});
  }
  tx.execute_rows("INSERT INTO commission_unclaimed (" UNCLAIMED_COLUMNS ") VALUES", "(?,?,?,?,?,?,?)",
                  values, "ON DUPLICATE KEY UPDATE returned_fen = VALUES(returned_fen)");
}

std::optional<Commission> find_commission(Tx& tx, CommissionId id) {
  const auto row = tx.one("SELECT " COMMISSION_COLUMNS " FROM commission WHERE id = ?", {id});
  if (!row) return std::nullopt;
  return read_commission(*row);
}

std::vector<Commission> commissions_of_order(Tx& tx, OrderId order) {
  return read_commissions(
      tx.all("SELECT " COMMISSION_COLUMNS " FROM commission WHERE order_id = ? ORDER BY id", {order}));
}

std::vector<UnclaimedCommission> unclaimed_of_order(Tx& tx, OrderId order) {
  return read_unclaimed_rows(tx.all("SELECT " UNCLAIMED_COLUMNS
                                    " FROM commission_unclaimed WHERE order_id = ? ORDER BY line_id, level",
                                    {order}));
}

// A line has a share a level at most, so that line and level in one number are where the list goes on.
Page<UnclaimedOfOrder> list_unclaimed(Tx& tx, const PageRequest& page) {
  constexpr std::int64_t kLevels = 4;
  const std::int64_t after = page.after == 0 ? std::numeric_limits<std::int64_t>::max() : page.after;
  std::vector<UnclaimedOfOrder> unclaimed;
  for (const Row& row :
       tx.all("SELECT u.order_id, u.line_id, u.level, u.base_fen, u.amount_fen, u.returned_fen, u.reason, "
              "o.public_id FROM commission_unclaimed u STRAIGHT_JOIN sale_order o ON o.id = u.order_id "
              "WHERE u.line_id < ? OR (u.line_id = ? AND u.level < ?) "
              "ORDER BY u.line_id DESC, u.level DESC LIMIT ?",
              {after / kLevels, after / kLevels, after % kLevels, page.rows() + 1})) {
    unclaimed.push_back({row.text(7), read_unclaimed(row)});
  }
  return cut_page(std::move(unclaimed), page, [](const UnclaimedOfOrder& it) {
    return it.unclaimed.line.value * kLevels + number_of(it.unclaimed.level);
  });
}

Page<Commission> list_commissions_of(Tx& tx, DealerId dealer, const PageRequest& page) {
  auto commissions =
      read_commissions(tx.all("SELECT " COMMISSION_COLUMNS " FROM commission WHERE dealer_id = ? AND id < "
                              "COALESCE(NULLIF(?, 0), 9223372036854775807) ORDER BY id DESC LIMIT ?",
                              {dealer, page.after, page.rows() + 1}));
  return cut_page(std::move(commissions), page, [](const Commission& it) { return it.id.value; });
}

}  // namespace fenrun::db
