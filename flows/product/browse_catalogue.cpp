#include "flows/product/browse_catalogue.hpp"

#include "db/product/product.hpp"
#include "db/product/sku.hpp"

namespace fenrun::flows {

Result<Page<CatalogueItem>> browse_catalogue(db::Tx& tx, const BrowseCatalogueQuery& query, Instant) {
  db::ProductFilter filter;
  filter.state = SaleState::active;
  if (query.category_id.is_set()) filter.category = query.category_id;
  const auto products = db::list_products(tx, filter, query.page);
  Page<CatalogueItem> page{{}, products.next};
  for (const Product& product : products.items) {
    CatalogueItem item{product.public_id, product.category_id, product.name,
                       product.summary,   product.image_url,   {}};
    for (const Sku& sku : db::skus_of(tx, product.id)) {
      if (sku.state == SaleState::active) item.skus.push_back({sku.public_id, sku.name, sku.price_fen});
    }
    page.items.push_back(std::move(item));
  }
  return page;
}

}  // namespace fenrun::flows
