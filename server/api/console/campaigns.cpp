// Campaigns: a name and dates under which dealers get referral codes of their own.
#include "db/dealer/dealer.hpp"
#include "db/referral/campaign.hpp"
#include "flows/referral/create_campaign.hpp"
#include "flows/referral/set_campaign_slogan.hpp"
#include "server/api/carriers.hpp"
#include "server/api/console/handlers.hpp"
#include "server/api/json/reader.hpp"
#include "server/api/recorded.hpp"
#include "server/api/referral_view.hpp"
#include "server/api/story.hpp"

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
  command.slogan = body.maybe_text("slogan", {0, kCampaignSloganMax}).value_or("");
  if (auto refused = body.refusal()) return *refused;
  const auto campaign = flows::create_campaign(tx, command, call.now);
  if (!campaign) return campaign.error();
  const auto shown = campaign_json(*campaign);
  call.audit = {"campaign:" + campaign->public_id, "", shown.str(), ""};
  return created(shown);
}

Result<Reply> change_campaign_slogan(const Call& call, db::Tx& tx) {
  const auto public_id = call.public_id_in_path("campaign");
  if (!public_id) return public_id.error();
  json::Reader body(call.request.body);
  const auto slogan = body.text("slogan", {0, kCampaignSloganMax});
  if (auto refused = body.refusal()) return *refused;
  const auto set = flows::set_campaign_slogan(tx, {*public_id, slogan}, call.now);
  if (!set) return set.error();
  const auto shown = campaign_json(set->after);
  call.audit = {"campaign:" + *public_id, campaign_json(set->before).str(), shown.str(), ""};
  return ok(shown);
}

// The same picture that the dealer gets; a code is made where the dealer has none.
AsyncReply show_dealer_poster(const Call& call, Edge&) {
  const auto public_id = call.public_id_in_path("dealer");
  if (!public_id) co_return public_id.error();
  Query query(call.request.target);
  const auto campaign = query.maybe_public_id("campaign");
  if (auto refused = query.refusal()) co_return *refused;
  std::optional<Carried> carried;
  std::function<Result<Reply>(db::Tx&)> story = [&](db::Tx& tx) {
    return recorded(call, tx, [&]() -> Result<Reply> {
      const auto dealer = db::find_dealer_by_public_id(tx, *public_id);
      if (!dealer) return kDealerNotFound;
      auto found = ensure_carried(tx, code_wanted(call, dealer->id, campaign), call.now);
      if (!found) return found.error();
      carried = std::move(*found);
      call.audit = {"dealer:" + *public_id, "", "", "code " + carried->code};
      return no_content();
    });
  };
  const Result<Reply> kept = co_await run_story<Reply>(call, story);
  if (!kept) co_return kept.error();
  auto pending = code_poster(call, *carried);
  const Result<CachedPoster> drawn = co_await std::move(pending);
  if (!drawn) co_return drawn.error();
  // Not kept: the next one may have other words.
  co_return image("image/png", **drawn, std::chrono::seconds(0));
}

}  // namespace fenrun::server::console
