// Rows of `notify_inbox`: what WeChat Pay told us, until it is applied.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/crypto/digest.hpp"
#include "db/mysql/tx.hpp"
#include "domain/ids.hpp"
#include "domain/money.hpp"
#include "domain/order/refund.hpp"

namespace fenrun::db {

enum class NoticeKind { payment, refund };

struct PayNotice {
  NoticeKind kind = NoticeKind::payment;
  std::string appid;  // empty for refunds, which do not say it
  std::string mchid;
  std::string out_trade_no;
  std::string transaction_id;
  std::string out_refund_no;  // refunds only, as are the next two
  std::string channel_refund_id;
  RefundState refund_state = RefundState::succeeded;
  Fen amount_fen;
  std::string currency;
  std::string payer_index;  // 32 bytes; empty for refunds
  Instant happened_at;
};

// The same for every copy of one notice.
crypto::Sha256 dedupe_key_of(const PayNotice& notice);

// False when it is there already.
[[nodiscard]] bool insert_notice(Tx& tx, const PayNotice& notice, Instant now);

struct DueNotice {
  std::int64_t id = 0;
  int attempts = 0;
  PayNotice notice;
};
// Whether WeChat told something of the refund that has not been applied.
[[nodiscard]] bool has_unapplied_notice(Tx& tx, std::string_view out_refund_no);
// Oldest due first.
std::vector<DueNotice> due_notices(Tx& tx, Instant now, int limit);
// Takes the rows for this transaction; those that have been applied meanwhile are left out.
std::set<std::int64_t> lock_notices(Tx& tx, const std::set<std::int64_t>& ids);
void finish_notices(Tx& tx, const std::set<std::int64_t>& ids, std::string_view outcome, Instant now);
void postpone_notice(Tx& tx, std::int64_t id, Instant due_at);  // counts one attempt

}  // namespace fenrun::db
