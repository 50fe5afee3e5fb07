// The catalogue, as consumers see it.
#include "flows/product/browse_catalogue.hpp"
#include "flows/product/list_products.hpp"
#include "server/api/consumer/handlers.hpp"
#include "server/api/product_view.hpp"

namespace fenrun::server::consumer {

Result<Reply> browse_catalogue(const Call& call, db::Tx& tx) {
  Query query(call.request.target);
  const ListQuery list = call.list_in(query);
  const auto category = query.maybe_row_id("category");
  if (auto refused = query.refusal()) return *refused;
  const flows::BrowseCatalogueQuery wanted{CategoryId{category.value_or(0)}, {list.after.id, list.limit}};
  const auto page = flows::browse_catalogue(tx, wanted, call.now);
  if (!page) return page.error();
  return ok_list(call, page->items, page->next, catalogue_item_json);
}

Result<Reply> list_categories(const Call& call, db::Tx& tx) {
  const auto categories = flows::list_categories(tx, call.now);
  if (!categories) return categories.error();
  json::Writer body;
  body.list("items", *categories, category_json);
  return ok(body);
}

}  // namespace fenrun::server::consumer
