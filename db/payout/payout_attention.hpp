// Transfers that somebody has to look at, the oldest first.
#pragma once

#include "base/clock.hpp"
#include "db/mysql/tx.hpp"
#include "db/waiting.hpp"
#include "domain/list_total.hpp"
#include "domain/page.hpp"
#include "domain/withdrawal/payout.hpp"

namespace fenrun::db {

// Those that a person must look at (waits_for_person.hpp); that wait for money of ours; that are unknown
// since before `unknown_before`; that were first sent before `sent_before` and are not confirmed; and that
// ended unpaid, as the last of a withdrawal whose money is still held.
struct AttentionSince {
  Instant unknown_before;
  Instant sent_before;
};

// The cursor is the id of the last one seen.
Page<Payout> list_payout_attention(Tx& tx, const AttentionSince& since, const PageRequest& page);
ListTotal total_of_payout_attention(Tx& tx, const AttentionSince& since);

// Those of the list that a person must look at; since when they are as they are.
Waiting count_payouts_for_humans(Tx& tx);

}  // namespace fenrun::db
