#include "db/reconciliation/our_entry.hpp"

#include <chrono>
#include <stdexcept>

#include "domain/order/order_number.hpp"
#include "domain/order/refund.hpp"
#include "domain/withdrawal/payout_state.hpp"

#define TRANSFER_COLUMNS \
  "SELECT p.number, p.channel_number, p.amount_fen, p.state, j.amount_fen, p.state_at, p.id FROM payout p "
#define THEIR_SETTLEMENTS "LEFT JOIN journal_txn j ON j.reference = p.number AND j.kind = 'settle' "
#define TRANSFER_ENTRY TRANSFER_COLUMNS THEIR_SETTLEMENTS
#define TRANSFERS_IN_ORDER TRANSFER_COLUMNS "FORCE INDEX FOR ORDER BY (ended) " THEIR_SETTLEMENTS
#define PAYMENT_ENTRY                                                                                    \
  "SELECT o.public_id, m.transaction_id, m.amount_fen, m.paid_at, m.order_id FROM order_payment m JOIN " \
  "sale_order o "                                                                                        \
  "ON o.id = m.order_id "
#define REFUND_ENTRY                                                                                   \
  "SELECT r.refund_no, r.channel_refund_id, r.amount_fen, r.state, r.created_at, r.id, r.ending FROM " \
  "order_refund r "                                                                                    \
  "JOIN sale_order o "                                                                                 \
  "ON o.id = r.order_id "

namespace fenrun::db {
namespace {

constexpr int kEntriesPerPage = 5000;

OurEntry read_transfer_entry(const Row& row) {
  OurEntry entry;
  entry.number = row.text(0);
  entry.channel_number = row.text(1);
  entry.flow = Fen{-row.integer(2)};
  entry.state = row.text(3);
  const bool is_paid = payout_state_from(entry.state) == PayoutState::succeeded;
  entry.expected = is_paid ? Expected::moved : Expected::not_moved;
  entry.is_in_ledger = true;
  if (!row.is_null(4)) entry.settled = row.fen(4);
  return entry;
}

OurEntry read_payment_entry(const Row& row) {
  OurEntry entry;
  entry.number = out_trade_no_of(row.text(0));
  entry.channel_number = row.text(1);
  entry.flow = row.fen(2);
  entry.state = "paid";
  return entry;
}

Expected expected_of(RefundState state) {
  switch (state) {
    case RefundState::requested:
      return Expected::either;
    case RefundState::processing:
    case RefundState::abnormal:
    case RefundState::succeeded:
      return Expected::moved;
    case RefundState::closed:
      return Expected::not_moved;
  }
  throw std::logic_error("no such state of a refund");
}

OurEntry read_refund_entry(const Row& row) {
  const auto state = refund_state_from(row.text(3));
  if (!state) throw std::logic_error("no such state of a refund: " + row.text(3));
  OurEntry entry;
  entry.number = row.text(0);
  entry.channel_number = row.text(1);
  entry.flow = Fen{-row.integer(2)};
  entry.state = row.text(3);
  entry.expected = expected_of(*state);
  if (const std::string& ending = row.text(6); !ending.empty()) {  // by people, and not through WeChat
    entry.state += ", " + ending;
    entry.expected = Expected::not_moved;
  }
  return entry;
}

void append_entries(std::vector<OurEntry>& entries, const std::vector<Row>& rows,
                    OurEntry (*read)(const Row&)) {
  for (const Row& row : rows) entries.push_back(read(row));
}

// The two questions by which a page follows the one before: `same` takes the time and the id that were seen
// last, `later` the time and the end; both then the rows wanted. One question for both would begin anew at
// the time seen last, and a million rows may have the same.
struct EntryPages {
  Sql same;
  Sql later;
  std::size_t column;  // of a row's time, and its id is the one after
  OurEntry (*read)(const Row&);
};

void visit_rows(const std::vector<Row>& rows, const EntryPages& pages, const EntryVisitor& visit) {
  for (const Row& row : rows) {
    OurEntry entry = pages.read(row);
    entry.is_of_day = true;
    visit(entry);
  }
}

void visit_pages(Tx& tx, const EntryPages& pages, const Period& time, const EntryVisitor& visit) {
  Instant seen = time.from - std::chrono::microseconds(1);
  while (true) {
    auto rows = tx.all(pages.later, {seen, time.until, kEntriesPerPage});
    visit_rows(rows, pages, visit);
    if (std::ssize(rows) < kEntriesPerPage) return;
    do {
      seen = rows.back().time(pages.column);
      rows = tx.all(pages.same, {seen, rows.back().integer(pages.column + 1), kEntriesPerPage});
      visit_rows(rows, pages, visit);
    } while (std::ssize(rows) == kEntriesPerPage);
  }
}

std::vector<Param> text_params(const std::vector<std::string>& texts) { return {texts.begin(), texts.end()}; }

}  // namespace

// Left to itself MariaDB reads all that ever succeeded, for each page.
void visit_transfer_entries(Tx& tx, const Period& time, const EntryVisitor& visit) {
  visit_pages(
      tx,
      {TRANSFERS_IN_ORDER
       "WHERE p.state = 'succeeded' AND p.state_at = ? AND p.id > ? ORDER BY p.state_at, p.id LIMIT ?",
       TRANSFERS_IN_ORDER
       "WHERE p.state = 'succeeded' AND p.state_at > ? AND p.state_at < ? ORDER BY p.state_at, p.id "
       "LIMIT ?",
       5, read_transfer_entry},
      time, visit);
}

std::vector<OurEntry> find_transfer_entries(Tx& tx, std::span<const std::string> numbers, Instant long_paid) {
  const std::vector<Param> params(numbers.begin(), numbers.end());
  auto rows = tx.all_of(TRANSFER_ENTRY "WHERE p.number IN (", "?", params, ")");
  for (Row& row : tx.all_of(TRANSFER_ENTRY "WHERE p.channel_number IN (", "?", params, ")"))
    rows.push_back(std::move(row));
  std::vector<OurEntry> entries;
  for (const Row& row : rows) {
    OurEntry& entry = entries.emplace_back(read_transfer_entry(row));
    entry.is_long_paid = entry.expected == Expected::moved && row.time(5) < long_paid;
  }
  return entries;
}

void visit_order_entries(Tx& tx, const Period& time, const EntryVisitor& visit) {
  visit_pages(tx,
              {PAYMENT_ENTRY
               "WHERE m.paid_at = ? AND m.order_id > ? AND o.source = 'mini_program' ORDER BY m.order_id "
               "LIMIT ?",
               PAYMENT_ENTRY "WHERE m.paid_at > ? AND m.paid_at < ? AND o.source = 'mini_program' "
                             "ORDER BY m.paid_at, m.order_id LIMIT ?",
               3, read_payment_entry},
              time, visit);
  visit_pages(
      tx,
      {REFUND_ENTRY "WHERE r.created_at = ? AND r.id > ? AND o.source = 'mini_program' ORDER BY r.id LIMIT ?",
       REFUND_ENTRY "WHERE r.created_at > ? AND r.created_at < ? AND o.source = 'mini_program' "
                    "ORDER BY r.created_at, r.id LIMIT ?",
       4, read_refund_entry},
      time, visit);
}

// Our numbers hold the public id of their row, by which it is found.
std::vector<OurEntry> find_order_entries(Tx& tx, std::span<const std::string> numbers) {
  std::vector<std::string> orders, refunds;
  for (const std::string& number : numbers) {
    if (auto order = order_of_out_trade_no(number)) orders.push_back(*std::move(order));
    if (auto refund = refund_of_out_refund_no(number)) refunds.push_back(*std::move(refund));
  }
  const std::vector<Param> all(numbers.begin(), numbers.end());
  std::vector<OurEntry> entries;
  append_entries(entries, tx.all_of(PAYMENT_ENTRY "WHERE m.transaction_id IN (", "?", all, ")"),
                 read_payment_entry);
  append_entries(entries, tx.all_of(PAYMENT_ENTRY "WHERE o.public_id IN (", "?", text_params(orders), ")"),
                 read_payment_entry);
  append_entries(entries, tx.all_of(REFUND_ENTRY "WHERE r.public_id IN (", "?", text_params(refunds), ")"),
                 read_refund_entry);
  append_entries(entries, tx.all_of(REFUND_ENTRY "WHERE r.channel_refund_id IN (", "?", all, ")"),
                 read_refund_entry);
  return entries;
}

}  // namespace fenrun::db
