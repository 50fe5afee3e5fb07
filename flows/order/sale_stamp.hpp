// Who had referred the buyers, and who stood above, when orders were paid.
#pragma once

#include <span>
#include <vector>

#include "db/binding/binding.hpp"
#include "db/mysql/tx.hpp"
#include "domain/order/order.hpp"

namespace fenrun::flows {

// For each buyer, in the order asked for: the binding in force at the instant and the line above its dealer
// as the tree and the tiers stood then, all from the tables: no cache decides about money. Empty for a buyer
// we do not know.
std::vector<SaleStamp> read_sale_stamps(db::Tx& tx, std::span<const db::BuyerAt> buyers);

}  // namespace fenrun::flows
