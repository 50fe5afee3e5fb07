// A bill that has just been fetched, as it is to be stored.
#pragma once

#include "db/reconciliation/bill_file.hpp"
#include "wechat/pay/bill/bills.hpp"

namespace fenrun::server {

// What of it is kept beside its bytes: hash, sums, and what somebody is to look at. A bill that cannot be
// read is stored as well, and says why.
void read_into(db::BillFile& file, const wechat::BillFile& fetched);

}  // namespace fenrun::server
