// An operator opens a campaign: a name and dates under which dealers get codes of their own.
#pragma once

#include <string>

#include "base/result.hpp"
#include "db/mysql/tx.hpp"
#include "db/referral/campaign.hpp"
#include "domain/ids.hpp"
#include "domain/referral/referral.hpp"

namespace fenrun::flows {

struct CreateCampaign {
  std::string public_id;  // a fresh ULID
  std::string name;
  CampaignPeriod period;
  StaffId staff_id;
  std::string slogan{};  // of its posters; empty: the producer's
};

// Refuses with kCampaignNameInvalid, kCampaignDatesInvalid, kCampaignSloganInvalid.
Result<db::Campaign> create_campaign(db::Tx& tx, const CreateCampaign& command, Instant now);

}  // namespace fenrun::flows
