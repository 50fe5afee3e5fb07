// Every id has its own type; an id of one noun never converts to another's. Zero is "none" and never a row.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>

namespace fenrun {

template <class Noun>
struct Id {
  std::int64_t value = 0;

  [[nodiscard]] bool is_set() const { return value != 0; }
  friend auto operator<=>(Id, Id) = default;
};

using ConsumerId = Id<struct ConsumerNoun>;
using DealerId = Id<struct DealerNoun>;  // dense: an index into the dealer tree's arrays
using BindingId = Id<struct BindingNoun>;
using ApplicationId = Id<struct ApplicationNoun>;
using InviteId = Id<struct InviteNoun>;
using CampaignId = Id<struct CampaignNoun>;
using ContractId = Id<struct ContractNoun>;
using ChangeRequestId = Id<struct ChangeRequestNoun>;
using StaffId = Id<struct StaffNoun>;
using ProductId = Id<struct ProductNoun>;
using SkuId = Id<struct SkuNoun>;
using TierId = Id<struct TierNoun>;
using OrderId = Id<struct OrderNoun>;
using OrderLineId = Id<struct OrderLineNoun>;
using OrderRefundId = Id<struct OrderRefundNoun>;
using CommissionId = Id<struct CommissionNoun>;
using CommissionPlanId = Id<struct CommissionPlanNoun>;

}  // namespace fenrun

template <class Noun>
struct std::hash<fenrun::Id<Noun>> {
  std::size_t operator()(fenrun::Id<Noun> id) const noexcept { return std::hash<std::int64_t>{}(id.value); }
};
