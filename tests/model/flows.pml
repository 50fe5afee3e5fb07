/* flows/payout and payout/lane: what is committed, and what is called. */

/* The ledger. A second posting of either is refused by its unique key, and the code stops; so this is where a design that
 * relies on it is found out. */
inline settle(b) {
  printf("the ledger settles transfer %d\n", b);
  MUST(!withdrawal[WITHDRAWAL(b)].is_settled, "BROKEN: settled twice\n");
  MUST(!withdrawal[WITHDRAWAL(b)].is_given_back, "BROKEN: settled and given back\n");
  MUST(payout[b].is_locked, "BROKEN: settled without a lock\n");
  MUST(withdrawal[WITHDRAWAL(b)].state == paying, "BROKEN: a withdrawal is not where its transfer ends\n");
  withdrawal[WITHDRAWAL(b)].is_settled = 1;
  withdrawal[WITHDRAWAL(b)].state = paid
}
inline give_back(w) {
  printf("the ledger gives the money of withdrawal %d back\n", w);
  MUST(!withdrawal[w].is_given_back, "BROKEN: given back twice\n");
  MUST(!withdrawal[w].is_settled, "BROKEN: settled and given back\n");
  MUST(!PAID(w), "BROKEN: paid and given back\n");
  MUST(withdrawal[w].state == paying, "BROKEN: a withdrawal is not where its transfer ends\n");
  withdrawal[w].is_given_back = 1;
  withdrawal[w].state = returned
}

inline forget(me) {
  lane[me].phase = idle;
  lane[me].transfer = 0;
  lane[me].step = 0;
  lane[me].news = 0;
  lane[me].is_stale = 0
}

/* prepare_payout.cpp: plan_payout(), a transaction of its own. The number is made from withdrawal and try: here it is the
 * index of the row. Approvals that have lapsed send the withdrawal back to people, which ends it here. */
#define next_try(w) ((w) * TRIES + (TRIES > 1 && payout[(w) * TRIES].state != 0))
#define are_older_closed(w) (next_try(w) == (w) * TRIES || is_closed_unpaid((w) * TRIES) || design == REISSUE_UNCLOSED)
#define is_judged_fit(w) (withdrawal[w].state == approved && !is_fuse_blown && payout[next_try(w)].state == 0 && are_older_closed(w))
#define may_plan(w) is_judged_fit(w)
inline plan_payout(me, w) {
  lane[me].phase = planned;
  lane[me].transfer = next_try(w);
  printf("worker %d plans transfer %d\n", me, lane[me].transfer)
}

/* prepare_payout.cpp: record_payout(). Judges everything again, under lock. */
inline record_payout(me) {
  i = lane[me].transfer;
  if :: design == PLAN_NOT_JUDGED_AGAIN -> i = next_try(WITHDRAWAL(i)) :: else fi;
  if
  :: (is_judged_fit(WITHDRAWAL(i)) && next_try(WITHDRAWAL(i)) == i) || (design == PLAN_NOT_JUDGED_AGAIN && payout[i].state == 0) ->
     printf("worker %d records transfer %d\n", me, i);
     payout[i].state = created;
     withdrawal[WITHDRAWAL(i)].state = paying
  :: else
  fi;
  forget(me)
}

/* db/payout/payout.cpp: claim_due_payout(). */
#define is_due(b) (payout[b].state != 0 && !is_terminal(payout[b].state) && !payout[b].has_lease)

#define is_at(me, b) ((lane[me].phase == claimed || lane[me].phase == called) && lane[me].transfer == (b))
#define is_abandoned(b) (!(is_at(0, b) && !lane[0].is_stale) && !(is_at(1, b) && !lane[1].is_stale))
inline end_lease(b) {
  printf("the lease of transfer %d ends\n", b);
  payout[b].has_lease = 0
}

/* claim_payout.cpp: take_back(), when the approvals of a transfer that was never sent have lapsed or its dealer is not
 * active. */
#define may_take_back(b) (payout[b].state == created || (design == TAKE_BACK_SENT && payout[b].state <= unknown))
inline take_it_back(b) {
  printf("transfer %d, never sent, is taken back\n", b);
  change_payout(b, take_back, 0, 0)
}

/* What a stale one has heard is never looked at again, so it need not be remembered: that saves most of the states. */
inline make_stale(me) {
  lane[me].is_stale = 1;
  if :: design != NO_FENCE -> lane[me].news = 0 :: else fi
}

/* claim_payout.cpp: choose_step(), write_claim(); db/payout/payout.cpp: save_claim(). */
inline claim_payout(me, b, is_time) {
  next_payout_step(b, is_time);
  if
  :: step == post && is_fuse_blown -> step = (payout[b].state == created || payout[b].state == parked_funds -> none : query)
  :: else
  fi;
  if
  :: step == none -> skip
  :: else ->
     printf("worker %d claims transfer %d to %e; it was %e\n", me, b, step, payout[b].state);
     lane[me].phase = claimed;
     lane[me].transfer = b;
     lane[me].step = step;
     if
     :: design == INTENT_AFTER_CALL -> skip
     :: else ->
        claim_step(b);
        payout[b].has_lease = 1;
        if :: is_at(OTHER(me), b) -> make_stale(OTHER(me)) :: else fi
     fi
  fi
}

/* Lane::perform(): one call, made once. */
#define HEAR(me, said) lane[me].news = (lane[me].is_stale && design != NO_FENCE -> 0 : said)
#define ANSWERED(me, said) d_step { printf("worker %d hears %e\n", me, said); HEAR(me, said); lane[me].step = 0; lane[me].phase = called }
#define NO_ANSWER(me) d_step { FAIL; printf("worker %d hears nothing\n", me); HEAR(me, no_answer); lane[me].step = 0; lane[me].phase = called }

inline perform_post(me) {
  if
  :: take_post(NUMBER(lane[me].transfer)); ANSWERED(me, create_says(number[NUMBER(lane[me].transfer)].state))
  :: MAY_FAIL -> number[NUMBER(lane[me].transfer)].is_under_way = 1; NO_ANSWER(me)
  :: MAY_FAIL -> NO_ANSWER(me)
  :: MAY_FAIL -> FAIL; ANSWERED(me, short_of_funds)
  :: MAY_FAIL -> FAIL; ANSWERED(me, exists_already)
  fi
}

inline perform_query(me) {
  if
  :: is_known(lane[me].transfer) -> ANSWERED(me, query_says(number[NUMBER(lane[me].transfer)].state))
  :: !is_known(lane[me].transfer) -> ANSWERED(me, query_not_found)
  :: is_known(lane[me].transfer) && MAY_FAIL -> FAIL; ANSWERED(me, query_not_found) /* not yet */
  :: MAY_FAIL -> NO_ANSWER(me)
  :: MAY_LIE -> has_lied = 1; ANSWERED(me, query_differs)
  fi
}

/* The answer says only whether the wish was heard. */
inline perform_cancel(me) {
  if
  :: take_cancel(NUMBER(lane[me].transfer))
  :: MAY_FAIL -> FAIL
  fi;
  ANSWERED(me, (design == CANCEL_IS_DONE -> query_cancelled : 0))
}

/* record_reply.cpp: record_reply(). */
inline record_reply(me, is_dealers, is_old) {
  i = lane[me].transfer;
  if
  :: lane[me].is_stale && design != NO_FENCE -> printf("worker %d is too late with transfer %d\n", me, i)
  :: else ->
     printf("worker %d records %e for transfer %d, which is %e\n", me, lane[me].news, i, payout[i].state);
     MUST(!lane[me].is_stale, "BROKEN: a worker whose fence is lost changes a row\n");
     if :: design == INTENT_AFTER_CALL && payout[i].state == created -> payout[i].state = submitting :: else fi;
     payout[i].has_lease = 0;
     if
     :: lane[me].news == 0 -> skip
     :: else -> change_payout(i, lane[me].news, is_dealers, is_old)
     fi
  fi
}
/* Lane::record(): where it is not known whether the commit was done, it is done again. */
inline record(me) {
  if
  :: d_step { record_reply(me, 1, 0); forget(me) }
  :: d_step { record_reply(me, 0, 1); forget(me) }
  :: MAY_FAIL -> d_step { FAIL; record_reply(me, 1, 0) }
  fi
}

/* apply_transfer_notice.cpp: a notice may come any number of times, at any time, or never. */
inline apply_notice(b, is_dealers) {
  printf("WeChat's notice about transfer %d, which is %e: %e\n", b, payout[b].state, number[NUMBER(b)].state);
  change_payout(b, notice_says(number[NUMBER(b)].state), is_dealers, 0)
}
/* Once, signed and wrong. A false notice of success is not here: the next morning's bill finds it. */
inline apply_false_notice(b) {
  printf("WeChat's notice says falsely that transfer %d, which is %e, was cancelled\n", b, payout[b].state);
  has_lied = 1;
  change_payout(b, notice_cancelled, 1, 0)
}

/* The dealer is not active any more (claim_payout.cpp: want_cancel_of_inactive()), a day has passed (payout.cpp: grow_old()),
 * or two people want it (payout_resolution.cpp: want_cancel()), who also let a stuck one go on. */
#define may_want_cancel(b) (is_sent(b) && !payout[b].is_contradicted && (!payout[b].is_cancel_wanted || payout[b].needs_human))
inline want_cancel(b) {
  printf("transfer %d, which is %e, is to be cancelled\n", b, payout[b].state);
  if
  :: design == LOCAL_EXPIRY && payout[b].state == await_user -> from = await_user; to = failed; payout[b].state = failed; note_effects(b, query_fail, 1)
  :: else -> payout[b].is_cancel_wanted = 1; payout[b].needs_human = 0
  fi
}

/* payout_resolution.cpp: check_resolution(), close_by_evidence(). The two people look at WeChat's books, and are right. */
#define may_close_by_evidence(b) (is_sent(b) && payout[b].needs_human)
#define is_unpaid_at_wechat(b) (number[NUMBER(b)].state == at_absent || number[NUMBER(b)].state > at_success)
inline close_paid(b) {
  printf("two people close transfer %d as paid\n", b);
  change_payout(b, people_paid, 0, 0)
}
/* kSendWithin: a worker that was frozen for so long does not send any more. */
inline drop_old_post(me, b) {
  if
  :: is_at(me, b) && lane[me].step == post -> lane[me].phase = called; HEAR(me, no_answer); lane[me].step = 0
  :: else
  fi
}
inline close_unpaid(b) {
  printf("two people close transfer %d as unpaid\n", b);
  if :: design != UNPAID_TOO_EARLY -> number[NUMBER(b)].is_under_way = 0 /* a month has passed */ :: else fi;
  if :: design != UNPAID_TOO_EARLY && design != NO_SEND_DEADLINE -> drop_old_post(0, b); drop_old_post(1, b) :: else fi;
  change_payout(b, people_unpaid, 1, 0)
}

/* flows/withdrawal/resolve_withdrawal.cpp: reissue_withdrawal(), return_withdrawal(). The new approvals are left out. */
#define first_of(w) ((w) * TRIES)
#define last_of(w) ((w) * TRIES + TRIES - 1)
#define are_all_closed_unpaid(w) (is_closed_unpaid(first_of(w)) && (payout[last_of(w)].state == 0 || is_closed_unpaid(last_of(w))))
#define has_try_left(w) (TRIES > 1 && !may_lie && payout[last_of(w)].state == 0)
#define may_reissue(w) (has_try_left(w) && \
  ((withdrawal[w].state == paying && are_all_closed_unpaid(w)) || \
   (design == REISSUE_UNCLOSED && withdrawal[w].state == paying && payout[first_of(w)].state == unknown) || \
   (design == REISSUE_AFTER_RETURN && withdrawal[w].state == returned && are_all_closed_unpaid(w))))
#define may_return(w) (withdrawal[w].state == paying && are_all_closed_unpaid(w))
inline reissue_withdrawal(w) {
  printf("withdrawal %d is to be paid under another number\n", w);
  withdrawal[w].state = approved
}
inline return_withdrawal(w) {
  printf("finance gives withdrawal %d back\n", w);
  give_back(w)
}
