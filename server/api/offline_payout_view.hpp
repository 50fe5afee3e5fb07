// Payouts outside WeChat as staff and dealers see them.
#pragma once

#include "domain/withdrawal/offline_payout.hpp"
#include "server/api/json/writer.hpp"
#include "server/api/staff_names.hpp"

namespace fenrun::server {

json::Writer offline_payout_json(const OfflinePayout& payout, StaffNames& staff);
// For the dealer who was paid by it.
json::Writer own_offline_payout_json(const OfflinePayout& payout);

}  // namespace fenrun::server
