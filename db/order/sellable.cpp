#include "db/order/sellable.hpp"

#include "base/crypto/encoding.hpp"
#include "db/ascii.hpp"

#define SELLABLE_QUERY                                                                                    \
  "SELECT s.id, s.public_id, s.product_id, s.code, s.name, s.price_fen, s.cost_fen, p.category_id, "      \
  "p.name, s.state = 'active' AND p.state = 'active', p.freight_fen FROM sku s JOIN product p ON p.id = " \
  "s.product_id "

namespace fenrun::db {
namespace {

std::optional<Sellable> read_sellable(const std::optional<Row>& row) {
  if (!row) return std::nullopt;
  Sellable sellable;
  sellable.sku.id = row->id<SkuId>(0);
  sellable.sku.public_id = row->text(1);
  sellable.sku.product_id = row->id<ProductId>(2);
  sellable.sku.code = row->text(3);
  sellable.sku.name = row->text(4);
  sellable.sku.price_fen = row->fen(5);
  sellable.sku.cost_fen = row->fen(6);
  sellable.category_id = row->id<CategoryId>(7);
  sellable.product_name = row->text(8);
  sellable.is_on_sale = row->boolean(9);
  sellable.freight_fen = row->fen(10);
  return sellable;
}

}  // namespace

std::optional<Sellable> find_sellable(Tx& tx, std::string_view sku_public_id) {
  if (!crypto::is_ulid(sku_public_id)) return std::nullopt;
  return read_sellable(tx.one(SELLABLE_QUERY "WHERE s.public_id = ?", {sku_public_id}));
}

std::optional<Sellable> find_sellable_by_code(Tx& tx, std::string_view code) {
  if (!is_ascii(code)) return std::nullopt;
  return read_sellable(tx.one(SELLABLE_QUERY "WHERE s.code = ?", {code}));
}

std::optional<Sellable> share_sellable(Tx& tx, std::string_view sku_public_id) {
  if (!crypto::is_ulid(sku_public_id)) return std::nullopt;
  return read_sellable(tx.one(SELLABLE_QUERY "WHERE s.public_id = ? LOCK IN SHARE MODE", {sku_public_id}));
}

}  // namespace fenrun::db

#undef SELLABLE_QUERY
