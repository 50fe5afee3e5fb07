// Who dealers are to the tax office. Append-only.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <span>
#include <string_view>

#include "db/mysql/tx.hpp"
#include "domain/tax/taxpayer.hpp"

namespace fenrun::db {

// The newest of the dealer.
std::optional<Taxpayer> find_taxpayer(Tx& tx, DealerId dealer);
// When the dealer first gave the number of this row.
Instant number_given_at(Tx& tx, const Taxpayer& taxpayer);
// The newest of each; dealers without one are missing.
std::map<DealerId, Taxpayer> find_taxpayers(Tx& tx, std::span<const DealerId> dealers);

// Dealers whose newest number this is.
std::set<DealerId> dealers_of_identity(Tx& tx, std::string_view identity_index);

// Numbers the row under a lock that is held until the end of the transaction, so that two dealers who give
// one number at once come one after the other. To be taken before dealers_of_identity() is asked.
std::int64_t lock_taxpayer_number(Tx& tx);
void insert_taxpayer(Tx& tx, const Taxpayer& taxpayer);

}  // namespace fenrun::db
