// Rows of `transfer_notice`: what WeChat told us about transfers, kept before it is answered, until the
// worker has applied it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "db/mysql/tx.hpp"
#include "domain/money.hpp"
#include "domain/withdrawal/payout_state.hpp"

namespace fenrun::db {

struct TransferNotice {
  std::string number;
  std::string channel_number;
  std::string mchid;
  ChannelState state = ChannelState::success;  // success, fail or cancelled
  Fen amount;
  std::string openid_index;  // 32 bytes
  std::string fail_reason;
  Instant happened_at;
};

// False when it is there already.
[[nodiscard]] bool insert_transfer_notice(Tx& tx, const TransferNotice& notice, Instant now);

struct DueTransferNotice {
  std::int64_t id = 0;
  TransferNotice notice;
};
// The oldest that nobody else is applying, locked.
std::optional<DueTransferNotice> take_transfer_notice(Tx& tx, Instant now);
void finish_transfer_notice(Tx& tx, std::int64_t id, std::string_view outcome, Instant now);

struct AppliedTransferNotice {
  TransferNotice notice;
  Instant received_at;
  std::string outcome;  // empty: not applied yet
};
std::vector<AppliedTransferNotice> list_transfer_notices(Tx& tx, std::string_view number);

}  // namespace fenrun::db
