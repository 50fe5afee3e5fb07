#include "flows/product/save_sku.hpp"

#include "db/product/product.hpp"
#include "db/product/sku.hpp"

namespace fenrun::flows {
namespace {

void apply_draft(Sku& sku, const SkuDraft& draft) {
  sku.code = draft.code;
  sku.name = draft.name;
  sku.price_fen = draft.price_fen;
  sku.cost_fen = draft.cost_fen;
  sku.state = draft.state;
}

}  // namespace

// The product's row is locked, so that its SKUs are counted one after the other.
Result<Sku> create_sku(db::Tx& tx, const CreateSkuCommand& command, Instant now) {
  const auto product = db::lock_product(tx, command.product_public_id);
  if (!product) return kProductNotFound;
  const Done checked = check_sku(command.draft, std::nullopt);
  if (!checked) return checked.error();
  if (db::skus_of(tx, product->id).size() >= kSkusPerProductMax) return kSkuTooMany;
  Sku sku;
  apply_draft(sku, command.draft);
  sku.public_id = command.public_id;
  sku.product_id = product->id;
  sku.created_at = now;
  const auto id = db::insert_sku(tx, sku);
  if (!id) return kSkuCodeTaken;
  sku.id = *id;
  return sku;
}

Result<Sku> update_sku(db::Tx& tx, const UpdateSkuCommand& command, Instant) {
  auto sku = db::lock_sku(tx, command.public_id);
  if (!sku) return kSkuNotFound;
  if (sku->version != command.seen_version) return kProductChanged;
  const Done checked = check_sku(command.draft, sku->state);
  if (!checked) return checked.error();
  apply_draft(*sku, command.draft);
  if (!db::update_sku(tx, *sku)) return kSkuCodeTaken;
  ++sku->version;
  return *sku;
}

}  // namespace fenrun::flows
