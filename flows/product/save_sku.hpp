// Operators create and edit the SKUs of a product.
#pragma once

#include <cstdint>
#include <string>

#include "db/mysql/tx.hpp"
#include "domain/product/product.hpp"

namespace fenrun::flows {

struct CreateSkuCommand {
  std::string product_public_id;
  std::string public_id;  // a fresh ULID
  SkuDraft draft;
};
// Refuses, in this order, with kProductNotFound, as check_sku() does, kSkuTooMany, kSkuCodeTaken.
Result<Sku> create_sku(db::Tx& tx, const CreateSkuCommand& command, Instant now);

struct UpdateSkuCommand {
  std::string public_id;
  SkuDraft draft;
  std::int64_t seen_version = 0;
};
// Refuses, in this order, with kSkuNotFound, kProductChanged, as check_sku() does, kSkuCodeTaken.
Result<Sku> update_sku(db::Tx& tx, const UpdateSkuCommand& command, Instant now);

}  // namespace fenrun::flows
