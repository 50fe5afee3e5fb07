// The numbers by which WeChat knows our orders and refunds: one letter and the public id, so that they are
// unguessable, never repeat, and lead back to the row.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace fenrun {

// "O" and the order's public id: 27 of the 6 to 32 characters WeChat allows.
std::string out_trade_no_of(std::string_view order_public_id);
// The public id inside; nothing when the number is not of our making.
std::optional<std::string> order_of_out_trade_no(std::string_view out_trade_no);

// "R" and the refund's public id: 27 of at most 64 characters.
std::string out_refund_no_of(std::string_view refund_public_id);
std::optional<std::string> refund_of_out_refund_no(std::string_view out_refund_no);

// A number given by another shop: 1 to kExternalNoMax characters of printable ASCII without spaces.
[[nodiscard]] bool is_external_no(std::string_view text);

}  // namespace fenrun
