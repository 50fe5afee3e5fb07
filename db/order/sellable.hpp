// What can be ordered: a SKU together with what an order keeps of its product.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "db/mysql/tx.hpp"
#include "domain/product/product.hpp"

namespace fenrun::db {

struct Sellable {
  Sku sku;
  CategoryId category_id;
  std::string product_name;
  Fen freight_fen;
  bool is_on_sale = false;  // the SKU and its product
};

std::optional<Sellable> find_sellable(Tx& tx, std::string_view sku_public_id);
// By the producer's article number, which other shops name.
std::optional<Sellable> find_sellable_by_code(Tx& tx, std::string_view code);
// Shared locks on the SKU and its product: their price and state stay as read until commit, and two orders of
// one SKU do not wait for each other. Lock several in the order of their public ids.
std::optional<Sellable> share_sellable(Tx& tx, std::string_view sku_public_id);

}  // namespace fenrun::db
