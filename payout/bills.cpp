#include "payout/bills.hpp"

#include "base/crypto/digest.hpp"
#include "flows/consumer/sealed_identity.hpp"
#include "flows/withdrawal/sealed_payout.hpp"

namespace fenrun::payout {
namespace {

std::optional<SecretText> payee_openid(const Payee& payee, const crypto::Sealer& sealer) {
  auto openid = flows::open_openid(sealer, payee.appid, payee.openid_index, payee.openid_sealed);
  if (!openid) return std::nullopt;
  const auto index = sealer.blind_index("openid", openid->reveal());
  if (!crypto::equal_in_constant_time(index, payee.openid_index)) return std::nullopt;
  return openid;
}

db::PayoutBody seal_body(const wechat::TransferBody& body, const crypto::Sealer& sealer) {
  const std::string_view json = body.json.reveal();
  return {flows::seal_payout_body(sealer, body.out_bill_no, body.json),
          std::string(crypto::as_text(crypto::sha256(json))), body.sealing_serial};
}

// Merchant, app and scene may have changed since the dealer agreed.
bool is_for(const ConfirmFree& authorization, wechat::PayClient& pay) {
  const wechat::PayMerchant& ours = pay.merchant();
  const ConfirmFreePlace& place = authorization.place;
  return pay.options().has_authorization && place.mchid == ours.mchid && place.appid == ours.appid &&
         place.scene_id == pay.options().transfer.scene_id;
}

}  // namespace

MadeBodies make_bodies(const flows::PayoutPlan& plan, wechat::PayClient& pay, const crypto::Sealer& sealer,
                       const PayoutOptions& options) {
  const Withdrawal& withdrawal = plan.withdrawal;
  if (withdrawal.payee.appid != pay.merchant().appid) return {{}, "another app"};
  auto openid = payee_openid(withdrawal.payee, sealer);
  if (!openid) return {{}, "the payee's openid does not open"};
  wechat::TransferRequest request;
  request.out_bill_no = plan.number;
  request.openid = std::move(*openid);
  request.amount = withdrawal.amounts.net;
  request.remark = options.remark;
  request.report_infos = {{"岗位类型", options.position}, {"报酬说明", options.reward}};
  request.notify_url = pay.options().transfer_notify_url;
  const bool may_name = request.amount >= pay.options().transfer.limits.name_from;
  if (!withdrawal.payee.name_sealed.empty() && may_name) {
    request.user_name = flows::open_payee_name(sealer, withdrawal.public_id, withdrawal.payee.name_sealed);
    if (!request.user_name) return {{}, "the payee's name does not open"};
  }
  const auto body = pay.transfers().body(request);
  if (!body.is_done()) return {{}, body.refusal() != nullptr ? body.refusal()->note : "unknown"};
  db::PayoutBodies made{seal_body(body.done(), sealer)};
  if (plan.authorization && is_for(*plan.authorization, pay)) {
    const auto direct = pay.authorizations().direct_body(request, plan.authorization->number);
    if (direct.is_done()) made.direct = seal_body(direct.done(), sealer);
  }
  return {std::move(made), ""};
}

std::optional<wechat::TransferBody> open_body(const Payout& payout, const db::PayoutBody& body,
                                              const crypto::Sealer& sealer) {
  auto json = flows::open_payout_body(sealer, payout.number, body.sealed);
  if (!json) return std::nullopt;
  const auto hash = crypto::sha256(std::string_view(json->reveal()));
  if (!crypto::equal_in_constant_time(crypto::as_text(hash), body.hash)) return std::nullopt;
  return wechat::TransferBody{payout.number, std::move(*json), body.sealing_serial};
}

std::string seal_package(const crypto::Sealer& sealer, const std::string& number, const SecretText& package) {
  return flows::seal_payout_package(sealer, number, package);
}

}  // namespace fenrun::payout
