// A dealer of one's team, as the upline sees them: names are masked, counts come from the tree in this
// process's memory.
#pragma once

#include "domain/dealer/dealer.hpp"
#include "server/api/call.hpp"
#include "server/api/dealer_view.hpp"

namespace fenrun::server {

// Everybody below; 0 while the tree is being loaded.
std::int64_t team_size(const App& app, DealerId dealer);

json::Writer team_member_json(const Call& call, db::Tx& tx, const Dealer& dealer, DealerNames& names);

}  // namespace fenrun::server
