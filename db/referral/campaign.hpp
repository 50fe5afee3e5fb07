// Rows of `campaign`.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "db/mysql/tx.hpp"
#include "domain/ids.hpp"
#include "domain/page.hpp"
#include "domain/referral/referral.hpp"

namespace fenrun::db {

struct Campaign {
  CampaignId id;
  std::string public_id;
  std::string name;
  CampaignPeriod period;
  StaffId created_by;
  Instant created_at;
  std::string slogan;  // of its posters; empty: the producer's
};

std::optional<Campaign> find_campaign(Tx& tx, CampaignId id);
std::optional<Campaign> find_campaign_by_public_id(Tx& tx, std::string_view public_id);
// FOR UPDATE.
std::optional<Campaign> lock_campaign_by_public_id(Tx& tx, std::string_view public_id);
CampaignId insert_campaign(Tx& tx, const Campaign& campaign);

void update_campaign_slogan(Tx& tx, const Campaign& campaign);

// Newest first; the cursor is the id of the last one seen.
Page<Campaign> list_campaigns(Tx& tx, const PageRequest& request);
// Only those that run at `now`, newest first.
Page<Campaign> list_running_campaigns(Tx& tx, const PageRequest& request, Instant now);

}  // namespace fenrun::db
