#include "db/order/payment.hpp"

#include "db/mysql/codes.hpp"

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

void delete_prepays(Tx& tx, const std::set<OrderId>& orders) {
  const std::vector<Param> ids(orders.begin(), orders.end());
  tx.execute_rows("DELETE FROM order_prepay WHERE order_id IN (", "?", ids, ")");
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

std::vector<Payment> find_payments(Tx& tx, const std::set<OrderId>& orders,
                                   const std::set<std::string>& transaction_ids) {
  const std::vector<Param> ids(orders.begin(), orders.end());
  const std::vector<Param> numbers(transaction_ids.begin(), transaction_ids.end());
  std::vector<Payment> payments;
  for (const Row& row : tx.all_of(
           "SELECT order_id, transaction_id, amount_fen, paid_at FROM order_payment WHERE order_id IN (", "?",
           ids, ")")) {
    payments.push_back(*read_maybe_payment(row));
  }
  for (const Row& row : tx.all_of("SELECT order_id, transaction_id, amount_fen, paid_at FROM order_payment "
                                  "WHERE transaction_id IN (",
                                  "?", numbers, ")")) {
    Payment payment = *read_maybe_payment(row);
    if (!orders.contains(payment.order_id)) payments.push_back(std::move(payment));
  }
  return payments;
}

void insert_payments(Tx& tx, std::span<const Payment> payments, Instant now) {
  std::vector<Param> values;
  values.reserve(payments.size() * 5);
  for (const Payment& it : payments)
    values.insert(values.end(), {it.order_id, it.transaction_id, it.amount_fen, it.paid_at, now});
  try {
    tx.execute_rows(
        "INSERT INTO order_payment (order_id, transaction_id, amount_fen, paid_at, recorded_at) VALUES",
        "(?,?,?,?,?)", values);
  } catch (const DatabaseError& error) {
    if (error.code() != kDuplicateKey) throw;
    throw DatabaseError(kRecordChanged, error.what());
  }
}

}  // namespace fenrun::db
