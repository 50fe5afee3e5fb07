#include "db/tax/taxpayer.hpp"

#include <stdexcept>
#include <vector>

#define TAXPAYER_COLUMNS "id, dealer_id, name_sealed, identity_sealed, identity_index, given_at"

namespace fenrun::db {
namespace {

Taxpayer read_taxpayer(const Row& row) {
  return {row.integer(0), row.id<DealerId>(1), row.text(2), row.text(3), row.text(4), row.time(5)};
}

}  // namespace

std::optional<Taxpayer> find_taxpayer(Tx& tx, DealerId dealer) {
  const auto row = tx.one(
      "SELECT " TAXPAYER_COLUMNS " FROM taxpayer WHERE dealer_id = ? ORDER BY id DESC LIMIT 1", {dealer});
  if (!row) return std::nullopt;
  return read_taxpayer(*row);
}

Instant number_given_at(Tx& tx, const Taxpayer& taxpayer) {
  return tx
      .one("SELECT MIN(given_at) FROM taxpayer WHERE dealer_id = ? AND identity_index = ?",
           {taxpayer.dealer, taxpayer.identity_index})
      ->time(0);
}

std::map<DealerId, Taxpayer> find_taxpayers(Tx& tx, std::span<const DealerId> dealers) {
  const std::vector<Param> keys(dealers.begin(), dealers.end());
  std::map<DealerId, Taxpayer> found;
  for (const Row& row : tx.all_of("SELECT " TAXPAYER_COLUMNS " FROM taxpayer WHERE dealer_id IN (", "?", keys,
                                  ") ORDER BY id")) {
    Taxpayer taxpayer = read_taxpayer(row);
    found.insert_or_assign(taxpayer.dealer, std::move(taxpayer));
  }
  return found;
}

std::set<DealerId> dealers_of_identity(Tx& tx, std::string_view identity_index) {
  std::set<DealerId> dealers;
  for (const Row& row :
       tx.all("SELECT t.dealer_id FROM taxpayer t WHERE t.identity_index = ? AND NOT EXISTS (SELECT "
              "n.id FROM taxpayer n WHERE n.dealer_id = t.dealer_id AND n.id > t.id)",
              {identity_index})) {
    dealers.insert(row.id<DealerId>(0));
  }
  return dealers;
}

std::int64_t lock_taxpayer_number(Tx& tx) {
  const auto row = tx.one("SELECT next_value FROM sequence_counter WHERE name = 'taxpayer' FOR UPDATE");
  if (!row) throw std::logic_error("a sequence that the migrations write is missing");
  return row->integer(0);
}

void insert_taxpayer(Tx& tx, const Taxpayer& taxpayer) {
  tx.execute_one(
      "INSERT INTO taxpayer (id, dealer_id, name_sealed, identity_sealed, identity_index, given_at) "
      "VALUES (?, ?, ?, ?, ?, ?)",
      {taxpayer.id, taxpayer.dealer, taxpayer.name_sealed, taxpayer.identity_sealed, taxpayer.identity_index,
       taxpayer.given_at});
  tx.execute_one("UPDATE sequence_counter SET next_value = ? WHERE name = 'taxpayer'", {taxpayer.id + 1});
}

}  // namespace fenrun::db
