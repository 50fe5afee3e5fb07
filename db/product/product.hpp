// Rows of `category` and `product`.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "db/mysql/tx.hpp"
#include "domain/page.hpp"
#include "domain/product/product.hpp"

namespace fenrun::db {

std::vector<Category> list_categories(Tx& tx);  // by position, then id
bool category_exists(Tx& tx, CategoryId id);
// Nothing when the name is taken.
std::optional<CategoryId> insert_category(Tx& tx, const Category& category, Instant at);

std::optional<Product> find_product(Tx& tx, std::string_view public_id);
// FOR UPDATE: two editors, or an editor and one who adds a SKU, come one after the other.
std::optional<Product> lock_product(Tx& tx, std::string_view public_id);
ProductId insert_product(Tx& tx, const Product& product);
void update_product(Tx& tx, const Product& product);

struct ProductFilter {
  std::optional<SaleState> state;
  std::optional<CategoryId> category;
  std::string name_prefix;
};
// Newest first.
Page<Product> list_products(Tx& tx, const ProductFilter& filter, const PageRequest& page);

}  // namespace fenrun::db
