#include "db/order/payment.hpp"

namespace fenrun::db {
namespace {

Prepay read_prepay(const Row& row) {
  return {row.id<OrderId>(0), row.text(1), row.time(2), static_cast<int>(row.integer(3))};
}

std::optional<Payment> read_maybe_payment(const std::optional<Row>& row) {
  if (!row) return std::nullopt;
  return Payment{row->id<OrderId>(0), row->text(1), row->fen(2), row->time(3)};
}

}  // namespace

std::optional<Prepay> find_prepay(Tx& tx, OrderId order) {
  const auto row = tx.one(
      "SELECT order_id, prepay_id, prepared_at, queries FROM order_prepay WHERE order_id = ?", {order});
  if (!row) return std::nullopt;
  return read_prepay(*row);
}

void store_prepay(Tx& tx, OrderId order, std::string_view prepay_id, Instant now, Instant query_due_at) {
  delete_prepay(tx, order);
  tx.execute_one(
      "INSERT INTO order_prepay (order_id, prepay_id, prepared_at, queries, query_due_at) VALUES (?, ?, ?, "
      "0, ?)",
      {order, prepay_id, now, query_due_at});
}

std::vector<Prepay> take_due_prepays(Tx& tx, Instant now, int limit) {
  std::vector<Prepay> due;
  for (const Row& row : tx.all("SELECT order_id, prepay_id, prepared_at, queries FROM order_prepay "
                               "WHERE query_due_at <= ? ORDER BY query_due_at LIMIT ? FOR UPDATE SKIP LOCKED",
                               {now, limit})) {
    due.push_back(read_prepay(row));
  }
  return due;
}

void plan_query(Tx& tx, OrderId order, Instant query_due_at) {
  tx.execute("UPDATE order_prepay SET queries = queries + 1, query_due_at = ? WHERE order_id = ?",
             {query_due_at, order});
}

void delete_prepay(Tx& tx, OrderId order) {
  tx.execute("DELETE FROM order_prepay WHERE order_id = ?", {order});
}

std::optional<Payment> find_payment(Tx& tx, OrderId order) {
  return read_maybe_payment(tx.one(
      "SELECT order_id, transaction_id, amount_fen, paid_at FROM order_payment WHERE order_id = ?", {order}));
}

std::optional<Payment> find_payment_by_transaction(Tx& tx, std::string_view transaction_id) {
  return read_maybe_payment(
      tx.one("SELECT order_id, transaction_id, amount_fen, paid_at FROM order_payment "
             "WHERE transaction_id = ?",
             {transaction_id}));
}

bool insert_payment(Tx& tx, const Payment& payment, Instant now) {
  return tx.insert_new(
      "INSERT INTO order_payment (order_id, transaction_id, amount_fen, paid_at, recorded_at) "
      "VALUES (?, ?, ?, ?, ?)",
      {payment.order_id, payment.transaction_id, payment.amount_fen, payment.paid_at, now});
}

}  // namespace fenrun::db
