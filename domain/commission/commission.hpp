// A commission: what one dealer earned from one line of a sale, and what became of it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "domain/commission/rule.hpp"
#include "domain/commission/zero_reason.hpp"
#include "domain/ids.hpp"
#include "domain/money.hpp"

namespace fenrun {

enum class CommissionState {
  pending,    // the refund window is open
  available,  // released
  void_,      // clawed back to the last fen
};

std::string_view to_text(CommissionState state);
std::optional<CommissionState> commission_state_from(std::string_view text);

struct Commission {
  CommissionId id;
  OrderId order;
  OrderLineId line;
  DealerId dealer;
  PaidLevel level = PaidLevel::first;
  std::int64_t plan_number = 0;
  ProductId product;
  TierId tier;  // of the dealer, as of payment
  Fen base_fen;
  Fen amount_fen;
  Fen clawed_back_fen;
  CommissionState state = CommissionState::pending;
  std::string explanation;  // explanation_from() reads it
  Instant paid_at;
};

// A share that nobody could claim, as it is kept.
struct UnclaimedCommission {
  OrderId order;
  OrderLineId line;
  PaidLevel level = PaidLevel::first;
  Fen base_fen;
  Fen amount_fen;
  Fen returned_fen;
  ZeroReason reason = ZeroReason::nobody_at_level;
};

// Under what the ledger knows them.
std::string ledger_reference(const Commission& commission);
std::string ledger_reference(const UnclaimedCommission& unclaimed);
// Nothing for a reference that is no commission's.
std::optional<CommissionId> commission_in_reference(std::string_view reference);

inline constexpr ErrorCode kCommissionNotFound{ErrorKind::not_found, "commission.not_found", "分润记录不存在",
                                               "There is no such commission"};

// The calendar month of an instant in China, as year × 100 + month.
int china_month_of(Instant instant);

}  // namespace fenrun
