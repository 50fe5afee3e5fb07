// The chains of the books read from end to end, in bites that a background job can be interrupted between:
// the log of what staff did, every sheet with its movements, closed months and money, every seal with the
// movements that it knows, every commission. What asks whole tables at once (rows that no sheet and no seal
// leads to, folded totals, payouts outside WeChat) is left to `fenrun-admin ledger verify`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/crypto/cipher.hpp"
#include "db/mysql/tx.hpp"
#include "flows/ledger/walk_sheet.hpp"

namespace fenrun::flows {

// In this order.
enum class BooksPart { audit_log, sheets, seals, commissions, none };
inline constexpr int kBooksPartCount = 4;
std::string_view to_word(BooksPart part);
std::optional<BooksPart> books_part_from(std::string_view word);

struct BooksFault {
  BooksPart part = BooksPart::none;  // of the log, of a sheet, or of the seals
  SheetId sheet;                     // where it is of a sheet
  std::int64_t number = 0;           // of the entry, the sheet's movement or the seal
  std::string what;                  // for engineers: English
};
BooksFault to_books_fault(const LedgerFault& fault);
// "entry 12 of the audit log", "movement 3 of sheet 7", "seal 5"
std::string place_of(const BooksFault& fault);

// How far a walk has come. A fresh one begins with the first entry of the log.
struct BooksWalk {
  BooksPart part = BooksPart::audit_log;  // `none` when it has ended
  std::int64_t after = 0;  // of the part: the last entry, sheet, seal or commission that was read
  std::int64_t inside =
      0;  // of a company's sheet that is longer than a bite: the last movement that was read
  std::string mac = std::string(32, '\0');  // of the last seal
  std::optional<std::int64_t> last_entry;   // of the log, as its head knew it when the walk began
  std::int64_t entries = 0;
  std::int64_t sheets = 0;
  std::int64_t movements = 0;
  std::int64_t seals = 0;
  std::int64_t commissions = 0;
  std::optional<BooksFault> fault;  // the first; the walk ends there
};

// How much is read in one transaction, at most.
struct BooksBite {
  int entries = 1'000;
  int sheets = 100;
  std::int64_t movements = 20'000;  // of the sheets together; one dealer's sheet is read whole, however long
  int seals = 100;
  int commissions = 1'000;
};

// Reads on by one bite. `key`: of the seals.
void walk_books(db::Tx& tx, const crypto::Key256& key, BooksWalk& walk, const BooksBite& bite = {});

}  // namespace fenrun::flows
