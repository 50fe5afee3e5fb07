// Rows of `dispute`.
#pragma once

#include <optional>
#include <string>

#include "db/mysql/tx.hpp"
#include "domain/ledger/dispute.hpp"
#include "domain/page.hpp"

namespace fenrun::db {

// False when the commission is in dispute already.
[[nodiscard]] bool insert_dispute(Tx& tx, const Dispute& dispute);
std::optional<Dispute> lock_dispute(Tx& tx, const std::string& public_id);
std::optional<Dispute> find_dispute(Tx& tx, const std::string& public_id);
void resolve_dispute(Tx& tx, const Dispute& dispute);
// Newest first.
Page<Dispute> list_disputes(Tx& tx, DisputeState state, const PageRequest& page);
Page<Dispute> list_disputes_of(Tx& tx, DealerId dealer, const PageRequest& page);

}  // namespace fenrun::db
