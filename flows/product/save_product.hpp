// Operators create and edit categories and products.
#pragma once

#include <cstdint>
#include <string>

#include "db/mysql/tx.hpp"
#include "domain/product/product.hpp"

namespace fenrun::flows {

struct CreateCategoryCommand {
  std::string name;
  int position = 0;
};
// Refuses, in this order, with kCategoryNameInvalid, kCategoryTooMany, kCategoryNameTaken.
Result<Category> create_category(db::Tx& tx, const CreateCategoryCommand& command, Instant now);

struct CreateProductCommand {
  std::string public_id;  // a fresh ULID
  ProductDraft draft;
};
// Refuses as check_product() does, then with kCategoryNotFound.
Result<Product> create_product(db::Tx& tx, const CreateProductCommand& command, Instant now);

struct UpdateProductCommand {
  std::string public_id;
  ProductDraft draft;
  std::int64_t seen_version = 0;
};
// Refuses, in this order, with kProductNotFound, kProductChanged, as check_product() does, kCategoryNotFound.
Result<Product> update_product(db::Tx& tx, const UpdateProductCommand& command, Instant now);

}  // namespace fenrun::flows
