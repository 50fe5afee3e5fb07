// The fuse of all payouts.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "db/mysql/tx.hpp"
#include "domain/withdrawal/fuse.hpp"

namespace fenrun::flows {

// Nothing is posted to WeChat any more, by any worker, until two people have closed it.
void blow_payout_fuse(db::Tx& tx, std::string_view actor, std::string reason, Instant now);

// The first person begins, another one ends it. Refuses with kFuseClosed and kFuseBySame.
Result<Fuse> close_payout_fuse(db::Tx& tx, StaffId staff, Instant now);

}  // namespace fenrun::flows
