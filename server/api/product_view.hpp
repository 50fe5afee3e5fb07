// Products, SKUs and categories as staff see them, and as consumers may.
#pragma once

#include "domain/product/product.hpp"
#include "flows/product/browse_catalogue.hpp"
#include "server/api/json/writer.hpp"

namespace fenrun::server {

json::Writer category_json(const Category& category);
json::Writer sku_json(const Sku& sku);
json::Writer product_json(const Product& product);
json::Writer product_with_skus_json(const ProductWithSkus& product);
// Without costs.
json::Writer catalogue_item_json(const flows::CatalogueItem& item);

}  // namespace fenrun::server
