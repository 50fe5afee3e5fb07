// Campaigns: a name and dates under which dealers get referral codes of their own.
#include "db/referral/campaign.hpp"
#include "flows/referral/create_campaign.hpp"
#include "server/api/console/handlers.hpp"
#include "server/api/json/reader.hpp"
#include "server/api/referral_view.hpp"

namespace fenrun::server::console {

Result<Reply> list_campaigns(const Call& call, db::Tx& tx) {
  Query query(call.request.target);
  const ListQuery list = call.list_in(query);
  if (auto refused = query.refusal()) return *refused;
  const auto page = db::list_campaigns(tx, {list.after.id, list.limit});
  return ok_list(call, page.items, page.next, campaign_json);
}

Result<Reply> create_campaign(const Call& call, db::Tx& tx) {
  json::Reader body(call.request.body);
  flows::CreateCampaign command;
  command.public_id = call.new_public_id();
  command.staff_id = call.caller.staff;
  command.name = body.text("name", {1, 64});
  command.period.starts_at = body.time("starts_at");
  command.period.ends_at = body.time("ends_at");
  if (auto refused = body.refusal()) return *refused;
  const auto campaign = flows::create_campaign(tx, command, call.now);
  if (!campaign) return campaign.error();
  const auto shown = campaign_json(*campaign);
  call.audit = {"campaign:" + campaign->public_id, "", shown.str(), ""};
  return created(shown);
}

}  // namespace fenrun::server::console
