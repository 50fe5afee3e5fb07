#include "db/journal/seal.hpp"

#include <iterator>
#include <limits>
#include <stdexcept>

#include "base/crypto/digest.hpp"

namespace fenrun::db {
namespace {

void add_seal_field(std::string& text, std::string_view field) {
  text += std::to_string(field.size());
  text += ':';
  text += field;
}

Account total_account(const std::string& word) {
  const auto account = account_from(word);
  if (!account) throw std::logic_error("the totals name an account that does not exist: " + word);
  return *account;
}

Totals read_totals(const std::vector<Row>& rows) {
  Totals totals;
  for (const Row& row : rows) totals[total_account(row.text(0))] += row.integer(1);
  return totals;
}

void add_movements(Tx& tx, const UnsealedSheet& sheet, Totals& totals) {
  for (const Row& row : tx.all("SELECT debit, credit, CAST(SUM(amount_fen) AS SIGNED) FROM posting "
                               "WHERE sheet = ? AND number > ? GROUP BY debit, credit",
                               {sheet.id, sheet.sealed_number})) {
    totals[total_account(row.text(0))] += row.integer(2);
    totals[total_account(row.text(1))] -= row.integer(2);
  }
}

void insert_heads(Tx& tx, const Seal& seal) {
  std::vector<Param> params;
  for (const SealHead& head : seal.heads) {
    params.insert(params.end(), {seal.number, head.sheet, head.number, head.hash});
  }
  tx.execute_rows("INSERT INTO ledger_seal_head (seal, sheet, number, hash) VALUES", "(?,?,?,?)", params);
}

// A sheet that went on meanwhile stays unsealed.
void mark_sealed(Tx& tx, const SealHead& head) {
  tx.execute("UPDATE ledger_sheet SET is_unsealed = (number > ?), sealed_number = ? WHERE sheet = ?",
             {head.number, head.number, head.sheet});
}

// Of all the seals by one question. What stands between them and belongs to none is passed over: the walk
// says that the seal is missing.
void read_heads(Tx& tx, std::vector<Seal>& seals) {
  if (seals.empty()) return;
  auto seal = seals.begin();
  for (const Row& row : tx.all("SELECT seal, sheet, number, hash FROM ledger_seal_head WHERE seal >= ? AND "
                               "seal <= ? ORDER BY seal, sheet",
                               {seals.front().number, seals.back().number})) {
    while (seal->number < row.integer(0)) ++seal;
    if (seal->number == row.integer(0))
      seal->heads.push_back({row.id<SheetId>(1), row.integer(2), row.text(3)});
  }
}

}  // namespace

std::string hash_of(std::span<const SealHead> heads) {
  std::string text;
  for (const SealHead& head : heads) {
    add_seal_field(text, std::to_string(head.sheet.value));
    add_seal_field(text, std::to_string(head.number));
    add_seal_field(text, head.hash);
  }
  const crypto::Sha256 hash = crypto::sha256(text);
  return std::string(crypto::as_text(hash));
}

std::string mac_of(const Seal& seal, const crypto::Key256& key) {
  std::string text;
  add_seal_field(text, std::to_string(seal.number));
  add_seal_field(text, to_sql_text(seal.at));
  add_seal_field(text, std::to_string(seal.heads.size()));
  add_seal_field(text, seal.heads_hash);
  add_seal_field(text, seal.mac_previous);
  const crypto::Sha256 mac = crypto::hmac_sha256(key, text);
  return std::string(crypto::as_text(mac));
}

std::optional<SealPlace> lock_seal_place(Tx& tx) {
  const auto row =
      tx.one("SELECT last_seal, last_mac FROM ledger_seal_place WHERE id = 1 FOR UPDATE SKIP LOCKED");
  if (!row) return std::nullopt;
  return SealPlace{row->integer(0), row->text(1)};
}

void hold_seals(Tx& tx) { (void)tx.one("SELECT last_seal FROM ledger_seal_place WHERE id = 1 FOR UPDATE"); }

std::int64_t last_seal(Tx& tx) {
  return tx.one("SELECT COALESCE(MAX(number), 0) FROM ledger_seal")->integer(0);
}

std::vector<UnsealedSheet> find_unsealed(Tx& tx, SheetId after, int limit) {
  std::vector<UnsealedSheet> sheets;
  for (const Row& row : tx.all("SELECT sheet, sealed_number FROM ledger_sheet FORCE INDEX (unsealed) "
                               "WHERE is_unsealed = 1 AND sheet > ? ORDER BY sheet LIMIT ?",
                               {after, limit})) {
    sheets.push_back({row.id<SheetId>(0), row.integer(1)});
  }
  return sheets;
}

void append_seal(Tx& tx, const Seal& seal) {
  tx.execute_one(
      "INSERT INTO ledger_seal (number, at, heads, heads_hash, mac_previous, mac) VALUES (?, ?, ?, ?, ?, ?)",
      {seal.number, seal.at, static_cast<std::int64_t>(seal.heads.size()), seal.heads_hash, seal.mac_previous,
       seal.mac});
  insert_heads(tx, seal);
  tx.execute_one("UPDATE ledger_seal_place SET last_seal = ?, last_mac = ? WHERE id = 1",
                 {seal.number, seal.mac});
  for (const SealHead& head : seal.heads) mark_sealed(tx, head);
}

std::vector<Seal> read_seals(Tx& tx, std::int64_t number, int limit) {
  std::vector<Seal> seals;
  std::vector<std::int64_t> heads;
  for (const Row& row : tx.all("SELECT number, at, heads_hash, mac_previous, mac, heads FROM ledger_seal "
                               "WHERE number > ? ORDER BY number LIMIT ?",
                               {number, limit})) {
    seals.push_back({row.integer(0), row.time(1), {}, row.text(2), row.text(3), row.text(4)});
    heads.push_back(row.integer(5));
  }
  read_heads(tx, seals);
  for (std::size_t i = 0; i < seals.size(); ++i) seals[i].is_whole = heads[i] == std::ssize(seals[i].heads);
  return seals;
}

void add_to_totals(Tx& tx, const Totals& change) {
  std::vector<Param> params;
  for (const auto& [account, amount] : change) params.insert(params.end(), {to_word(account), amount});
  tx.execute_rows("INSERT INTO ledger_total (account, amount_fen) VALUES", "(?,?)", params,
                  "ON DUPLICATE KEY UPDATE amount_fen = amount_fen + VALUES(amount_fen)");
}

Totals sealed_totals(Tx& tx) { return read_totals(tx.all("SELECT account, amount_fen FROM ledger_total")); }

// Sheet by sheet: a join would read each of them from its first movement on.
Totals unsealed_totals(Tx& tx) {
  constexpr int kSheetsAtOnce = 1'000;
  Totals totals;
  for (SheetId after{std::numeric_limits<std::int64_t>::min()};;) {  // company sheets are below zero
    const auto sheets = find_unsealed(tx, after, kSheetsAtOnce);
    for (const UnsealedSheet& sheet : sheets) add_movements(tx, sheet, totals);
    if (std::ssize(sheets) < kSheetsAtOnce) return totals;
    after = sheets.back().id;
  }
}

Totals journal_totals(Tx& tx) {
  return read_totals(
      tx.all("SELECT account, CAST(SUM(amount_fen) AS SIGNED) FROM "
             "(SELECT debit AS account, SUM(amount_fen) AS amount_fen FROM posting GROUP BY debit "
             "UNION ALL SELECT credit, -SUM(amount_fen) FROM posting GROUP BY credit) AS sides "
             "GROUP BY account"));
}

Totals sheet_totals(Tx& tx) {
  const auto row = tx.one(
      "SELECT CAST(-COALESCE(SUM(pending_fen), 0) AS SIGNED), CAST(-COALESCE(SUM(available_fen), 0) AS "
      "SIGNED), "
      "CAST(-COALESCE(SUM(held_fen), 0) AS SIGNED), CAST(-COALESCE(SUM(disputed_fen), 0) AS SIGNED), "
      "CAST(COALESCE(SUM(owed_fen), 0) AS SIGNED) FROM ledger_sheet");
  return {{Account::pending, row->integer(0)},
          {Account::available, row->integer(1)},
          {Account::held, row->integer(2)},
          {Account::disputed, row->integer(3)},
          {Account::owed, row->integer(4)}};
}

}  // namespace fenrun::db
