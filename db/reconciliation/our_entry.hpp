// What our books hold of a day, as the matcher wants it: transfers with what the ledger settled for them,
// payments of orders, refunds.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "db/mysql/tx.hpp"
#include "domain/ledger/month.hpp"
#include "domain/reconciliation/match_bill.hpp"

namespace fenrun::db {

// Transfers that ended well in the time.
std::vector<OurEntry> list_transfer_entries(Tx& tx, const Period& time);
// Transfers of either number, in whatever state and of whatever time. At most 1,000 numbers, of ASCII.
std::vector<OurEntry> find_transfer_entries(Tx& tx, std::span<const std::string> numbers);

// Payments made in the time, and refunds asked for in it, of orders that are paid through WeChat here.
std::vector<OurEntry> list_order_entries(Tx& tx, const Period& time);
// Payments and refunds by our number or WeChat's. At most 1,000 numbers, of ASCII.
std::vector<OurEntry> find_order_entries(Tx& tx, std::span<const std::string> numbers);

}  // namespace fenrun::db
