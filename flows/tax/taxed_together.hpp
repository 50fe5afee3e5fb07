// Whose income counts as one person's.
#pragma once

#include <set>

#include "db/mysql/tx.hpp"
#include "domain/ids.hpp"

namespace fenrun::flows {

// The dealers whose identity number is this one's, itself included; only itself where none was given.
std::set<DealerId> dealers_taxed_together(db::Tx& tx, DealerId dealer);

}  // namespace fenrun::flows
