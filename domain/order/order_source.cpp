#include "domain/order/order_source.hpp"

#include <algorithm>
#include <set>

#include "domain/order/order.hpp"

namespace fenrun {
namespace {

// The earliest of two claims about one instant, so that neither depends on which came first.
std::optional<Instant> earliest(const std::optional<Instant>& a, const std::optional<Instant>& b) {
  if (!a || !b) return a ? a : b;
  return std::min(*a, *b);
}

}  // namespace

bool is_source_code(std::string_view code) {
  if (code.empty() || code.size() > kSourceCodeMax || code == kMiniProgramSource) return false;
  if (code.front() < 'a' || code.front() > 'z') return false;
  return code.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string_view::npos;
}

bool are_parts_whole(const PushedRefund& refund) {
  Fen sum;
  std::set<std::string_view> seen;
  for (const PushedRefundPart& part : refund.parts) {
    if (part.amount_fen <= Fen{0} || part.amount_fen > refund.amount_fen) return false;
    if (!seen.insert(part.sku_code).second) return false;
    sum.value += part.amount_fen.value;
  }
  return refund.parts.empty() || sum == refund.amount_fen;
}

PushedMilestones merged(const PushedMilestones& known, const PushedMilestones& said) {
  PushedMilestones all = known;
  all.paid_at = earliest(known.paid_at, said.paid_at);
  all.shipped_at = earliest(known.shipped_at, said.shipped_at);
  all.received_at = earliest(known.received_at, said.received_at);
  all.closed_at = earliest(known.closed_at, said.closed_at);
  if (!said.carrier.empty() && said.parcel_sequence >= known.parcel_sequence) {
    all.carrier = said.carrier;
    all.tracking_no = said.tracking_no;
    all.parcel_sequence = said.parcel_sequence;
  }
  return all;
}

}  // namespace fenrun
