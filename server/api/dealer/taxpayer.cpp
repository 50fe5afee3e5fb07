// Who a dealer is to the tax office, as the dealer gives it: shown to themselves only in part.
#include "db/tax/taxpayer.hpp"
#include <string>
#include <utility>

#include "db/dealer/dealer.hpp"
#include "domain/text.hpp"
#include "flows/tax/declare_taxpayer.hpp"
#include "flows/tax/sealed_taxpayer.hpp"
#include "server/api/dealer/handlers.hpp"
#include "server/api/json/reader.hpp"

namespace fenrun::server::dealer {
namespace {

json::Writer taxpayer_json(const flows::OpenedTaxpayer& opened, Instant given_at) {
  json::Writer body;
  body.text("name_masked", mask_name(opened.name.reveal()))
      .text("identity_number_masked", mask_identity_number(opened.identity_number.reveal()))
      .time("given_at", given_at);
  return body;
}

Result<std::string> own_public_id(const Call& call, db::Tx& tx) {
  const auto dealer = db::find_dealer(tx, call.caller.dealer);
  if (!dealer) return kDealerNotFound;
  return dealer->public_id;
}

}  // namespace

Result<Reply> show_taxpayer(const Call& call, db::Tx& tx) {
  json::Writer body;
  body.text("needed", to_word(call.app.options.withdrawals.identity));
  const auto public_id = own_public_id(call, tx);
  if (!public_id) return public_id.error();
  const auto taxpayer = db::find_taxpayer(tx, call.caller.dealer);
  if (!taxpayer) return ok(body.null("taxpayer"));
  const auto opened = flows::open_taxpayer(call.app.sealer, *public_id, *taxpayer);
  return ok(body.object("taxpayer", taxpayer_json(opened, taxpayer->given_at)));
}

Result<Reply> declare_taxpayer(const Call& call, db::Tx& tx) {
  json::Reader body(call.request.body);
  const SecretText name(body.text("name", {1, kRealNameMax}));
  std::string typed = body.text("identity_number", {kIdentityNumberLength, kIdentityNumberLength});
  if (typed.ends_with('x')) typed.back() = 'X';  // as phones type it
  const SecretText number(std::move(typed));
  const bool has_consent = body.boolean("consent");
  if (auto refused = body.refusal()) return *refused;
  if (const Done good = check_real_name(name.reveal()); !good) return good.error();
  if (const Done good = check_identity_number(number.reveal(), call.now); !good) return good.error();
  if (!has_consent) return kConsentMissing;
  const auto public_id = own_public_id(call, tx);
  if (!public_id) return public_id.error();
  const flows::DeclareTaxpayer command{call.caller.dealer,
                                       flows::seal_taxpayer_name(call.app.sealer, *public_id, name),
                                       flows::seal_identity_number(call.app.sealer, *public_id, number),
                                       flows::identity_number_index(call.app.sealer, number)};
  const auto taxpayer = flows::declare_taxpayer(tx, command, call.now);
  if (!taxpayer) return taxpayer.error();
  return show_taxpayer(call, tx);
}

}  // namespace fenrun::server::dealer
