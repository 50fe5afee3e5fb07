// Which rows of `payout` wait for a person now, as a condition: the gauge, the list and the queue of
// withdrawals agree by it. What has ended keeps needs_human, and people settle it by its withdrawal
// (reissued, given back, paid otherwise): it waits while that waits for what people make of it and no other
// transfer was begun; and for good when WeChat has contradicted itself.
#pragma once

#define FENRUN_PAYOUT_WAITS_FOR_PERSON                                                                      \
  "payout.needs_human = 1 AND (payout.is_open = 1 OR payout.human_reason = 'contradiction' OR "             \
  "(EXISTS (SELECT 1 FROM withdrawal held WHERE held.id = payout.withdrawal_id AND held.state = 'paying') " \
  "AND NOT EXISTS (SELECT 1 FROM payout newer WHERE newer.withdrawal_id = payout.withdrawal_id AND "        \
  "newer.reissue > payout.reissue)))"
