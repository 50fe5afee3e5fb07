#include "flows/ledger/statement.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <span>
#include <stdexcept>

#include "base/crypto/digest.hpp"
#include "db/dealer/dealer.hpp"
#include "db/journal/orphan.hpp"
#include "db/journal/sheet.hpp"
#include "db/journal/statement.hpp"

namespace fenrun::flows {
namespace {

constexpr int kLinesPerRead = 1000;

std::int64_t number_before(db::Tx& tx, SheetId sheet, Instant instant) {
  const auto last = db::find_last_before(tx, sheet, instant);
  return last ? last->number : 0;
}

// From the first movement of all up to `last`. The newest statement knows the most of it.
MoneyFlows flows_to_date(db::Tx& tx, DealerId dealer, int before_month, std::int64_t last) {
  const auto known = db::find_statement_before(tx, dealer, before_month);
  if (!known) return flows_of(tx, sheet_of(dealer), 0, last);
  return known->statement.to_date + flows_of(tx, sheet_of(dealer), known->statement.last_number, last);
}

// Without its flows. Nothing: no movement before the month, or before its end.
Statement statement_between(const Dealer& dealer, int month, const db::JournalTxn* opening,
                            const db::JournalTxn* last) {
  Statement statement;
  statement.dealer = dealer.public_id;
  statement.month = month;
  if (opening != nullptr) {
    statement.opening = opening->after;
    statement.opening_number = opening->number;
  }
  if (last != nullptr) {
    statement.closing = last->after;
    statement.last_number = last->number;
    statement.journal_hash = last->hash;
  }
  return statement;
}

Statement footed(Statement statement) {
  if (!foots(statement)) throw std::logic_error("a statement does not foot to the journal");
  return statement;
}

// Of a month that lasts: what is posted meanwhile comes after `last_number` and is not in it.
Statement draw_open_statement(db::Tx& tx, const Dealer& dealer, const Period& month) {
  const SheetId sheet = sheet_of(dealer.id);
  const auto opening = db::find_last_before(tx, sheet, month.from);
  const auto last = db::find_last_before(tx, sheet, month.until);
  Statement statement =
      statement_between(dealer, month_number(month), opening ? &*opening : nullptr, last ? &*last : nullptr);
  statement.flows = flows_of(tx, sheet, statement.opening_number, statement.last_number);
  statement.to_date = flows_to_date(tx, dealer.id, statement.month, statement.last_number);
  return footed(std::move(statement));
}

// What the journal says of a month that is closed on many sheets, whose locks are held. Movements of a sheet
// are dated in their order, so that those between two instants are those between two numbers.
class MonthOfJournal {
 public:
  MonthOfJournal(db::Tx& tx, std::span<const Dealer> dealers, const Period& month)
      : tx_(tx), month_(month_number(month)) {
    std::set<SheetId> sheets;
    std::set<DealerId> ids;
    for (const Dealer& dealer : dealers) {
      sheets.insert(sheet_of(dealer.id));
      ids.insert(dealer.id);
    }
    opening_ = db::find_last_before(tx, sheets, month.from);
    closing_ = db::find_last_before(tx, sheets, month.until);
    before_ = db::find_statements_before(tx, ids, month_);
    for (const auto& [sheet, total] : db::total_flows(tx, sheets, month.from, month.until))
      count_flow(flows_[sheet], total.debit, total.credit, total.amount);
  }

  Statement draw(const Dealer& dealer) {
    const SheetId sheet = sheet_of(dealer.id);
    Statement statement = statement_between(dealer, month_, find(opening_, sheet), find(closing_, sheet));
    statement.flows = flows_[sheet];
    statement.to_date = to_date(dealer.id, statement);
    return footed(std::move(statement));
  }

 private:
  using Last = std::map<SheetId, db::JournalTxn>;
  static const db::JournalTxn* find(const Last& movements, SheetId sheet) {
    const auto found = movements.find(sheet);
    return found == movements.end() ? nullptr : &found->second;
  }

  // The statement of the month before knows the rest; where there is none, the journal is read from its
  // beginning.
  MoneyFlows to_date(DealerId dealer, const Statement& statement) {
    const auto known = before_.find(dealer);
    const std::int64_t known_number = known == before_.end() ? 0 : known->second.statement.last_number;
    const MoneyFlows known_flows = known == before_.end() ? MoneyFlows{} : known->second.statement.to_date;
    if (known_number == statement.opening_number) return known_flows + statement.flows;
    return known_flows + flows_of(tx_, sheet_of(dealer), known_number, statement.last_number);
  }

  db::Tx& tx_;
  const int month_;
  Last opening_;
  Last closing_;
  std::map<DealerId, db::StatementRow> before_;
  std::map<SheetId, MoneyFlows> flows_;
};

// Nothing while the month is not closed.
std::optional<db::StatementRow> find_closed(db::Tx& tx, const Dealer& dealer, const Period& month) {
  auto row = db::find_statement(tx, dealer.id, month_number(month));
  if (row) row->statement.dealer = dealer.public_id;
  return row;
}

// Two may want to close a month at once: the sheets' locks let one draw it, and the other finds it.
void close_statements(db::Tx& tx, std::span<const Dealer> dealers, const Period& month, Instant now) {
  std::set<SheetId> sheets;
  std::set<DealerId> ids;
  for (const Dealer& dealer : dealers) {
    sheets.insert(sheet_of(dealer.id));
    ids.insert(dealer.id);
  }
  if (ids.empty()) return;
  db::close_sheets_before(tx, sheets, month.until);
  const auto known = db::find_statements(tx, ids, month_number(month));
  std::vector<Dealer> open;
  std::ranges::copy_if(dealers, std::back_inserter(open),
                       [&](const Dealer& dealer) { return !known.contains(dealer.id); });
  MonthOfJournal journal(tx, open, month);
  std::map<DealerId, db::StatementRow> rows;
  for (const Dealer& dealer : open) {
    db::StatementRow row{journal.draw(dealer), {}, now};
    row.hash = statement_hash(row.statement);
    rows.emplace(dealer.id, std::move(row));
  }
  db::insert_statements(tx, rows);
}

Period month_after(const Period& month) { return month_of(month.until); }

// The first month to close is the one before the present: earlier ones are closed when somebody asks.
Period month_to_close(const db::ClosingPlace& place, Instant now) {
  if (place.month != 0) return parse_month(month_text(place.month)).value();
  return month_of(month_of(now).from - std::chrono::microseconds(1));
}

}  // namespace

std::string statement_hash(const Statement& statement) {
  const crypto::Sha256 hash = crypto::sha256(to_text(statement));
  return std::string(crypto::as_text(hash));
}

MoneyFlows flows_of(db::Tx& tx, SheetId sheet, std::int64_t after, std::int64_t last) {
  MoneyFlows flows;
  for (const db::FlowTotal& total : db::total_flows(tx, sheet, after, last)) {
    count_flow(flows, total.debit, total.credit, total.amount);
  }
  return flows;
}

MoneyNow money_now(db::Tx& tx, DealerId dealer, Instant now) {
  const SheetId id = sheet_of(dealer);
  const db::Sheet sheet = db::find_sheet(tx, id);
  MoneyNow money;
  money.balance = sheet.balance;
  money.last_number = sheet.number;
  money.today = flows_of(tx, id, number_before(tx, id, day_of(now).from), sheet.number);
  money.month = flows_of(tx, id, number_before(tx, id, month_of(now).from), sheet.number);
  money.to_date = flows_to_date(tx, dealer, month_number(month_of(now)), sheet.number);
  if (money.balance.net() != money.to_date.net()) {
    throw std::logic_error("a dealer's balance does not foot to the journal");
  }
  return money;
}

Result<ShownStatement> statement_of(db::Tx& tx, const Dealer& dealer, const Period& month, Instant now) {
  if (month.from > now) return kMonthInFuture;
  if (month.until <= dealer.joined_at) return kStatementBeforeJoining;
  if (month.until > now) {
    Statement drawn = draw_open_statement(tx, dealer, month);
    std::string hash = statement_hash(drawn);
    return ShownStatement{std::move(drawn), std::move(hash), std::nullopt};
  }
  auto row = find_closed(tx, dealer, month);
  if (!row) {
    close_statements(tx, {&dealer, 1}, month, now);
    row = find_closed(tx, dealer, month);
  }
  if (statement_hash(row->statement) != row->hash) return kStatementBroken;
  return ShownStatement{std::move(row->statement), std::move(row->hash), row->closed_at};
}

Result<std::vector<db::JournalTxn>> lines_of(db::Tx& tx, DealerId dealer, const Statement& statement,
                                             int lines_max) {
  if (statement.last_number - statement.opening_number > lines_max) return kStatementTooLong;
  std::vector<db::JournalTxn> lines;
  std::int64_t number = statement.opening_number;
  while (number < statement.last_number) {
    const auto left = std::min<std::int64_t>(statement.last_number - number, kLinesPerRead);
    auto read = db::read_journal(tx, sheet_of(dealer), number, static_cast<int>(left));
    if (std::ssize(read) != left) throw std::logic_error("a movement of a statement is gone");
    number = read.back().number;
    std::ranges::move(read, std::back_inserter(lines));
  }
  return lines;
}

Result<int> close_due_statements(db::Tx& tx, Instant now, int limit) {
  const auto place = db::lock_closing_place(tx);
  if (!place) return 0;
  const Period month = month_to_close(*place, now);
  if (month.until > now) return 0;
  const auto sheets = db::list_sheets(tx, place->after_sheet, limit);
  // A dealer's sheet has the dealer's number; one without a dealer has nobody to be shown to.
  std::set<DealerId> ids;
  for (const SheetId sheet : sheets) ids.insert(DealerId{sheet.value});
  std::vector<Dealer> dealers;
  for (auto& [id, dealer] : db::find_dealers(tx, ids)) {
    if (dealer.joined_at < month.until) dealers.push_back(dealer);
  }
  close_statements(tx, dealers, month, now);
  const bool is_done = std::ssize(sheets) < limit;
  const db::ClosingPlace next{month_number(is_done ? month_after(month) : month),
                              is_done ? SheetId{} : sheets.back()};
  db::move_closing_place(tx, next);
  // Another month may wait after a long outage.
  return is_done && month_after(month).until <= now ? limit : static_cast<int>(sheets.size());
}

}  // namespace fenrun::flows
