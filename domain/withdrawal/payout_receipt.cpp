#include "domain/withdrawal/payout_receipt.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

#include "base/assert.hpp"
#include "domain/withdrawal/payout_schedule.hpp"

namespace fenrun {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::array<seconds, 7> kTurnPauses{seconds{10}, seconds{20}, minutes{1}, minutes{5},
                                             minutes{15}, hours{1},    hours{6}};
constexpr std::array<seconds, 4> kRefusalPauses{minutes{10}, hours{1}, hours{6}, hours{24}};

seconds receipt_pause(std::span<const seconds> pauses, int times) {
  const auto last = static_cast<int>(pauses.size()) - 1;
  return pauses[static_cast<std::size_t>(std::clamp(times - 1, 0, last))];
}

PayoutReceipt end_receipt(PayoutReceipt receipt, PayoutReceiptState state) {
  receipt.state = state;
  receipt.due_at.reset();
  return receipt;
}

}  // namespace

std::string_view to_word(PayoutReceiptState state) {
  switch (state) {
    case PayoutReceiptState::wanted:
      return "wanted";
    case PayoutReceiptState::applied:
      return "applied";
    case PayoutReceiptState::archived:
      return "archived";
    case PayoutReceiptState::unavailable:
      return "unavailable";
  }
  FENRUN_UNREACHABLE("no such state of a receipt");
}

std::optional<PayoutReceiptState> payout_receipt_state_from(std::string_view word) {
  for (const auto state : {PayoutReceiptState::wanted, PayoutReceiptState::applied,
                           PayoutReceiptState::archived, PayoutReceiptState::unavailable}) {
    if (to_word(state) == word) return state;
  }
  return std::nullopt;
}

std::optional<ReceiptStep> next_receipt_step(PayoutReceiptState state, ReceiptAnswer answer) {
  switch (answer) {
    case ReceiptAnswer::absent:
      return ReceiptStep::apply;
    case ReceiptAnswer::made:
      return ReceiptStep::download;
    case ReceiptAnswer::failed:
      // One that we have written down as failed is applied for again; of one that we wait for it is news.
      return state == PayoutReceiptState::wanted ? std::optional(ReceiptStep::apply) : std::nullopt;
    case ReceiptAnswer::making:
    case ReceiptAnswer::silent:
      return std::nullopt;
  }
  FENRUN_UNREACHABLE("no such answer about a receipt");
}

PayoutReceipt begin_receipt_turn(PayoutReceipt receipt, Instant now) {
  FENRUN_ASSERT(receipt.due_at.has_value());
  if (receipt.turns >= kReceiptTurnsMax) {
    receipt.problem = "the last turn did not come to an end";
    return end_receipt(std::move(receipt), PayoutReceiptState::unavailable);
  }
  ++receipt.turns;
  receipt.due_at = now + receipt_pause(kTurnPauses, receipt.turns);
  return receipt;
}

PayoutReceipt change_receipt(PayoutReceipt receipt, ReceiptNews news, Instant now, int random_permille,
                             seconds wait) {
  FENRUN_ASSERT(receipt.turns > 0 && receipt.due_at.has_value());
  if (news == ReceiptNews::archived) {
    receipt.archived_at = now;
    return end_receipt(std::move(receipt), PayoutReceiptState::archived);
  }
  seconds pause = receipt_pause(kTurnPauses, receipt.turns);
  if (news == ReceiptNews::applied) receipt.state = PayoutReceiptState::applied;
  if (news == ReceiptNews::refused) {
    receipt.state = PayoutReceiptState::wanted;
    pause = receipt_pause(kRefusalPauses, ++receipt.refusals);
  }
  if (receipt.turns >= kReceiptTurnsMax || receipt.refusals >= kReceiptRefusalsMax) {
    return end_receipt(std::move(receipt), PayoutReceiptState::unavailable);
  }
  receipt.due_at = now + jitter(std::max(pause, wait), random_permille);
  return receipt;
}

}  // namespace fenrun
