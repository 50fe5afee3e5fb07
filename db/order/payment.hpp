// Rows of `order_prepay` and `order_payment`.
#pragma once

#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "db/mysql/tx.hpp"
#include "domain/ids.hpp"
#include "domain/money.hpp"

namespace fenrun::db {

struct Prepay {
  OrderId order_id;
  std::string prepay_id;
  Instant prepared_at;
  int queries = 0;  // made so far
};

std::optional<Prepay> find_prepay(Tx& tx, OrderId order);
// Replaces the one before, whose queries begin anew.
void store_prepay(Tx& tx, OrderId order, std::string_view prepay_id, Instant now, Instant query_due_at);
// The longest due first; rows that another process is taking are left to it. Plan the next query of each
// before this transaction ends, and nobody else asks WeChat meanwhile.
std::vector<Prepay> take_due_prepays(Tx& tx, Instant now, int limit);
void plan_query(Tx& tx, OrderId order, Instant query_due_at);  // counts one query more
void delete_prepay(Tx& tx, OrderId order);
void delete_prepays(Tx& tx, const std::set<OrderId>& orders);

struct Payment {
  OrderId order_id;
  std::string transaction_id;
  Fen amount_fen;
  Instant paid_at;
};

std::optional<Payment> find_payment(Tx& tx, OrderId order);
std::optional<Payment> find_payment_by_transaction(Tx& tx, std::string_view transaction_id);
// Those of the orders, and those made by the transactions.
std::vector<Payment> find_payments(Tx& tx, const std::set<OrderId>& orders,
                                   const std::set<std::string>& transaction_ids);
// Of orders and transactions that have none, whose locks the caller holds. Throws DatabaseError
// kRecordChanged, which runs the story again, when somebody used a transaction for another order meanwhile.
void insert_payments(Tx& tx, std::span<const Payment> payments, Instant now);

}  // namespace fenrun::db
