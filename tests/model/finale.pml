/* The faults stop. Both workers have crashed, what was under way is lost, and from then on everybody does what is due:
 * WeChat answers, the dealer confirms or does not, people decide what waits for them. Within a few rounds everything has
 * ended, and the books say what WeChat says. That a frozen worker wakes first is in the states that this is tried from. */
#define ROUNDS 14

#define is_over_for(w) (withdrawal[w].state == paid || withdrawal[w].state == returned)
#if WITHDRAWALS == 2
#define is_all_over (is_over_for(0) && is_over_for(1))
#else
#define is_all_over is_over_for(0)
#endif

inline clear_way(b) {
  number[b].is_under_way = 0;
  if :: design != LEASE_FOREVER -> payout[b].has_lease = 0 :: else fi
}

inline call_for_sure(n) {
  if
  :: lane[0].step == post -> take_post(n); lane[0].news = create_says(number[n].state)
  :: lane[0].step == query -> lane[0].news = (number[n].state == at_absent -> query_not_found : query_says(number[n].state))
  :: else -> take_cancel(n)
  fi;
  record_reply(0, 1, 0);
  forget(0)
}

inline work_on(b) {
  if
  :: !is_due(b) -> skip
  :: is_due(b) && payout[b].state == created && payout[b].needs_human -> take_it_back(b)
  :: else ->
     claim_payout(0, b, round % 2 == 0);
     if :: lane[0].phase == claimed -> call_for_sure(NUMBER(b)) :: else fi
  fi
}

inline move_for_sure(n, confirms) {
  if
  :: number[n].state == at_accepted -> number[n].state = at_processing
  :: number[n].state == at_processing -> number[n].state = at_wait
  :: number[n].state == at_wait && confirms -> number[n].state = at_transferring
  :: number[n].state == at_wait && round > ROUNDS / 2 -> number[n].state = at_fail
  :: number[n].state == at_transferring -> pay(n)
  :: number[n].state == at_canceling -> number[n].state = at_cancelled
  :: else
  fi
}

inline decide_for_sure(b, confirms) {
  if
  :: may_close_by_evidence(b) && !is_known(b) -> close_unpaid(b)
  :: payout[b].state == await_user && !confirms && may_want_cancel(b) -> want_cancel(b)
  :: else
  fi
}

inline prepare_for_sure(w) {
  if
  :: may_plan(w) -> plan_payout(0, w); record_payout(0)
  :: may_return(w) -> return_withdrawal(w)
  :: else
  fi
}

inline end_all(confirms) {
  printf("the faults stop\n");
  forget(0);
  forget(1);
  is_fuse_blown = 0;
  clear_way(0);
  clear_way(1);
  round = 0;
  do
  :: round < ROUNDS && !is_all_over ->
     prepare_for_sure(0);
#if WITHDRAWALS == 2
     prepare_for_sure(1);
#endif
     work_on(0);
     work_on(1);
     move_for_sure(0, confirms);
     move_for_sure(1, confirms);
     decide_for_sure(0, confirms);
     decide_for_sure(1, confirms);
     round++
  :: else -> break
  od;
  check_end();
  erase()
}

/* The end, and the books agree with WeChat's. */
inline check_end() {
  MUST(is_all_over, "BROKEN: no end\n");
  check_books(0);
#if WITHDRAWALS == 2
  check_books(1);
#endif
  check_transfer(0);
  check_transfer(1)
}
inline check_books(w) {
  MUST(withdrawal[w].is_settled + withdrawal[w].is_given_back == 1, "BROKEN: neither paid nor given back\n");
  MUST(withdrawal[w].is_settled == PAID(w), "BROKEN: the ledger does not say what WeChat paid\n")
}
inline check_transfer(b) {
  MUST(payout[b].state == 0 || is_terminal(payout[b].state), "BROKEN: a transfer is open after the end\n");
  MUST(!payout[b].is_locked || payout[b].state == succeeded, "BROKEN: money in flight after the end\n");
  MUST(number[b].state == at_absent || number[b].state >= at_success, "BROKEN: WeChat may still pay after the end\n")
}

/* All ends are one state. */
inline erase_transfer(b) {
  payout[b].state = 0;
  payout[b].is_locked = 0;
  payout[b].needs_human = 0;
  payout[b].has_lease = 0;
  number[b].state = at_absent
}
inline erase() {
  i = 0;
  do
  :: i < WITHDRAWALS ->
     withdrawal[i].state = 0;
     withdrawal[i].is_settled = 0;
     withdrawal[i].is_given_back = 0;
     i++
  :: else -> break
  od;
  erase_transfer(0);
  erase_transfer(1);
  lane[0].phase = 0;
  lane[1].phase = 0;
  is_fuse_blown = 0;
  has_lied = 0;
#ifdef FAULTS
  faults_left = 0;
#endif
  is_over = 1
}
