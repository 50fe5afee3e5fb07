#include "db/order/refund.hpp"

#include <algorithm>

#include "base/assert.hpp"
#include "base/crypto/encoding.hpp"

#define REFUND_COLUMNS                                                                               \
  "id, public_id, order_id, refund_no, state, amount_fen, reason, channel_refund_id, requested_by, " \
  "created_at, succeeded_at, refusal, ending"

namespace fenrun::db {
namespace {

constexpr std::size_t kKeysMax = 1'000;

OrderRefund read_refund_alone(const Row& row) {
  const auto state = refund_state_from(row.text(4));
  FENRUN_ASSERT(state);
  OrderRefund refund;
  refund.id = row.id<OrderRefundId>(0);
  refund.public_id = row.text(1);
  refund.order_id = row.id<OrderId>(2);
  refund.refund_no = row.text(3);
  refund.state = *state;
  refund.amount_fen = row.fen(5);
  refund.reason = row.text(6);
  refund.channel_refund_id = row.text(7);
  refund.requested_by = row.id<StaffId>(8);
  refund.created_at = row.time(9);
  refund.succeeded_at = row.maybe_time(10);
  refund.refusal = row.text(11);
  refund.ending = refund_ending_from(row.text(12));
  return refund;
}

// Each is another.
void read_parts(Tx& tx, std::span<OrderRefund> refunds) {
  std::map<OrderRefundId, OrderRefund*> by_id;
  std::vector<Param> ids;
  for (OrderRefund& refund : refunds) {
    by_id.emplace(refund.id, &refund);
    ids.emplace_back(refund.id);
  }
  for (const Row& row :
       tx.all_of("SELECT refund_id, line_id, amount_fen FROM order_refund_part WHERE refund_id IN (", "?",
                 ids, ") ORDER BY refund_id, line_id")) {
    by_id.at(row.id<OrderRefundId>(0))->parts.push_back({row.id<OrderLineId>(1), row.fen(2)});
  }
}

std::vector<OrderRefund> read_refunds(Tx& tx, const std::vector<Row>& rows) {
  std::vector<OrderRefund> refunds;
  refunds.reserve(rows.size());
  for (const Row& row : rows) refunds.push_back(read_refund_alone(row));
  for (std::span<OrderRefund> left(refunds); !left.empty();) {
    const std::size_t count = std::min(left.size(), kKeysMax);
    read_parts(tx, left.first(count));
    left = left.subspan(count);
  }
  return refunds;
}

void insert_parts(Tx& tx, std::span<OrderRefund* const> refunds) {
  std::vector<Param> values;
  for (const OrderRefund* refund : refunds) {
    for (const RefundPart& part : refund->parts)
      values.insert(values.end(), {refund->id, part.line_id, part.amount_fen});
  }
  tx.execute_rows("INSERT INTO order_refund_part (refund_id, line_id, amount_fen) VALUES", "(?,?,?)", values);
}

std::optional<OrderRefund> read_refund(Tx& tx, const std::optional<Row>& row) {
  if (!row) return std::nullopt;
  return std::move(read_refunds(tx, {*row}).front());
}

}  // namespace

std::optional<OrderRefund> find_refund_by_no(Tx& tx, OrderId order, std::string_view refund_no) {
  return read_refund(
      tx, tx.one("SELECT " REFUND_COLUMNS " FROM order_refund WHERE order_id = ? AND refund_no = ?",
                 {order, refund_no}));
}

std::map<RefundNumber, OrderRefund> find_refunds_by_no(Tx& tx, const std::set<RefundNumber>& numbers) {
  std::vector<Param> params;
  for (const auto& [order, refund_no] : numbers) params.insert(params.end(), {order, refund_no});
  std::map<RefundNumber, OrderRefund> found;
  for (OrderRefund& refund :
       read_refunds(tx, tx.all_of("SELECT " REFUND_COLUMNS " FROM order_refund FORCE INDEX (of_order) "
                                  "WHERE (order_id, refund_no) IN (",
                                  "(?,?)", params, ")"))) {
    RefundNumber number{refund.order_id, refund.refund_no};
    found.emplace(std::move(number), std::move(refund));
  }
  return found;
}

std::optional<OrderRefund> find_refund_by_public_id(Tx& tx, std::string_view public_id) {
  if (!crypto::is_ulid(public_id)) return std::nullopt;
  return read_refund(tx,
                     tx.one("SELECT " REFUND_COLUMNS " FROM order_refund WHERE public_id = ?", {public_id}));
}

std::optional<OrderRefund> find_refund(Tx& tx, OrderRefundId id) {
  return read_refund(tx, tx.one("SELECT " REFUND_COLUMNS " FROM order_refund WHERE id = ?", {id}));
}

std::vector<OrderRefund> refunds_of_order(Tx& tx, OrderId order) {
  return read_refunds(
      tx, tx.all("SELECT " REFUND_COLUMNS " FROM order_refund WHERE order_id = ? ORDER BY id", {order}));
}

int count_refunds(Tx& tx, OrderId order) {
  const auto row = tx.one("SELECT COUNT(*) FROM order_refund WHERE order_id = ?", {order});
  return static_cast<int>(row->integer(0));
}

bool insert_refund(Tx& tx, OrderRefund& refund, std::optional<Instant> due_at) {
  if (!tx.insert_new("INSERT INTO order_refund (public_id, order_id, refund_no, state, amount_fen, reason, "
                     "channel_refund_id, requested_by, created_at, succeeded_at, due_at) "
                     "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                     {refund.public_id, refund.order_id, refund.refund_no, to_text(refund.state),
                      refund.amount_fen, refund.reason, refund.channel_refund_id, refund.requested_by,
                      refund.created_at, refund.succeeded_at, due_at})) {
    return false;
  }
  refund.id =
      tx.one("SELECT id FROM order_refund WHERE public_id = ?", {refund.public_id})->id<OrderRefundId>(0);
  OrderRefund* const one = &refund;
  insert_parts(tx, {&one, 1});
  return true;
}

void insert_refunds(Tx& tx, std::span<OrderRefund* const> refunds) {
  std::vector<Param> values;
  std::vector<Param> public_ids;
  std::map<std::string_view, OrderRefund*> by_public_id;
  for (OrderRefund* refund : refunds) {
    values.insert(values.end(),
                  {refund->public_id, refund->order_id, refund->refund_no, to_text(refund->state),
                   refund->amount_fen, refund->reason, refund->channel_refund_id, refund->requested_by,
                   refund->created_at, refund->succeeded_at});
    public_ids.emplace_back(refund->public_id);
    by_public_id.emplace(refund->public_id, refund);
  }
  tx.execute_rows(
      "INSERT INTO order_refund (public_id, order_id, refund_no, state, amount_fen, reason, "
      "channel_refund_id, requested_by, created_at, succeeded_at) VALUES",
      "(?,?,?,?,?,?,?,?,?,?)", values);
  for (const Row& row :
       tx.all_of("SELECT public_id, id FROM order_refund WHERE public_id IN (", "?", public_ids, ")")) {
    by_public_id.at(row.text(0))->id = row.id<OrderRefundId>(1);
  }
  insert_parts(tx, refunds);
}

// One statement for all: an insert that always finds its row there, as in update_orders().
void update_refunds(Tx& tx, std::span<const RefundUpdate> updates) {
  std::vector<Param> values;
  for (const auto& [refund, due_at] : updates) {
    FENRUN_ASSERT(refund.id.is_set());
    values.insert(values.end(),
                  {refund.id, refund.public_id, refund.order_id, refund.refund_no, to_text(refund.state),
                   refund.amount_fen, refund.reason, refund.channel_refund_id, refund.requested_by,
                   refund.created_at, refund.succeeded_at, due_at});
  }
  tx.execute_rows(
      "INSERT INTO order_refund (id, public_id, order_id, refund_no, state, amount_fen, reason, "
      "channel_refund_id, requested_by, created_at, succeeded_at, due_at) VALUES",
      "(?,?,?,?,?,?,?,?,?,?,?,?)", values,
      "ON DUPLICATE KEY UPDATE state = VALUES(state), channel_refund_id = VALUES(channel_refund_id), "
      "succeeded_at = VALUES(succeeded_at), due_at = VALUES(due_at)");
}

std::vector<DueRefund> take_due_refunds(Tx& tx, Instant now, int limit) {
  std::vector<DueRefund> due;
  for (const Row& row :
       tx.all("SELECT id, attempts FROM order_refund WHERE due_at <= ? ORDER BY due_at LIMIT ? "
              "FOR UPDATE SKIP LOCKED",
              {now, limit})) {
    due.push_back({row.id<OrderRefundId>(0), static_cast<int>(row.integer(1))});
  }
  return due;
}

void plan_refund(Tx& tx, OrderRefundId id, Instant due_at) {
  tx.execute(
      "UPDATE order_refund SET attempts = attempts + 1, due_at = ? WHERE id = ? AND due_at IS NOT NULL",
      {due_at, id});
}

void ask_soon_about_refund(Tx& tx, OrderRefundId id, Instant due_at) {
  tx.execute(
      "UPDATE order_refund SET due_at = ?, attempts = LEAST(attempts, 1) WHERE id = ? AND due_at IS NOT NULL",
      {due_at, id});
}

void note_refund_refusal(Tx& tx, OrderRefundId id, std::string_view code) {
  tx.execute("UPDATE order_refund SET refusal = ? WHERE id = ? AND state = 'requested'", {code, id});
}

void end_refund(Tx& tx, OrderRefundId id, RefundEnding ending) {
  tx.execute_one("UPDATE order_refund SET ending = ? WHERE id = ? AND ending = ''", {to_word(ending), id});
}

Page<OrderRefund> list_refunds(Tx& tx, RefundState state, const PageRequest& request) {
  auto refunds =
      read_refunds(tx, tx.all("SELECT " REFUND_COLUMNS " FROM order_refund WHERE state = ? AND id < "
                              "COALESCE(NULLIF(?, 0), 9223372036854775807) ORDER BY id DESC LIMIT ?",
                              {to_text(state), request.after, request.rows() + 1}));
  return cut_page(std::move(refunds), request, [](const OrderRefund& it) { return it.id.value; });
}

std::int64_t count_abnormal_refunds(Tx& tx) {
  return tx.one("SELECT COUNT(*) FROM order_refund WHERE state = 'abnormal'")->integer(0);
}

Waiting count_unended_refunds(Tx& tx) {
  const auto row = tx.one(
      "SELECT COUNT(*), MIN(created_at) FROM order_refund WHERE due_at IS NOT NULL AND state IN "
      "('requested', "
      "'processing')");
  return {row->integer(0), row->maybe_time(1)};
}

}  // namespace fenrun::db

#undef REFUND_COLUMNS
