// Rows of `order_suspense`: reports of money that fit no order. Nothing was booked; a person finds out and
// closes it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "db/mysql/tx.hpp"
#include "db/waiting.hpp"
#include "domain/ids.hpp"
#include "domain/money.hpp"
#include "domain/page.hpp"

namespace fenrun::db {

struct Suspense {
  std::string_view reason;  // a word
  std::string_view source;  // of the order
  std::string out_trade_no;
  std::string reference;  // the number of the payment or refund there
  Fen amount_fen;
};
// False when this was noted before, closed or not.
bool note_suspense(Tx& tx, const Suspense& suspense, Instant now);

struct NotedSuspense {
  std::int64_t id = 0;
  std::string source;  // empty: noted before sources were
  std::string reason;
  std::string out_trade_no;
  std::string reference;
  Fen amount_fen;
  Instant created_at;
  std::optional<Instant> closed_at;  // nothing: open, and the next two are not set
  StaffId closed_by;
  std::string closing_reason;
};

struct SuspenseFilter {
  bool is_open = true;
  std::optional<std::string> reason;
};
// Newest first.
Page<NotedSuspense> list_suspense(Tx& tx, const SuspenseFilter& filter, const PageRequest& request);
std::optional<NotedSuspense> lock_suspense(Tx& tx, std::int64_t id);
// It is locked and open.
void close_suspense(Tx& tx, std::int64_t id, StaffId by, std::string_view reason, Instant now);

Waiting count_open_suspense(Tx& tx);

}  // namespace fenrun::db
