// The seals over the heads of the sheets, and the trial balance that is folded with them.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/crypto/cipher.hpp"
#include "db/journal/sheet.hpp"
#include "db/mysql/tx.hpp"

namespace fenrun::db {

struct SealHead {
  SheetId sheet;
  std::int64_t number = 0;
  std::string hash;
};

struct Seal {
  std::int64_t number = 0;  // 1, 2, 3 …
  Instant at;
  std::vector<SealHead> heads;  // ascending by sheet
  std::string heads_hash;
  std::string mac_previous;  // 32 zeros before the first
  std::string mac;
  bool is_whole = true;  // as read: has as many heads as it says
};

std::string hash_of(std::span<const SealHead> heads);
// Over everything but the MAC itself.
std::string mac_of(const Seal& seal, const crypto::Key256& key);

struct SealPlace {
  std::int64_t last_seal = 0;
  std::string last_mac;
};

// Nothing while another process seals.
std::optional<SealPlace> lock_seal_place(Tx& tx);
// Waits for whoever seals; then nobody does until this transaction ends.
void hold_seals(Tx& tx);

// 0 before the first.
std::int64_t last_seal(Tx& tx);

struct UnsealedSheet {
  SheetId id;
  std::int64_t sealed_number = 0;
};
std::vector<UnsealedSheet> find_unsealed(Tx& tx, SheetId after, int limit);

// Writes seal, heads, place and how far each sheet is sealed.
void append_seal(Tx& tx, const Seal& seal);
// Seals after `number`, ascending, with their heads.
std::vector<Seal> read_seals(Tx& tx, std::int64_t number, int limit);

// Debits less credits, by account.
using Totals = std::map<Account, std::int64_t>;
void add_to_totals(Tx& tx, const Totals& change);
// As far as it was sealed; a handful of rows.
Totals sealed_totals(Tx& tx);
// What came after that.
Totals unsealed_totals(Tx& tx);
// From every posting: reads them all.
Totals journal_totals(Tx& tx);
// Σ of the sheets' balances, as debits less credits.
Totals sheet_totals(Tx& tx);

}  // namespace fenrun::db
