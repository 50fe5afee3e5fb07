#include "server/dealer_letter.hpp"

#include <utility>

#include "db/consumer/consumer.hpp"
#include "db/payout/offline_payout.hpp"
#include "db/payout/payout.hpp"
#include "db/withdrawal/withdrawal.hpp"
#include "flows/consumer/sealed_identity.hpp"
#include "server/dealer_message_text.hpp"
#include "wechat/miniprogram/errors.hpp"

namespace fenrun::server {
namespace {

bool was_paid_offline(db::Tx& tx, const Withdrawal& withdrawal) {
  const auto offline = db::find_live_offline_payout(tx, withdrawal.id);
  return offline && offline->state == OfflinePayoutState::paid;
}

}  // namespace

Result<DealerLetter> write_dealer_letter(db::Tx& tx, const DealerMessage& message,
                                         const MessageOptions& options, const crypto::Sealer& sealer,
                                         std::string_view appid) {
  const MessageTemplate& wanted = message.kind == DealerMessageKind::paid ? options.paid : options.failed;
  if (wanted.id.empty()) return kMessageTemplateUnknown;
  const auto withdrawal = db::find_withdrawal(tx, message.withdrawal);
  if (!withdrawal) return kWithdrawalNotFound;
  const Payee& payee = withdrawal->payee;
  // Who has deleted the account is not written to, though the withdrawal keeps whom it paid.
  const auto consumer = db::find_consumer(tx, payee.consumer);
  if (!consumer || consumer->openid_index != payee.openid_index) return kConsumerGone;
  if (payee.appid != appid) return wechat::kWechatOpenidInvalid;
  auto openid = flows::open_openid(sealer, payee.appid, payee.openid_index, payee.openid_sealed);
  if (!openid) return wechat::kWechatOpenidInvalid;
  const auto texts =
      message_texts(*withdrawal, db::find_payout_of(tx, withdrawal->id), was_paid_offline(tx, *withdrawal));
  auto data = fill_template(wanted, texts);
  if (!data) return data.error();
  DealerLetter letter;
  letter.message.openid = std::move(*openid);
  letter.message.template_id = wanted.id;
  letter.message.page = options.page;
  letter.message.data = std::move(*data);
  letter.consumer = payee.consumer;
  return letter;
}

}  // namespace fenrun::server
