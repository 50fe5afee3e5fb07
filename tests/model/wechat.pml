/* WeChat Pay as its documents describe it, at its worst: it answers or not, late or never, and does not always know at
 * once what it knows. It pays a number once, and never changes its mind about an end. */

#define PAID(w) (number[(w) * TRIES].state == at_success || number[(w) * TRIES + TRIES - 1].state == at_success)

/* WeChat has never heard of the number: the transfer begins, and may have come any far when the answer is written. */
inline take_post(n) {
  if
  :: number[n].state == at_absent -> if :: number[n].state = at_accepted :: number[n].state = at_wait :: number[n].state = at_fail fi
  :: else
  fi
}

inline deliver(n) {
  printf("WeChat gets bytes of number %d that were under way\n", n);
  take_post(n);
  number[n].is_under_way = 0
}

/* The money moves here and nowhere else. */
inline pay(n) {
  MUST(!PAID(WITHDRAWAL(n)), "BROKEN: paid twice\n");
  MUST(!withdrawal[WITHDRAWAL(n)].is_given_back, "BROKEN: paid and given back\n");
  number[n].state = at_success
}

/* By itself, by the dealer who confirms or does not, or by the day that is over. */
inline move_on(n) {
  if
  :: number[n].state == at_accepted -> number[n].state = at_processing
  :: number[n].state == at_processing -> number[n].state = at_wait
  :: number[n].state == at_wait -> number[n].state = at_transferring
  :: number[n].state == at_transferring && MAY_FAIL -> FAIL; number[n].state = at_wait
  :: number[n].state == at_transferring -> d_step { pay(n) }
  :: number[n].state < at_canceling -> number[n].state = at_fail
  :: number[n].state == at_canceling -> number[n].state = at_cancelled
  :: number[n].state == at_canceling -> d_step { pay(n) } /* the dealer was faster */
  fi;
  printf("WeChat: number %d is %e\n", n, number[n].state)
}

inline take_cancel(n) {
  if :: number[n].state > at_absent && number[n].state < at_transferring -> number[n].state = at_canceling :: else fi
}

/* payout_state.hpp: create_says(), query_says(), notice_says(). */
#define create_says(state) (create_accepted + (state) - at_accepted)
#define query_says(state) (query_accepted + (state) - at_accepted)
#define notice_says(state) (notice_success + (state) - at_success)
