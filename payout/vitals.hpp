// What Prometheus is told of the worker: what its lanes do, and how payouts stand for all workers together.
#pragma once

#include <string_view>

#include "db/payout/payout_backlog.hpp"
#include "domain/withdrawal/payout.hpp"
#include "domain/withdrawal/payout_receipt.hpp"

namespace fenrun::payout {

enum class RoundEnd { worked, idle, failed };
void count_round(RoundEnd end);
// `news`: null where the call said nothing of the transfer.
void count_step(PayoutStep step, const PayoutNews* news);
void count_receipt_turn(PayoutReceiptState state);
void show_backlog(const db::PayoutBacklog& backlog, Instant now);
// Whether this process posts: its clock fits WeChat's and nothing was refused that a person must put right.
void show_posting(bool may_post);

}  // namespace fenrun::payout
