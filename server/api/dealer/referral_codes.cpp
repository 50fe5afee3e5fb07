// A dealer's referral codes: the standing one and one for each campaign.
#include <iterator>

#include "db/referral/referral_code.hpp"
#include "flows/referral/ensure_referral_code.hpp"
#include "flows/referral/revoke_referral_code.hpp"
#include "server/api/dealer/handlers.hpp"
#include "server/api/json/reader.hpp"
#include "server/api/referral_view.hpp"

namespace fenrun::server::dealer {

Result<Reply> list_referral_codes(const Call& call, db::Tx& tx) {
  Query query(call.request.target);
  const ListQuery list = call.list_in(query);
  if (auto refused = query.refusal()) return *refused;
  const db::CodePlace after{CampaignId{list.after.id}, list.after.sort};
  auto codes = db::list_codes_of(tx, call.caller.dealer, after, list.limit + 1);
  const bool goes_on = std::ssize(codes) > list.limit;
  if (goes_on) codes.pop_back();
  CampaignNames campaigns(tx);
  json::Writer body;
  body.list("items", codes,
            [&](const db::ReferralCode& code) { return referral_code_json(code, campaigns); });
  if (!goes_on) return ok(body.null("next_cursor"));
  const Cursor next{codes.back().code, codes.back().campaign_id.value};
  return ok(body.text("next_cursor", call.cursor_to(next)));
}

Result<Reply> ensure_referral_code(const Call& call, db::Tx& tx) {
  json::Reader body(call.request.body);
  const auto campaign = body.maybe_public_id("campaign");
  if (auto refused = body.refusal()) return *refused;
  const auto code =
      flows::ensure_referral_code(tx, code_wanted(call, call.caller.dealer, campaign), call.now);
  if (!code) return code.error();
  CampaignNames campaigns(tx);
  return created(referral_code_json(*code, campaigns));
}

Result<Reply> revoke_referral_code(const Call& call, db::Tx& tx) {
  const auto code = call.app.referral_codec.check(call.in_path("code"));
  if (!code) return kReferralUnknown;
  if (auto done = flows::revoke_referral_code(tx, {call.caller.dealer, *code}, call.now); !done)
    return done.error();
  return no_content();
}

}  // namespace fenrun::server::dealer
