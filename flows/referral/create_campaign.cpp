#include "flows/referral/create_campaign.hpp"

namespace fenrun::flows {

Result<db::Campaign> create_campaign(db::Tx& tx, const CreateCampaign& command, Instant now) {
  const auto checked = check_campaign(command.name, command.period, now);
  if (!checked) return checked.error();
  if (const auto slogan = check_slogan(command.slogan); !slogan) return slogan.error();
  db::Campaign campaign{CampaignId{}, command.public_id, command.name, command.period, command.staff_id,
                        now,          command.slogan};
  campaign.id = db::insert_campaign(tx, campaign);
  return campaign;
}

}  // namespace fenrun::flows
