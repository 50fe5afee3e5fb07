#include "server/api/product_view.hpp"

namespace fenrun::server {
namespace {

void add_category(json::Writer& body, CategoryId category) {
  if (category.is_set()) {
    body.id("category_id", category);
  } else {
    body.null("category_id");
  }
}

}  // namespace

json::Writer category_json(const Category& category) {
  json::Writer body;
  body.id("id", category.id).text("name", category.name).integer("position", category.position);
  return body;
}

json::Writer sku_json(const Sku& sku) {
  json::Writer body;
  body.text("id", sku.public_id)
      .text("code", sku.code)
      .text("name", sku.name)
      .fen("price_fen", sku.price_fen)
      .fen("cost_fen", sku.cost_fen)
      .text("state", to_text(sku.state))
      .time("created_at", sku.created_at)
      .integer("version", sku.version);
  return body;
}

json::Writer product_json(const Product& product) {
  json::Writer body;
  body.text("id", product.public_id)
      .text("name", product.name)
      .text("summary", product.summary)
      .text("image_url", product.image_url)
      .fen("freight_fen", product.freight_fen)
      .text("state", to_text(product.state))
      .time("created_at", product.created_at)
      .integer("version", product.version);
  add_category(body, product.category_id);
  return body;
}

json::Writer product_with_skus_json(const ProductWithSkus& product) {
  json::Writer body = product_json(product.product);
  body.list("skus", product.skus, sku_json);
  return body;
}

json::Writer catalogue_item_json(const flows::CatalogueItem& item) {
  json::Writer body;
  body.text("id", item.public_id)
      .text("name", item.name)
      .text("summary", item.summary)
      .text("image_url", item.image_url);
  add_category(body, item.category_id);
  body.list("skus", item.skus, [](const flows::CatalogueSku& sku) {
    return json::Writer().text("id", sku.public_id).text("name", sku.name).fen("price_fen", sku.price_fen);
  });
  return body;
}

}  // namespace fenrun::server
