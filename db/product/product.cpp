#include "db/product/product.hpp"

#include <stdexcept>

#include "base/crypto/encoding.hpp"
#include "db/like.hpp"

#define PRODUCT_COLUMNS \
  "id, public_id, category_id, name, summary, image_url, state, created_at, version, freight_fen"

namespace fenrun::db {
namespace {

Product read_product(const Row& row) {
  Product product;
  product.id = row.id<ProductId>(0);
  product.public_id = row.text(1);
  product.category_id = row.id<CategoryId>(2);
  product.name = row.text(3);
  product.summary = row.text(4);
  product.image_url = row.text(5);
  const auto state = sale_state_from(row.text(6));
  if (!state) throw std::logic_error("product: unknown state");
  product.state = *state;
  product.created_at = row.time(7);
  product.version = row.integer(8);
  product.freight_fen = row.fen(9);
  return product;
}

std::optional<Product> read_maybe_product(const std::optional<Row>& row) {
  if (!row) return std::nullopt;
  return read_product(*row);
}

}  // namespace

std::vector<Category> list_categories(Tx& tx) {
  std::vector<Category> categories;
  for (const Row& row :
       tx.all("SELECT id, name, position FROM category ORDER BY position, id LIMIT ?", {kCategoriesMax})) {
    categories.push_back({row.id<CategoryId>(0), row.text(1), static_cast<int>(row.integer(2))});
  }
  return categories;
}

bool category_exists(Tx& tx, CategoryId id) {
  return tx.one("SELECT id FROM category WHERE id = ?", {id}).has_value();
}

std::optional<CategoryId> insert_category(Tx& tx, const Category& category, Instant at) {
  if (!tx.insert_new("INSERT INTO category (name, position, created_at) VALUES (?, ?, ?)",
                     {category.name, category.position, at})) {
    return std::nullopt;
  }
  return tx.one("SELECT id FROM category WHERE name = ?", {category.name})->id<CategoryId>(0);
}

std::optional<Product> find_product(Tx& tx, std::string_view public_id) {
  if (!crypto::is_ulid(public_id)) return std::nullopt;
  return read_maybe_product(
      tx.one("SELECT " PRODUCT_COLUMNS " FROM product WHERE public_id = ?", {public_id}));
}

std::optional<Product> lock_product(Tx& tx, std::string_view public_id) {
  if (!crypto::is_ulid(public_id)) return std::nullopt;
  return read_maybe_product(
      tx.one("SELECT " PRODUCT_COLUMNS " FROM product WHERE public_id = ? FOR UPDATE", {public_id}));
}

ProductId insert_product(Tx& tx, const Product& product) {
  return ProductId{
      tx.insert_id("INSERT INTO product (public_id, category_id, name, summary, image_url, freight_fen, "
                   "state, created_at) "
                   "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                   {product.public_id, product.category_id, product.name, product.summary, product.image_url,
                    product.freight_fen, to_text(product.state), product.created_at})};
}

void update_product(Tx& tx, const Product& product) {
  tx.execute_one(
      "UPDATE product SET category_id = ?, name = ?, summary = ?, image_url = ?, freight_fen = ?, state = ?, "
      "version = version + 1 WHERE id = ?",
      {product.category_id, product.name, product.summary, product.image_url, product.freight_fen,
       to_text(product.state), product.id});
}

#define NEWEST_FIRST                                                                                         \
  " AND id < COALESCE(NULLIF(?, 0), 9223372036854775807) AND name LIKE ? ESCAPE '!' ORDER BY id DESC LIMIT " \
  "?"

Page<Product> list_products(Tx& tx, const ProductFilter& filter, const PageRequest& page) {
  const std::string name = prefix_pattern(filter.name_prefix);
  const int limit = page.rows() + 1;
  std::vector<Row> rows;
  if (filter.category && filter.state) {  // catalogue_of_category
    rows = tx.all("SELECT " PRODUCT_COLUMNS " FROM product WHERE category_id = ? AND state = ?" NEWEST_FIRST,
                  {*filter.category, to_text(*filter.state), page.after, name, limit});
  } else if (filter.state) {  // catalogue
    rows = tx.all("SELECT " PRODUCT_COLUMNS " FROM product WHERE state = ?" NEWEST_FIRST,
                  {to_text(*filter.state), page.after, name, limit});
  } else if (filter.category) {  // catalogue_of_category
    rows = tx.all("SELECT " PRODUCT_COLUMNS " FROM product WHERE category_id = ?" NEWEST_FIRST,
                  {*filter.category, page.after, name, limit});
  } else {  // the primary key, or by_name
    rows = tx.all("SELECT " PRODUCT_COLUMNS " FROM product WHERE id > 0" NEWEST_FIRST,
                  {page.after, name, limit});
  }
  std::vector<Product> products;
  products.reserve(rows.size());
  for (const Row& row : rows) products.push_back(read_product(row));
  return cut_page(std::move(products), page, [](const Product& product) { return product.id.value; });
}

}  // namespace fenrun::db
