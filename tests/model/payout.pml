/* The life of transfers, from the intent to the end, with everything that may go wrong between a worker and WeChat.
 *
 * Two workers and two transfers, in one of two ways (run.sh tries both):
 *   -DTRIES=2         one withdrawal that may be tried again under a second number
 *   -DWITHDRAWALS=2   two withdrawals with a transfer each
 * Every step is one transaction, or one call to WeChat, of the code, and names the function that it mirrors. Which message
 * moves which state is not written down here: table.pml is printed by the code's own table (print_table.cpp).
 *
 * There are no clocks. What waits may happen at once or never; a worker may freeze anywhere for any time and go on; a
 * lease may end while its worker is still at it; bytes may reach WeChat long after everybody gave them up. So what holds
 * here holds for any lease, pause and time-out. Only one wait counts: WeChat takes no bytes that were signed a month ago.
 *
 * The verifier is told by DESIGN, LIES and FINALE in its environment which of designs.pml is checked, whether WeChat may
 * say something false once, and whether the faults may stop. A replay (spin -t) is told the same by -D.
 */
#ifndef WITHDRAWALS
#define WITHDRAWALS 1
#endif
#ifndef TRIES
#define TRIES 1
#endif
#define TRANSFERS 2 /* WITHDRAWALS * TRIES; the transfer 0 is try 0 of withdrawal 0 */
#define WITHDRAWAL(b) ((b) / TRIES)
#define TRY(b) ((b) % TRIES)
#define OTHER(one) (1 - (one))
#define EACH(action) action(0) action(1)

#include "table.pml"
#include "designs.pml"

mtype = { at_cancelled, at_fail, at_success, at_canceling, at_transferring, at_wait, at_processing, at_accepted, at_absent };
mtype = { idle, planned, claimed, called };
mtype = { none, post, query, cancel };
mtype = { approved, paying, paid, returned };

typedef Withdrawal {
  mtype state;
  /* The ledger: domain/ledger, flows/ledger/post. */
  bit is_settled;
  bit is_given_back;
};
/* A row of the table payout. Without state there is none yet. The attempts, pauses and due times of the row are not here:
 * every number of attempts and every time is tried. */
typedef Payout {
  mtype state;
  bit is_locked;
  bit needs_human;
  bit is_contradicted; /* human_reason */
  bit is_cancel_wanted;
  bit is_resend_due;
  bit has_lease;
  bit is_resent; /* only a wrong design asks */
};
/* What a worker holds in memory between two transactions. It is stale when another one has claimed the row since: then
 * the row's fence is higher than its own. */
typedef Lane {
  mtype phase;
  byte transfer;
  mtype step;
  mtype news; /* 0: the call says nothing about the transfer */
  bit is_stale;
};
/* A number as WeChat knows it, and whether bytes with it are still under way. */
typedef Number {
  mtype state;
  bit is_under_way;
};

Withdrawal withdrawal[WITHDRAWALS];
Payout payout[TRANSFERS];
Lane lane[2];
Number number[TRANSFERS];
bit is_fuse_blown;
bit has_lied; /* WeChat, once */
bit is_over;

/* Lost, late, refused and repeated calls, leases that end too early: any number of them, or as many as -DFAULTS says.
 * Crashes, notices that are lost, late or repeated, wishes to cancel and failures cost nothing. */
#ifdef FAULTS
byte faults_left = FAULTS;
#define MAY_FAIL (faults_left > 0)
#define FAIL faults_left--
#else
#define MAY_FAIL true
#define FAIL skip
#endif

#define MAY_LIE (may_lie && !has_lied)

/* The number that is sent for a transfer is its own, whatever happened before. */
#define NUMBER(b) ((b) + payout[b].is_resent)

/* What is checked, the same in every state. */
hidden byte design;
hidden byte may_lie;
hidden byte has_finale;

/* Constants during a step, nothing between two steps. */
hidden mtype from;
hidden mtype to;
hidden mtype verdict;
hidden mtype step;
hidden byte i;
hidden byte round;
hidden byte gives_back;
hidden byte is_unpaid;
hidden byte is_free;

#define are_idle (lane[0].phase == idle && lane[1].phase == idle)
#define is_terminal(state) ((state) >= succeeded)
#define is_locked_at_wechat(state) ((state) >= locking && (state) <= succeeded)
#define is_sent(b) (payout[b].state > created && !is_terminal(payout[b].state))
#define is_closed_unpaid(b) (payout[b].state > succeeded)
#define is_known(b) (number[NUMBER(b)].state != at_absent)
#define is_at_end(b) (number[NUMBER(b)].state >= at_success)

/* A property, and what is said when it does not hold. */
#define MUST(holds, words) if :: holds -> skip :: else -> printf(words); assert(false) fi

#include "wechat.pml"
#include "domain.pml"
#include "flows.pml"
#include "finale.pml"

/* payout/lane.cpp: Lane::work_once(). The worker may also crash between any two steps, which forgets its lane. */
#define PLAN(w) :: atomic { lane[me].phase == idle && may_plan(w) -> d_step { plan_payout(me, w) } }
#define CLAIM(b) \
  :: atomic { lane[me].phase == idle && is_due(b) && may_take_back(b) -> d_step { take_it_back(b) } } \
  :: atomic { lane[me].phase == idle && is_due(b) -> d_step { claim_payout(me, b, 1) } } \
  :: atomic { lane[me].phase == idle && is_due(b) && is_sent(b) -> d_step { claim_payout(me, b, 0) } }
#define NOTICE(b) \
  :: atomic { payout[b].state != 0 && is_at_end(b) -> if :: d_step { apply_notice(b, 1) } :: d_step { apply_notice(b, 0) } fi } \
  :: atomic { payout[b].state != 0 && number[NUMBER(b)].state != at_cancelled && MAY_LIE -> d_step { apply_false_notice(b) } }

proctype Worker(byte me) {
end:
  do
  PLAN(0)
#if WITHDRAWALS == 2
  PLAN(1)
#endif
  :: atomic { lane[me].phase == planned -> d_step { record_payout(me) } }
  EACH(CLAIM)
  :: atomic { lane[me].phase == claimed && lane[me].step == post -> perform_post(me) }
  :: atomic { lane[me].phase == claimed && lane[me].step == query -> perform_query(me) }
  :: atomic { lane[me].phase == claimed && lane[me].step == cancel -> perform_cancel(me) }
  :: atomic { lane[me].phase == called -> record(me) }
  :: atomic { lane[me].phase != idle -> d_step { printf("worker %d crashes\n", me); forget(me) } }
  od
}

/* Whatever needs no worker's memory: each is one transaction, whoever does it. */
#define LEASE_ENDS(b) :: atomic { payout[b].has_lease && (is_abandoned(b) || MAY_FAIL) -> d_step { end_lease(b) } }
#define WANT_CANCEL(b) :: atomic { may_want_cancel(b) -> d_step { want_cancel(b) } }
#define PEOPLE(b) \
  :: atomic { may_close_by_evidence(b) && number[NUMBER(b)].state == at_success -> d_step { close_paid(b) } } \
  :: atomic { may_close_by_evidence(b) && is_unpaid_at_wechat(b) -> d_step { close_unpaid(b) } }
#define REISSUE(w) \
  :: atomic { may_reissue(w) -> d_step { reissue_withdrawal(w) } } \
  :: atomic { may_return(w) -> d_step { return_withdrawal(w) } }

proctype Office() {
end:
  do
  EACH(NOTICE)
  EACH(LEASE_ENDS)
  EACH(WANT_CANCEL)
  EACH(PEOPLE)
  REISSUE(0)
#if WITHDRAWALS == 2
  REISSUE(1)
#endif
  :: atomic { is_fuse_blown -> d_step { printf("two people close the fuse\n"); is_fuse_blown = 0 } }
  od
}

#define LIVE(n) \
  :: atomic { number[n].is_under_way -> deliver(n) } \
  :: atomic { number[n].state != at_absent && number[n].state < at_success -> move_on(n) }

proctype WeChat() {
end:
  do
  EACH(LIVE)
  od
}

/* No state may be without a way to the end: from each one the faults stop, and everything has to end. */
proctype Finale() {
end:
  if
  :: atomic { are_idle && has_finale -> d_step { end_all(1) } }
  :: atomic { are_idle && has_finale -> d_step { end_all(0) } }
  fi
}

init {
#ifdef DESIGN
  design = DESIGN;
  may_lie = LIES;
  has_finale = FINALE;
#else
  c_code { design = atoi(getenv("DESIGN")); };
  c_code { may_lie = atoi(getenv("LIES")); };
  c_code { has_finale = atoi(getenv("FINALE")); };
#endif
  d_step {
    i = 0;
    do
    :: i < WITHDRAWALS -> withdrawal[i].state = approved; i++
    :: else -> break
    od;
    number[0].state = at_absent;
    number[1].state = at_absent;
    lane[0].phase = idle;
    lane[1].phase = idle;
    check_table();
  }
  atomic { run Worker(0); run Worker(1); run Office(); run WeChat(); run Finale() }
}
