// WeChat's electronic receipt of a withdrawal as a file to take away, and what is shown of it.
#pragma once

#include <optional>

#include "domain/withdrawal/payout_receipt.hpp"
#include "domain/withdrawal/withdrawal.hpp"
#include "server/api/call.hpp"
#include "server/api/json/writer.hpp"

namespace fenrun::db {
class Tx;
}

namespace fenrun::server {

// The archived PDF of the withdrawal's newest transfer. Refuses with kReceiptNotThere.
Result<Reply> receipt_file(const Call& call, db::Tx& tx, const Withdrawal& withdrawal);

// For staff.
json::Writer receipt_json(const PayoutReceipt& receipt);

}  // namespace fenrun::server
