// A dealer's referral codes: the standing one and one for each campaign.
#include "db/referral/referral_code.hpp"
#include "flows/referral/ensure_referral_code.hpp"
#include "flows/referral/revoke_referral_code.hpp"
#include "server/api/dealer/handlers.hpp"
#include "server/api/json/reader.hpp"
#include "server/api/referral_view.hpp"

namespace fenrun::server::dealer {

Result<Reply> list_referral_codes(const Call& call, db::Tx& tx) {
  json::Writer body;
  CampaignNames campaigns(tx);
  body.list("items", db::list_codes_of(tx, call.caller.dealer),
            [&](const db::ReferralCode& code) { return referral_code_json(code, campaigns); });
  return ok(body);
}

Result<Reply> ensure_referral_code(const Call& call, db::Tx& tx) {
  json::Reader body(call.request.body);
  const auto campaign = body.maybe_public_id("campaign");
  if (auto refused = body.refusal()) return *refused;
  const auto code = flows::ensure_referral_code(tx, code_wanted(call, campaign), call.now);
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
