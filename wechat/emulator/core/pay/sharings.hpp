// Profit sharing: receivers, requests, unfreezing and returns.
#pragma once

#include "wechat/emulator/core/pay/call.hpp"
#include "wechat/emulator/core/pay/fields.hpp"

namespace fenrun::emulator {

inline constexpr Field kReceiverFields[] = {
    Field::text("appid", 32),         Field::text("type", 32),
    Field::text("account", 64),       Field::text("name", 1'024, Need::optional),
    Field::text("relation_type", 32), Field::text("custom_relation", 10, Need::optional),
};
inline constexpr Field kReceiverNameFields[] = {
    Field::text("appid", 32),
    Field::text("type", 32),
    Field::text("account", 64),
};
inline constexpr Field kShareFields[] = {
    Field::text("type", 32),     Field::text("account", 64),     Field::text("name", 1'024, Need::optional),
    Field::integer("amount", 1), Field::text("description", 80),
};
inline constexpr Field kSharingFields[] = {
    Field::text("appid", 32),           Field::text("transaction_id", 32),
    Field::text("out_order_no", 64),    Field::list("receivers", 1, 50, kShareFields),
    Field::boolean("unfreeze_unsplit"),
};
inline constexpr Field kUnfreezeFields[] = {
    Field::text("transaction_id", 32),
    Field::text("out_order_no", 64),
    Field::text("description", 80),
};
inline constexpr Field kSharingQuery[] = {Field::text("transaction_id", 32)};
inline constexpr Field kReturnFields[] = {
    Field::text("order_id", 64, Need::optional),
    Field::text("out_order_no", 64, Need::optional),
    Field::text("out_return_no", 64),
    Field::text("return_mchid", 32),
    Field::integer("amount", 1),
    Field::text("description", 80),
};
inline constexpr Field kReturnQuery[] = {Field::text("out_order_no", 64)};

// PARAM_ERROR for a type or relation that is none, a merchant without a name, a name that cannot be opened;
// else what pay::SharingBook refuses with.
PayOutcome add_receiver(World& world, const PayCall& call);
PayOutcome delete_receiver(World& world, const PayCall& call);
PayOutcome share_profit(World& world, const PayCall& call);
PayOutcome query_sharing(World& world, const PayCall& call);
PayOutcome unfreeze_profit(World& world, const PayCall& call);
PayOutcome return_share(World& world, const PayCall& call);
PayOutcome query_share_return(World& world, const PayCall& call);
PayOutcome get_unsplit_amount(World& world, const PayCall& call);

}  // namespace fenrun::emulator
