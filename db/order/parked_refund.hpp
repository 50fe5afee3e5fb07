// Rows of `parked_refund`: refunds that came before their orders, or before we knew of the payment.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "db/mysql/tx.hpp"
#include "db/waiting.hpp"
#include "domain/ids.hpp"
#include "domain/order/refund.hpp"
#include "domain/page.hpp"

namespace fenrun::db {

struct ParkedRefund {
  std::string source;
  std::string external_no;
  std::string refund_no;
  Fen amount_fen;
  std::vector<SkuRefundPart> parts;
  std::string channel_refund_id;
};

// False when it is parked, or was, already.
[[nodiscard]] bool park_refund(Tx& tx, const ParkedRefund& refund, Instant now);
// Whatever became of it.
std::optional<ParkedRefund> find_parked_refund(Tx& tx, std::string_view source, std::string_view external_no,
                                               std::string_view refund_no);
std::int64_t count_parked_refunds_of(Tx& tx, std::string_view source, std::string_view external_no);
// What waits for the orders (source and number), marked as applied.
std::vector<ParkedRefund> take_parked_refunds(Tx& tx,
                                              const std::set<std::pair<std::string, std::string>>& orders,
                                              Instant now);

struct WaitingRefund {
  std::int64_t id = 0;
  ParkedRefund refund;
  Instant parked_at;
};
// Those whose orders have not been paid, the oldest first.
Page<WaitingRefund> list_parked_refunds(Tx& tx, const PageRequest& request);

struct ParkedRefundState {
  WaitingRefund waiting;
  bool is_waiting = false;  // neither applied nor dismissed
};
std::optional<ParkedRefundState> lock_parked_refund(Tx& tx, std::int64_t id);
// It is locked and waits.
void dismiss_parked_refund(Tx& tx, std::int64_t id, StaffId by, std::string_view reason, Instant now);

Waiting count_parked_refunds(Tx& tx);

}  // namespace fenrun::db
