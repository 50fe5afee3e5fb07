// Rows of `sku`.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "db/mysql/tx.hpp"
#include "domain/product/product.hpp"

namespace fenrun::db {

std::vector<Sku> skus_of(Tx& tx, ProductId product);  // in id order, at most kSkusPerProductMax
// FOR UPDATE: two editors come one after the other.
std::optional<Sku> lock_sku(Tx& tx, std::string_view public_id);
// Nothing when the code is taken.
std::optional<SkuId> insert_sku(Tx& tx, const Sku& sku);
// False when another SKU has the code. Counts the version up.
[[nodiscard]] bool update_sku(Tx& tx, const Sku& sku);

}  // namespace fenrun::db
