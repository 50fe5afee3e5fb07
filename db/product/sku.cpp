#include "db/product/sku.hpp"

#include <stdexcept>

#include "base/crypto/encoding.hpp"

#define SKU_COLUMNS "id, public_id, product_id, code, name, price_fen, cost_fen, state, created_at, version"

namespace fenrun::db {
namespace {

Sku read_sku(const Row& row) {
  Sku sku;
  sku.id = row.id<SkuId>(0);
  sku.public_id = row.text(1);
  sku.product_id = row.id<ProductId>(2);
  sku.code = row.text(3);
  sku.name = row.text(4);
  sku.price_fen = row.fen(5);
  sku.cost_fen = row.fen(6);
  const auto state = sale_state_from(row.text(7));
  if (!state) throw std::logic_error("sku: unknown state");
  sku.state = *state;
  sku.created_at = row.time(8);
  sku.version = row.integer(9);
  return sku;
}

}  // namespace

std::vector<Sku> skus_of(Tx& tx, ProductId product) {
  std::vector<Sku> skus;
  for (const Row& row : tx.all("SELECT " SKU_COLUMNS " FROM sku WHERE product_id = ? ORDER BY id LIMIT ?",
                               {product, kSkusPerProductMax})) {
    skus.push_back(read_sku(row));
  }
  return skus;
}

std::optional<Sku> lock_sku(Tx& tx, std::string_view public_id) {
  if (!crypto::is_ulid(public_id)) return std::nullopt;
  const auto row = tx.one("SELECT " SKU_COLUMNS " FROM sku WHERE public_id = ? FOR UPDATE", {public_id});
  if (!row) return std::nullopt;
  return read_sku(*row);
}

std::optional<SkuId> insert_sku(Tx& tx, const Sku& sku) {
  if (!tx.insert_new(
          "INSERT INTO sku (public_id, product_id, code, name, price_fen, cost_fen, state, created_at) "
          "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
          {sku.public_id, sku.product_id, sku.code, sku.name, sku.price_fen, sku.cost_fen, to_text(sku.state),
           sku.created_at})) {
    return std::nullopt;
  }
  return tx.one("SELECT id FROM sku WHERE code = ?", {sku.code})->id<SkuId>(0);
}

bool update_sku(Tx& tx, const Sku& sku) {
  // A plain read first: the unique key still decides a race, but as an exception that rolls the story back.
  if (tx.one("SELECT id FROM sku WHERE code = ? AND id <> ?", {sku.code, sku.id})) return false;
  tx.execute_one(
      "UPDATE sku SET code = ?, name = ?, price_fen = ?, cost_fen = ?, state = ?, version = version + 1 "
      "WHERE id = ?",
      {sku.code, sku.name, sku.price_fen, sku.cost_fen, to_text(sku.state), sku.id});
  return true;
}

}  // namespace fenrun::db
