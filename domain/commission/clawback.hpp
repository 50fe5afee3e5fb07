// The algebra of refunds. A sale's own stored share is taken back in proportion to what was refunded of the
// line, cumulatively: after any sequence of partial refunds that ends in a full one, exactly the share has
// been taken back. No rule is asked again, so a change of rules changes nothing.
#pragma once

#include "base/result.hpp"
#include "domain/money.hpp"

namespace fenrun {

inline constexpr ErrorCode kRefundOverBase{ErrorKind::refused, "commission.refund_over_base",
                                           "累计退款超过该明细的实付金额",
                                           "The refunds of the line exceed what was paid for it"};

// What has been taken back in all once `refunded` of the line's `base` is refunded: rounded down, so never
// too early, and the whole share at the end. Grows with `refunded` and never exceeds the share. Both are
// without freight and tax. A share of a line without a base is 0.
Fen clawed_in_all(Fen share, Fen base, Fen refunded);

// What this refund takes back: the sum of all refunds of the line, this one included, and what earlier ones
// took. 0 where it rounds to nothing. Refuses with kRefundOverBase.
Result<Fen> clawback_of(Fen share, Fen base, Fen refunded_in_all, Fen clawed_before);

}  // namespace fenrun
