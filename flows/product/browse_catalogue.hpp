// The catalogue that consumers see.
#pragma once

#include <string>
#include <vector>

#include "db/mysql/tx.hpp"
#include "domain/page.hpp"
#include "domain/product/product.hpp"

namespace fenrun::flows {

// What a consumer may know of a SKU: there is no field for a cost.
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

// Active products with their active SKUs, newest first. A product whose SKUs are all inactive is listed
// without any. Refuses nothing.
Result<Page<CatalogueItem>> browse_catalogue(db::Tx& tx, const BrowseCatalogueQuery& query, Instant now);

}  // namespace fenrun::flows
