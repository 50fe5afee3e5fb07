#include "flows/product/save_product.hpp"

#include "db/product/product.hpp"

namespace fenrun::flows {
namespace {

Done check_category_of(db::Tx& tx, const ProductDraft& draft) {
  if (draft.category_id.is_set() && !db::category_exists(tx, draft.category_id)) return kCategoryNotFound;
  return {};
}

void apply_draft(Product& product, const ProductDraft& draft) {
  product.category_id = draft.category_id;
  product.name = draft.name;
  product.summary = draft.summary;
  product.image_url = draft.image_url;
  product.freight_fen = draft.freight_fen;
  product.state = draft.state;
}

}  // namespace

Result<Category> create_category(db::Tx& tx, const CreateCategoryCommand& command, Instant now) {
  const Done checked = check_category(command.name);
  if (!checked) return checked.error();
  if (db::list_categories(tx).size() >= kCategoriesMax) return kCategoryTooMany;
  Category category{CategoryId{}, command.name, command.position};
  const auto id = db::insert_category(tx, category, now);
  if (!id) return kCategoryNameTaken;
  category.id = *id;
  return category;
}

Result<Product> create_product(db::Tx& tx, const CreateProductCommand& command, Instant now) {
  const Done checked = check_product(command.draft, std::nullopt);
  if (!checked) return checked.error();
  const Done category = check_category_of(tx, command.draft);
  if (!category) return category.error();
  Product product;
  apply_draft(product, command.draft);
  product.public_id = command.public_id;
  product.created_at = now;
  product.id = db::insert_product(tx, product);
  return product;
}

Result<Product> update_product(db::Tx& tx, const UpdateProductCommand& command, Instant) {
  auto product = db::lock_product(tx, command.public_id);
  if (!product) return kProductNotFound;
  if (product->version != command.seen_version) return kProductChanged;
  const Done checked = check_product(command.draft, product->state);
  if (!checked) return checked.error();
  const Done category = check_category_of(tx, command.draft);
  if (!category) return category.error();
  apply_draft(*product, command.draft);
  db::update_product(tx, *product);
  ++product->version;
  return *product;
}

}  // namespace fenrun::flows
