// What our books hold of a day, as the matcher wants it: transfers with what the ledger settled for them,
// payments of orders, refunds.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "db/mysql/tx.hpp"
#include "domain/ledger/month.hpp"
#include "domain/reconciliation/our_book.hpp"

namespace fenrun::db {

using EntryVisitor = std::function<void(const OurEntry&)>;

// Transfers that ended well in the time, in pages: a day may have a million.
void visit_transfer_entries(Tx& tx, const Period& time, const EntryVisitor& visit);
// Transfers of either number, in whatever state and of whatever time, those that ended well before
// `long_paid` marked. At most 1,000 numbers, of ASCII.
std::vector<OurEntry> find_transfer_entries(Tx& tx, std::span<const std::string> numbers, Instant long_paid);

// Payments made in the time, and refunds asked for in it, of orders that are paid through WeChat here.
// Likewise in pages.
void visit_order_entries(Tx& tx, const Period& time, const EntryVisitor& visit);
// Payments and refunds by our number or WeChat's. At most 1,000 numbers, of ASCII.
std::vector<OurEntry> find_order_entries(Tx& tx, std::span<const std::string> numbers);

}  // namespace fenrun::db
