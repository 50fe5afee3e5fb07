// Products for the console, and the catalogue that consumers see.
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

struct CatalogueSku {
  std::string public_id;
  std::string name;
  Fen price_fen;
};
struct CatalogueItem {
  std::string public_id;
  CategoryId category_id;
  std::string name;
  std::string summary;
  std::string image_url;
  std::vector<CatalogueSku> skus;
};
struct BrowseCatalogueQuery {
  CategoryId category_id;  // not set: all
  PageRequest page;
};
// Active products with their active SKUs, newest first; it has no field for a cost. A product whose SKUs are
// all inactive is listed without any. Refuses nothing.
Result<Page<CatalogueItem>> browse_catalogue(db::Tx& tx, const BrowseCatalogueQuery& query, Instant now);

}  // namespace fenrun::flows
