#include "domain/order/refund.hpp"

#include <algorithm>
#include <charconv>
#include <system_error>

#include "base/assert.hpp"
#include "domain/apportion.hpp"

namespace fenrun {
namespace {

// A number up to `end` or the end of the text, which it takes off the text; nothing when there is none.
std::optional<std::int64_t> take_number(std::string_view& text, char end) {
  const std::string_view digits = text.substr(0, text.find(end));
  std::int64_t number = 0;
  const auto [stop, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc{} || stop != digits.data() + digits.size() || number < 0) return std::nullopt;
  text.remove_prefix(std::min(text.size(), digits.size() + 1));
  return number;
}

const OrderLine* line_of(const OrderWithLines& sale, OrderLineId id) {
  const auto found = std::find_if(sale.lines.begin(), sale.lines.end(),
                                  [id](const OrderLine& line) { return line.id == id; });
  return found == sale.lines.end() ? nullptr : &*found;
}

// Nothing for a line that is not of this order.
std::optional<Fen> refundable_of(const OrderWithLines& sale, OrderLineId id) {
  if (!id.is_set()) return sale.order.freight_refundable_fen();
  const auto* line = line_of(sale, id);
  if (line == nullptr) return std::nullopt;
  return line->refundable_fen();
}

bool are_parts_valid(const OrderWithLines& sale, const std::vector<RefundPart>& parts) {
  std::vector<OrderLineId> seen;
  for (const RefundPart& part : parts) {
    if (part.amount_fen <= Fen{0} || !refundable_of(sale, part.line_id)) return false;
    if (std::find(seen.begin(), seen.end(), part.line_id) != seen.end()) return false;
    seen.push_back(part.line_id);
  }
  return !parts.empty();
}

// Adds `sign` times each part to a counter of its line, or to that of the freight.
void count_parts(OrderWithLines& sale, const std::vector<RefundPart>& parts, std::int64_t sign,
                 Fen OrderLine::*counter, Fen Order::*freight_counter) {
  for (const RefundPart& part : parts) {
    const std::int64_t change = sign * part.amount_fen.value;
    if (!part.line_id.is_set()) {
      (sale.order.*freight_counter).value += change;
      continue;
    }
    for (OrderLine& line : sale.lines) {
      if (line.id == part.line_id) (line.*counter).value += change;
    }
  }
}

// 0 <= refunded <= asked <= paid, for every line and the freight.
void assert_within_paid(const OrderWithLines& sale) {
  const auto in_order = [](Fen refunded, Fen asked, Fen paid) {
    return Fen{0} <= refunded && refunded <= asked && asked <= paid;
  };
  for (const OrderLine& line : sale.lines) {
    FENRUN_ASSERT(in_order(line.refunded_fen, line.refund_asked_fen, line.paid_fen));
  }
  const Order& order = sale.order;
  FENRUN_ASSERT(in_order(order.freight_refunded_fen, order.freight_refund_asked_fen, order.freight_fen));
  FENRUN_ASSERT(order.refunded_fen <= order.total_fen);
}

}  // namespace

std::string_view to_text(RefundState state) {
  switch (state) {
    case RefundState::requested:
      return "requested";
    case RefundState::processing:
      return "processing";
    case RefundState::abnormal:
      return "abnormal";
    case RefundState::succeeded:
      return "succeeded";
    case RefundState::closed:
      return "closed";
  }
  FENRUN_ASSERT(false);
}

std::optional<RefundState> refund_state_from(std::string_view text) {
  for (const auto state : {RefundState::requested, RefundState::processing, RefundState::abnormal,
                           RefundState::succeeded, RefundState::closed}) {
    if (to_text(state) == text) return state;
  }
  return std::nullopt;
}

std::string_view to_word(RefundEnding ending) {
  switch (ending) {
    case RefundEnding::called_off:
      return "called_off";
    case RefundEnding::paid_elsewhere:
      return "paid_elsewhere";
  }
  FENRUN_UNREACHABLE("no such ending of a refund");
}

std::optional<RefundEnding> refund_ending_from(std::string_view word) {
  for (const auto ending : {RefundEnding::called_off, RefundEnding::paid_elsewhere}) {
    if (to_word(ending) == word) return ending;
  }
  return std::nullopt;
}

std::string to_text(const std::vector<SkuRefundPart>& parts) {
  std::string text;
  for (const SkuRefundPart& part : parts) {
    if (!text.empty()) text += ',';
    text += std::to_string(part.sku_id.value) + ":" + std::to_string(part.amount_fen.value);
  }
  return text;
}

std::optional<std::vector<SkuRefundPart>> sku_refund_parts_from(std::string_view text) {
  std::vector<SkuRefundPart> parts;
  while (!text.empty()) {
    const auto sku = take_number(text, ':');
    const auto fen = sku ? take_number(text, ',') : std::nullopt;
    if (!fen || *fen == 0) return std::nullopt;
    parts.push_back({SkuId{*sku}, Fen{*fen}});
  }
  return parts;
}

bool is_final(RefundState state) { return state == RefundState::succeeded || state == RefundState::closed; }

bool leads_on(RefundState from, RefundState to) { return !is_final(from) && from < to; }

Result<Fen> decide_refund(const OrderWithLines& sale, const std::vector<RefundPart>& parts, int refunds) {
  if (!sale.order.paid_at) return kRefundOrderUnpaid;
  if (!are_parts_valid(sale, parts)) return kRefundPartsInvalid;
  Fen amount;
  for (const RefundPart& part : parts) {
    if (part.amount_fen > *refundable_of(sale, part.line_id)) return kRefundTooLarge;
    amount.value += part.amount_fen.value;
  }
  if (refunds >= kRefundsPerOrderMax) return kRefundTooMany;
  return amount;
}

Result<std::vector<RefundPart>> place_parts(const OrderWithLines& sale,
                                            const std::vector<SkuRefundPart>& parts) {
  std::vector<RefundPart> placed;
  for (const SkuRefundPart& part : parts) {
    if (!part.sku_id.is_set()) {
      placed.push_back({OrderLineId{}, part.amount_fen});
      continue;
    }
    const auto line = std::ranges::find(sale.lines, part.sku_id, &OrderLine::sku_id);
    if (line == sale.lines.end()) return kRefundPartsInvalid;
    placed.push_back({line->id, part.amount_fen});
  }
  return placed;
}

Result<std::vector<RefundPart>> spread_refund(const OrderWithLines& sale, Fen amount) {
  if (!sale.order.paid_at) return kRefundOrderUnpaid;
  if (amount <= Fen{0}) return kRefundPartsInvalid;
  std::vector<Weight> left{{0, sale.order.freight_refundable_fen().value}};
  std::int64_t left_sum = left.front().weight;
  for (const OrderLine& line : sale.lines) {
    left.push_back({line.id.value, line.refundable_fen().value});
    left_sum += left.back().weight;
  }
  if (amount.value > left_sum) return kRefundTooLarge;
  const auto amounts = apportion(amount, left);
  std::vector<RefundPart> parts;
  for (std::size_t i = 0; i < left.size(); ++i) {
    if (amounts[i] > Fen{0}) parts.push_back({OrderLineId{left[i].key}, amounts[i]});
  }
  return parts;
}

Result<std::vector<RefundPart>> parts_of_reported(const OrderWithLines& sale, Fen amount,
                                                  const std::vector<SkuRefundPart>& parts) {
  if (parts.empty()) return spread_refund(sale, amount);
  auto placed = place_parts(sale, parts);
  if (!placed) return placed;
  const auto decided = decide_refund(sale, *placed, 0);
  if (!decided) return decided.error();
  FENRUN_ASSERT(*decided == amount);
  return placed;
}

void ask_refund(OrderWithLines& sale, const std::vector<RefundPart>& parts) {
  count_parts(sale, parts, 1, &OrderLine::refund_asked_fen, &Order::freight_refund_asked_fen);
  assert_within_paid(sale);
}

void complete_refund(OrderWithLines& sale, const std::vector<RefundPart>& parts) {
  count_parts(sale, parts, 1, &OrderLine::refunded_fen, &Order::freight_refunded_fen);
  for (const RefundPart& part : parts) sale.order.refunded_fen.value += part.amount_fen.value;
  assert_within_paid(sale);
}

void forget_refund(OrderWithLines& sale, const std::vector<RefundPart>& parts) {
  count_parts(sale, parts, -1, &OrderLine::refund_asked_fen, &Order::freight_refund_asked_fen);
  assert_within_paid(sale);
}

}  // namespace fenrun
