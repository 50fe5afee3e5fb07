#include "flows/product/list_products.hpp"

#include "db/product/product.hpp"
#include "db/product/sku.hpp"

namespace fenrun::flows {

Result<std::vector<Category>> list_categories(db::Tx& tx, Instant) { return db::list_categories(tx); }

Result<Page<ProductWithSkus>> list_products(db::Tx& tx, const ListProductsQuery& query, Instant) {
  db::ProductFilter filter;
  filter.state = query.state;
  if (query.category_id.is_set()) filter.category = query.category_id;
  filter.name_prefix = query.name_prefix;
  auto products = db::list_products(tx, filter, query.page);
  Page<ProductWithSkus> page{{}, products.next};
  for (Product& product : products.items) {
    auto skus = db::skus_of(tx, product.id);
    page.items.push_back({std::move(product), std::move(skus)});
  }
  return page;
}

Result<ProductWithSkus> find_product(db::Tx& tx, const std::string& public_id, Instant) {
  auto product = db::find_product(tx, public_id);
  if (!product) return kProductNotFound;
  auto skus = db::skus_of(tx, product->id);
  return ProductWithSkus{*std::move(product), std::move(skus)};
}

}  // namespace fenrun::flows
