// Categories, products and SKUs as operators keep them.
#include "db/product/product.hpp"
#include "db/product/sku.hpp"
#include "flows/product/list_products.hpp"
#include "flows/product/save_product.hpp"
#include "flows/product/save_sku.hpp"
#include "server/api/console/handlers.hpp"
#include "server/api/json/reader.hpp"
#include "server/api/product_view.hpp"

namespace fenrun::server::console {
namespace {

constexpr SaleState kSaleStates[] = {SaleState::draft, SaleState::active, SaleState::archived};

ProductDraft read_product(json::Reader& body) {
  ProductDraft draft;
  draft.category_id = CategoryId{body.maybe_row_id("category_id").value_or(0)};
  draft.name = body.text("name", {1, kProductNameMax});
  draft.summary = body.maybe_text("summary", {0, kProductSummaryMax}).value_or("");
  draft.freight_fen = Fen{body.maybe_integer("freight_fen", 0, kPriceMax.value).value_or(0)};
  draft.image_url = body.maybe_text("image_url", {0, kProductImageUrlMax}).value_or("");
  draft.state = kSaleStates[body.one_of("state", {"draft", "active", "archived"})];
  return draft;
}

SkuDraft read_sku(json::Reader& body) {
  SkuDraft draft;
  draft.code = body.text("code", {1, 64});
  draft.name = body.text("name", {1, 64});
  draft.price_fen = Fen{body.integer("price_fen", 1, kPriceMax.value)};
  draft.cost_fen = Fen{body.integer("cost_fen", 0, kPriceMax.value)};
  draft.state = kSaleStates[body.one_of("state", {"draft", "active", "archived"})];
  return draft;
}

}  // namespace

Result<Reply> list_categories(const Call& call, db::Tx& tx) {
  const auto categories = flows::list_categories(tx, call.now);
  if (!categories) return categories.error();
  json::Writer body;
  body.list("items", *categories, category_json);
  return ok(body);
}

Result<Reply> create_category(const Call& call, db::Tx& tx) {
  json::Reader body(call.request.body);
  flows::CreateCategoryCommand command;
  command.name = body.text("name", {1, 32});
  command.position = static_cast<int>(body.integer("position", 0, 10'000));
  if (auto refused = body.refusal()) return *refused;
  const auto category = flows::create_category(tx, command, call.now);
  if (!category) return category.error();
  const auto shown = category_json(*category);
  call.audit = {"category:" + std::to_string(category->id.value), "", shown.str(), ""};
  return created(shown);
}

Result<Reply> list_products(const Call& call, db::Tx& tx) {
  Query query(call.request.target);
  const ListQuery list = call.list_in(query);
  flows::ListProductsQuery wanted;
  wanted.page = {list.after.id, list.limit};
  if (const auto state = query.maybe_one_of("state", {"draft", "active", "archived"}))
    wanted.state = kSaleStates[*state];
  wanted.category_id = CategoryId{query.maybe_row_id("category").value_or(0)};
  wanted.name_prefix = query.maybe_text("name", {1, kProductNameMax}).value_or("");
  if (auto refused = query.refusal()) return *refused;
  const auto page = flows::list_products(tx, wanted, call.now);
  if (!page) return page.error();
  return ok_list(call, page->items, page->next, product_with_skus_json);
}

Result<Reply> show_product(const Call& call, db::Tx& tx) {
  const auto public_id = call.public_id_in_path("product");
  if (!public_id) return public_id.error();
  const auto product = flows::find_product(tx, *public_id, call.now);
  if (!product) return product.error();
  return ok(product_with_skus_json(*product));
}

Result<Reply> create_product(const Call& call, db::Tx& tx) {
  json::Reader body(call.request.body);
  const flows::CreateProductCommand command{call.new_public_id(), read_product(body)};
  if (auto refused = body.refusal()) return *refused;
  const auto product = flows::create_product(tx, command, call.now);
  if (!product) return product.error();
  const auto shown = product_json(*product);
  call.audit = {"product:" + product->public_id, "", shown.str(), ""};
  return created(shown);
}

Result<Reply> update_product(const Call& call, db::Tx& tx) {
  const auto public_id = call.public_id_in_path("product");
  if (!public_id) return public_id.error();
  json::Reader body(call.request.body);
  flows::UpdateProductCommand command;
  command.public_id = *public_id;
  command.draft = read_product(body);
  command.seen_version = body.integer("version", 1, INT64_MAX);
  if (auto refused = body.refusal()) return *refused;
  const auto before = db::lock_product(tx, *public_id);
  const auto product = flows::update_product(tx, command, call.now);
  if (!product) return product.error();
  const auto shown = product_json(*product);
  call.audit = {"product:" + product->public_id, product_json(*before).str(), shown.str(), ""};
  return ok(shown);
}

Result<Reply> create_sku(const Call& call, db::Tx& tx) {
  const auto public_id = call.public_id_in_path("product");
  if (!public_id) return public_id.error();
  json::Reader body(call.request.body);
  const flows::CreateSkuCommand command{*public_id, call.new_public_id(), read_sku(body)};
  if (auto refused = body.refusal()) return *refused;
  const auto sku = flows::create_sku(tx, command, call.now);
  if (!sku) return sku.error();
  const auto shown = sku_json(*sku);
  call.audit = {"sku:" + sku->public_id, "", shown.str(), ""};
  return created(shown);
}

Result<Reply> update_sku(const Call& call, db::Tx& tx) {
  const auto public_id = call.public_id_in_path("sku");
  if (!public_id) return public_id.error();
  json::Reader body(call.request.body);
  flows::UpdateSkuCommand command;
  command.public_id = *public_id;
  command.draft = read_sku(body);
  command.seen_version = body.integer("version", 1, INT64_MAX);
  if (auto refused = body.refusal()) return *refused;
  const auto before = db::lock_sku(tx, *public_id);
  const auto sku = flows::update_sku(tx, command, call.now);
  if (!sku) return sku.error();
  const auto shown = sku_json(*sku);
  call.audit = {"sku:" + sku->public_id, sku_json(*before).str(), shown.str(), ""};
  return ok(shown);
}

}  // namespace fenrun::server::console
