#include "payout/vitals.hpp"

#include <algorithm>
#include <string>

#include "base/age.hpp"
#include "base/metrics.hpp"
#include "db/payout/payout.hpp"

namespace fenrun::payout {
namespace {

std::string round_word(RoundEnd end) {
  switch (end) {
    case RoundEnd::worked:
      return "worked";
    case RoundEnd::idle:
      return "idle";
    case RoundEnd::failed:
      return "failed";
  }
  return "";
}

}  // namespace

void count_round(RoundEnd end) {
  metrics::counter("fenrun_payout_rounds_total",
                   "Rounds of the worker's lanes: something was done, there was nothing to do, or it failed.",
                   {{"end", round_word(end)}})
      .add();
}

void count_step(PayoutStep step, const PayoutNews* news) {
  metrics::counter("fenrun_payout_steps_total", "Calls about transfers, by what WeChat said.",
                   {{"step", std::string(db::to_word(step))},
                    {"event", news != nullptr ? std::string(to_word(news->event)) : "none"}})
      .add();
}

void count_receipt_turn(PayoutReceiptState state) {
  metrics::counter("fenrun_payout_receipt_turns_total", "Turns at electronic receipts, by what they led to.",
                   {{"state", std::string(to_word(state))}})
      .add();
}

void show_backlog(const db::PayoutBacklog& backlog, Instant now) {
  for (std::size_t i = 0; i < kPayoutStateCount; ++i) {
    const auto state = static_cast<PayoutState>(i);
    if (is_terminal(state)) continue;
    metrics::gauge("fenrun_payouts", "Transfers that have not ended, by state.",
                   {{"state", std::string(to_word(state))}})
        .set(static_cast<double>(backlog.open[i]));
    metrics::gauge("fenrun_payout_state_seconds",
                   "How long the transfer that is in the state for longest has been in it.",
                   {{"state", std::string(to_word(state))}})
        .set(seconds_since(backlog.in_state_since[i], now));
  }
  metrics::gauge("fenrun_payout_oldest_seconds",
                 "How long ago the oldest transfer that has not ended was made.")
      .set(seconds_since(backlog.oldest_made_at, now));
  metrics::gauge("fenrun_payout_approved_seconds",
                 "How long the approved withdrawal that waits for longest has had no transfer.")
      .set(seconds_since(backlog.oldest_approved_at, now));
  metrics::gauge("fenrun_payouts_need_human", "Transfers that a person must look at.")
      .set(static_cast<double>(backlog.need_human.count));
  metrics::gauge("fenrun_payout_human_seconds",
                 "How long the transfer that waits for a person for longest has been as it is.")
      .set(seconds_since(backlog.need_human.oldest, now));
  metrics::gauge("fenrun_payout_overdue_seconds", "How long the step that is due for longest has waited.")
      .set(seconds_since(backlog.oldest_due_at, now));
  metrics::gauge("fenrun_payout_fuse_blown", "1 while all payouts are stopped until two people agree.")
      .set(backlog.is_fuse_blown ? 1 : 0);
  metrics::gauge("fenrun_payout_funds_short", "1 while our money at WeChat is short.")
      .set(backlog.is_short_of_funds ? 1 : 0);
}

void show_posting(bool may_post) {
  metrics::gauge("fenrun_payout_posting", "1 while this process posts transfers.").set(may_post ? 1 : 0);
}

}  // namespace fenrun::payout
