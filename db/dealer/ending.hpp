// Rows of `dealer_ending`: when, by whom and why a dealership ended. Written once.
#pragma once

#include <optional>

#include "db/mysql/tx.hpp"
#include "domain/dealer/ending.hpp"

namespace fenrun::db {

void insert_ending(Tx& tx, const DealerEnding& ending);
// Nothing while the dealership lasts.
std::optional<DealerEnding> find_ending(Tx& tx, DealerId dealer);

// WeChat said that the dealer's person closed their account: it is erased when the dealership ends. The
// newest word counts.
void note_account_closed(Tx& tx, DealerId dealer, Instant at);
std::optional<Instant> account_closed_at(Tx& tx, DealerId dealer);

}  // namespace fenrun::db
