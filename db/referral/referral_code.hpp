// Rows of `referral_code`. A dealer has one live code for itself (campaign unset) and one for each campaign;
// revoked codes stay, as evidence.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "db/mysql/tx.hpp"
#include "domain/ids.hpp"

namespace fenrun::db {

struct ReferralCode {
  std::string code;
  DealerId dealer_id;
  CampaignId campaign_id;  // unset: the dealer's standing code
  std::optional<Instant> revoked_at;
  Instant created_at;
};

std::optional<ReferralCode> find_referral_code(Tx& tx, std::string_view code);
std::optional<ReferralCode> find_live_code(Tx& tx, DealerId dealer, CampaignId campaign);

// False when the code is taken or the dealer has a live one for this campaign.
[[nodiscard]] bool insert_referral_code(Tx& tx, const ReferralCode& code);

// False when there is no such live code of this dealer.
[[nodiscard]] bool revoke_code(Tx& tx, std::string_view code, DealerId dealer, Instant at);

// All live ones of the dealer; returns how many there were.
std::int64_t revoke_codes_of(Tx& tx, DealerId dealer, Instant at);

// The key of a code in its dealer's list. The default stands before every code.
struct CodePlace {
  CampaignId campaign_id;
  std::string code;
};

// `count_max` codes of the dealer behind `after`, live and revoked: the standing ones, then by campaign.
std::vector<ReferralCode> list_codes_of(Tx& tx, DealerId dealer, const CodePlace& after, int count_max);

}  // namespace fenrun::db
