// Products and categories as the console sees them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "db/mysql/tx.hpp"
#include "domain/page.hpp"
#include "domain/product/product.hpp"

namespace fenrun::flows {

// By position. Refuses nothing.
Result<std::vector<Category>> list_categories(db::Tx& tx, Instant now);

struct ListProductsQuery {
  std::optional<SaleState> state;
  CategoryId category_id;  // not set: all
  std::string name_prefix;
  PageRequest page;
};
// Newest first, each with all its SKUs. Refuses nothing.
Result<Page<ProductWithSkus>> list_products(db::Tx& tx, const ListProductsQuery& query, Instant now);

// Refuses with kProductNotFound.
Result<ProductWithSkus> find_product(db::Tx& tx, const std::string& public_id, Instant now);

}  // namespace fenrun::flows
