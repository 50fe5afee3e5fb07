// Rows of `payout_receipt` and `payout_receipt_part`.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "db/mysql/tx.hpp"
#include "domain/withdrawal/payout_receipt.hpp"

namespace fenrun::db {

// Nothing for a transfer without the payee's name, of which WeChat makes none, and where it is wanted
// already.
void want_receipt(Tx& tx, PayoutId payout, Instant now);

std::optional<PayoutReceipt> find_receipt(Tx& tx, PayoutId payout);
std::optional<PayoutReceipt> lock_receipt(Tx& tx, PayoutId payout);
// The oldest that is due and that nobody else has: locked here, or leased to a worker that still lives by the
// database's clock.
std::optional<PayoutReceipt> claim_due_receipt(Tx& tx, Instant now);
// Its turn and when the next is due; leases it by the database's clock.
void save_receipt_claim(Tx& tx, const PayoutReceipt& begun, std::chrono::seconds lease);
// What the turn changed; ends the lease.
void save_receipt(Tx& tx, const PayoutReceipt& receipt);

// Written once. Sealed.
void insert_receipt_file(Tx& tx, PayoutId payout, std::string_view content_sealed);
// Empty: there is none.
std::string receipt_file(Tx& tx, PayoutId payout);

}  // namespace fenrun::db
