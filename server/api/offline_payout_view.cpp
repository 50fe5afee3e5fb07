#include "server/api/offline_payout_view.hpp"

#include "base/crypto/encoding.hpp"
#include "flows/withdrawal/pay_offline.hpp"

namespace fenrun::server {

json::Writer offline_payout_json(const OfflinePayout& payout, StaffNames& staff) {
  json::Writer body;
  body.text("id", payout.public_id)
      .text("withdrawal", payout.withdrawal_public_id)
      .fen("amount_fen", payout.amount)
      .text("method", to_word(payout.method))
      .text("reference", payout.reference)
      .time("paid_at", payout.paid_at)
      .text("evidence", payout.evidence)
      .text("state", to_word(payout.state))
      .text("digest", crypto::to_hex(flows::offline_payout_digest(payout)))
      .id("proposed_by", payout.proposed_by)
      .maybe_text("proposed_by_name", staff.name(payout.proposed_by))
      .time("proposed_at", payout.proposed_at);
  if (payout.decided_by.is_set()) {
    body.id("decided_by", payout.decided_by);
  } else {
    body.null("decided_by");
  }
  body.maybe_text("decided_by_name", staff.name(payout.decided_by));
  return body.maybe_time("decided_at", payout.decided_at).text("reason", payout.reason);
}

json::Writer own_offline_payout_json(const OfflinePayout& payout) {
  json::Writer body;
  body.text("method", to_word(payout.method))
      .text("reference", payout.reference)
      .time("paid_at", payout.paid_at);
  return body;
}

}  // namespace fenrun::server
