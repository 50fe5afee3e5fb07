#include "flows/ledger/walk_books.hpp"

#include <algorithm>
#include <span>
#include <vector>

#include "base/assert.hpp"
#include "db/audit/audit.hpp"
#include "db/journal/orphan.hpp"
#include "db/journal/sheet.hpp"
#include "flows/ledger/check_resting.hpp"
#include "flows/ledger/verify_commissions.hpp"
#include "flows/ledger/verify_ledger.hpp"

namespace fenrun::flows {
namespace {

constexpr int kPageMovements = 1'000;
constexpr std::int64_t kMoneyMovementsMax = 100'000;

constexpr BooksPart kBooksParts[] = {BooksPart::audit_log, BooksPart::sheets, BooksPart::seals,
                                     BooksPart::commissions, BooksPart::none};

void begin(BooksWalk& walk, BooksPart part) {
  walk.part = part;
  walk.after = part == BooksPart::sheets ? kBeforeAllSheets.value : 0;
}

void end_with(BooksWalk& walk, BooksFault fault) {
  walk.fault = std::move(fault);
  walk.part = BooksPart::none;
}

bool end_with(BooksWalk& walk, const std::optional<LedgerFault>& fault) {
  if (fault) end_with(walk, to_books_fault(*fault));
  return fault.has_value();
}

// What staff add while the walk goes on is read when it is there, and not missed when it is not.
void walk_audit_log(db::Tx& tx, BooksWalk& walk, int limit) {
  if (!walk.last_entry) walk.last_entry = db::last_audit_id(tx);
  const std::int64_t before = walk.after;
  auto broken = db::verify_audit(tx, walk.after, limit);
  const std::int64_t count = walk.after - before;
  walk.entries += count;
  const bool is_over = count < limit;
  if (!broken && is_over && walk.after < *walk.last_entry) broken = walk.after + 1;
  if (broken)
    return end_with(walk, {BooksPart::audit_log, {}, *broken, "it was changed, removed or slipped in"});
  if (is_over) begin(walk, BooksPart::sheets);
}

BooksFault at_movement(const db::Orphan& orphan, std::string what) {
  return {BooksPart::sheets, orphan.sheet, orphan.number, std::move(what)};
}

// What the sheets after the first, up to the last, do not say of themselves. Whether anything is wrong.
bool end_with_strays(db::Tx& tx, BooksWalk& walk, SheetId after, SheetId last) {
  if (const auto stray = db::find_sheetless_movement_of(tx, after, last)) {
    end_with(walk, at_movement(*stray, "stands on a sheet that is gone"));
  } else if (const auto later = db::find_overlong_sheet_of(tx, after, last)) {
    end_with(walk, at_movement(*later, "is newer than the sheet's row"));
  }
  return walk.fault.has_value();
}

// At most `limit` more, page by page.
WalkStep walk_pages(db::Tx& tx, SheetWalk& sheet, std::int64_t limit) {
  WalkStep walked;
  while (walked.movements < limit) {
    const auto page = static_cast<int>(std::min<std::int64_t>(kPageMovements, limit - walked.movements));
    WalkStep step = walk_on(tx, sheet, page);
    walked.movements += step.movements;
    walked.fault = std::move(step.fault);
    if (walked.fault || step.movements < page) break;
  }
  return walked;
}

// Only a company's sheet is read in pieces: no month of it is closed, and nothing of it is owed since a day.
void walk_inside(db::Tx& tx, BooksWalk& walk, const db::Sheet& row, std::int64_t limit_max) {
  const SheetId before{row.id.value - 1};
  if (walk.inside == 0 && end_with_strays(tx, walk, SheetId{walk.after}, before)) return;
  const BooksFault is_apart{BooksPart::sheets, row.id, row.number, "is not what the sheet's row says"};
  if (row.number < walk.inside) return end_with(walk, is_apart);
  SheetWalk sheet;
  if (end_with(walk, begin_walk(tx, sheet, row.id, walk.inside))) return;
  const std::int64_t limit = std::min(limit_max, row.number - walk.inside);
  const WalkStep step = walk_pages(tx, sheet, limit);
  walk.movements += step.movements;
  walk.inside = sheet.number;
  if (end_with(walk, step.fault)) return;
  if (step.movements < limit)
    return end_with(walk, {BooksPart::sheets, row.id, sheet.number + 1, "is missing"});
  if (sheet.number < row.number) return;
  if (sheet.hash != row.hash || sheet.balance != row.balance) return end_with(walk, is_apart);
  if (end_with_strays(tx, walk, before, row.id)) return;
  ++walk.sheets;
  walk.inside = 0;
  walk.after = row.id.value;
}

// The money is one statement over the sheets' movements: of a very long sheet it is left to the command.
bool is_money_asked(std::span<const db::Sheet> rows) {
  return rows.back().id.value > 0 && (rows.size() > 1 || rows.front().number <= kMoneyMovementsMax);
}

void walk_together(db::Tx& tx, BooksWalk& walk, std::span<const db::Sheet> rows) {
  std::vector<SheetId> sheets;
  sheets.reserve(rows.size());
  for (const db::Sheet& row : rows) sheets.push_back(row.id);
  const SheetId after{walk.after};
  const SheetId last = sheets.back();
  if (end_with(walk, verify_sheets(tx, sheets, walk.movements))) return;
  if (end_with_strays(tx, walk, after, last)) return;
  if (is_money_asked(rows) && end_with(walk, verify_money(tx, std::max(after, SheetId{0}), last))) return;
  walk.sheets += std::ssize(sheets);
  walk.inside = 0;
  walk.after = last.value;
}

void walk_sheets(db::Tx& tx, BooksWalk& walk, const BooksBite& bite) {
  const auto rows = db::find_sheets(tx, sheets_after(tx, SheetId{walk.after}, bite.sheets));
  if (rows.empty()) {
    if (!end_with_strays(tx, walk, SheetId{walk.after}, SheetId{INT64_MAX})) begin(walk, BooksPart::seals);
    return;
  }
  const db::Sheet& first = rows.front();
  if (first.id.value < 0 && (walk.inside > 0 || first.number > bite.movements))
    return walk_inside(tx, walk, first, bite.movements);
  walk_together(tx, walk, std::span(rows).first(count_within(rows, bite.movements)));
}

void walk_seals(db::Tx& tx, const crypto::Key256& key, BooksWalk& walk, int limit) {
  const std::int64_t before = walk.after;
  const auto fault = verify_seals(tx, key, walk.after, walk.mac, limit);
  walk.seals = walk.after;
  if (end_with(walk, fault)) return;
  if (const auto lost = db::find_sealed_orphan_of(tx, before, walk.after))
    return end_with(walk,
                    {BooksPart::sheets, lost->sheet, lost->number, "was sealed and is gone or changed"});
  if (walk.after - before == limit) return;
  if (const auto lost = db::find_lost_seal(tx))
    return end_with(walk, {BooksPart::seals, {}, lost->number, "is not the newest, or is gone"});
  begin(walk, BooksPart::commissions);
}

void walk_commissions(db::Tx& tx, BooksWalk& walk, int limit) {
  CommissionId last{walk.after};
  const std::int64_t before = walk.commissions;
  if (end_with(walk, verify_commissions(tx, last, limit, walk.commissions))) return;
  walk.after = last.value;
  if (walk.commissions - before < limit) begin(walk, BooksPart::none);
}

}  // namespace

std::string_view to_word(BooksPart part) {
  switch (part) {
    case BooksPart::audit_log:
      return "audit_log";
    case BooksPart::sheets:
      return "sheets";
    case BooksPart::seals:
      return "seals";
    case BooksPart::commissions:
      return "commissions";
    case BooksPart::none:
      return "none";
  }
  FENRUN_UNREACHABLE("no such part of the books");
}

std::optional<BooksPart> books_part_from(std::string_view word) {
  for (const BooksPart part : kBooksParts) {
    if (to_word(part) == word) return part;
  }
  return std::nullopt;
}

BooksFault to_books_fault(const LedgerFault& fault) {
  return {fault.sheet.is_set() ? BooksPart::sheets : BooksPart::seals, fault.sheet, fault.number, fault.what};
}

std::string place_of(const BooksFault& fault) {
  const std::string number = std::to_string(fault.number);
  if (fault.part == BooksPart::audit_log) return "entry " + number + " of the audit log";
  if (fault.part == BooksPart::seals) return "seal " + number;
  return "movement " + number + " of sheet " + std::to_string(fault.sheet.value);
}

void walk_books(db::Tx& tx, const crypto::Key256& key, BooksWalk& walk, const BooksBite& bite) {
  switch (walk.part) {
    case BooksPart::audit_log:
      return walk_audit_log(tx, walk, bite.entries);
    case BooksPart::sheets:
      return walk_sheets(tx, walk, bite);
    case BooksPart::seals:
      return walk_seals(tx, key, walk, bite.seals);
    case BooksPart::commissions:
      return walk_commissions(tx, walk, bite.commissions);
    case BooksPart::none:
      return;
  }
}

}  // namespace fenrun::flows
