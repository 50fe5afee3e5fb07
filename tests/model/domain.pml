/* domain/withdrawal: pure rules. */

/* payout_state.cpp: decide_payout(). */
inline decide_payout(now_in, event) {
  from = now_in;
  to = created + cell_to[CELL(from, event)];
  verdict = refuse + cell_verdict[CELL(from, event)];
  if
  :: design == TIMEOUT_IS_FAIL && event == no_answer && from == submitting -> to = failed
  :: design == NOT_FOUND_IS_FAIL && event == query_not_found && verdict == move -> to = failed
  :: design == NOTICE_BELIEVED && event == notice_cancelled && verdict == ask -> verdict = move; to = cancelled
  :: design == TAKE_BACK_SENT && event == take_back -> verdict = move; to = voided
  :: design == OLD_NEWS_MOVES && event == query_wait && is_terminal(from) -> verdict = move; to = await_user
  :: else
  fi
}

/* A post that ends by a limit, or by our own configuration, leaves the row as one without an answer does: then one word
 * stands for the three. The words of WeChat's states come in the same order everywhere. */
inline check_table() {
  i = created;
  do
  :: i <= voided ->
     assert(cell_to[CELL(i, no_answer)] == cell_to[CELL(i, rate_limited)]);
     assert(cell_to[CELL(i, no_answer)] == cell_to[CELL(i, misconfigured)]);
     assert(cell_verdict[CELL(i, no_answer)] == cell_verdict[CELL(i, rate_limited)]);
     assert(cell_verdict[CELL(i, no_answer)] == cell_verdict[CELL(i, misconfigured)]);
     i++
  :: else -> break
  od;
  assert(create_says(at_accepted) == create_accepted && query_says(at_accepted) == query_accepted);
  assert(create_says(at_processing) == create_processing && query_says(at_processing) == query_processing);
  assert(create_says(at_wait) == create_wait && query_says(at_wait) == query_wait);
  assert(create_says(at_transferring) == create_transferring && query_says(at_transferring) == query_transferring);
  assert(create_says(at_canceling) == create_canceling && query_says(at_canceling) == query_canceling);
  assert(create_says(at_success) == create_success && query_says(at_success) == query_success);
  assert(create_says(at_fail) == create_fail && query_says(at_fail) == query_fail);
  assert(create_says(at_cancelled) == create_cancelled && query_says(at_cancelled) == query_cancelled);
  assert(notice_says(at_success) == notice_success && notice_says(at_fail) == notice_fail);
  assert(notice_says(at_cancelled) == notice_cancelled)
}

/* payout.cpp: next_payout_step(). `is_time`: the pause before a resend or a cancel is over. A dealer without what opens
 * the confirm page may need another post at any time. */
inline next_payout_step(b, is_time) {
  is_free = !payout[b].needs_human;
  if
  :: payout[b].state == created || payout[b].state == parked_funds -> step = (is_free -> post : none)
  :: payout[b].state == submitting || payout[b].state == unknown ->
     step = (is_free && payout[b].is_resend_due && (is_time) -> post : query)
  :: payout[b].state == accepted || payout[b].state == locking ->
     step = (is_free && payout[b].is_cancel_wanted && (is_time) -> cancel : query)
  :: payout[b].state == await_user ->
     step = (is_free && (is_time) -> (payout[b].is_cancel_wanted -> cancel : post) : query)
  :: payout[b].state == transferring || payout[b].state == cancelling -> step = query
  fi
}

/* payout.cpp: claim_step(); the fence is in what the others hold. */
inline claim_step(b) {
  if
  :: step == post ->
     decide_payout(payout[b].state, (payout[b].state == await_user -> resend : send));
     MUST(verdict != refuse, "BROKEN: a step that the table refuses\n");
     payout[b].is_resent = (design == NEW_NUMBER_ON_RETRY && TRY(b) == 0 && payout[b].state != created && payout[b].state != await_user);
     payout[b].state = to;
     payout[b].is_resend_due = 0
  :: else
  fi
}

/* payout.cpp: change_payout() with grow_old() and note_effects(). `is_dealers`: whose fault a failure is; `is_old`: it was
 * sent too often, or for too long, or WeChat does not know it any more; that people need not look at what is shown again is
 * left out. What has to be posted to the ledger is posted where it is noted. */
inline change_payout(b, event, is_dealers, is_old) {
  decide_payout(payout[b].state, event);
  MUST(verdict != refuse, "BROKEN: a message that the table refuses: the code would abort\n");
  if
  :: verdict == contradict ->
     MUST(has_lied, "BROKEN: what WeChat says, truly, contradicts our row\n");
     payout[b].needs_human = 1;
     payout[b].is_contradicted = 1;
     is_fuse_blown = 1
  :: else ->
     payout[b].state = to;
     if :: event == query_not_found && to == unknown && design != NEVER_RESENT -> payout[b].is_resend_due = 1 :: else fi;
     if :: is_old && !is_terminal(to) && to != parked_funds -> payout[b].needs_human = 1 :: else fi;
     note_effects(b, event, is_dealers)
  fi
}

inline note_effects(b, event, is_dealers) {
  if :: is_locked_at_wechat(to) && !payout[b].is_locked -> payout[b].is_locked = 1 :: else fi;
  if
  :: from == to && !(design == NOTICE_TWICE && event == notice_success) -> skip
  :: else ->
     is_unpaid = (to == failed || to == cancelled);
     gives_back = (to == voided || to == cancelled || (to == failed && is_dealers));
     if :: is_unpaid && design != UNLOCK_FORGOTTEN -> payout[b].is_locked = 0 :: else fi;
     if :: is_unpaid && !gives_back -> payout[b].needs_human = 1 :: else fi;
     if
     :: to == succeeded -> payout[b].needs_human = 0; settle(b)
     :: gives_back -> payout[b].needs_human = 0; give_back(WITHDRAWAL(b))
     :: else
     fi;
     /* What a closed row still says is read by nobody. */
     if
     :: is_terminal(to) -> payout[b].is_cancel_wanted = 0; payout[b].is_resend_due = 0; payout[b].is_resent = 0; payout[b].is_contradicted = 0;
        payout[b].has_lease = 0
     :: else
     fi
  fi
}
