/* What people might build instead, and what it does differently. run.sh reads this list: Spin has to find each out. */
#define RIGHT 0
#define NEW_NUMBER_ON_RETRY 1    /* a post that is made again carries a new number */
#define INTENT_AFTER_CALL 2      /* the claim is written down with the reply, not before the call */
#define TIMEOUT_IS_FAIL 3        /* no answer to a post: it has failed */
#define NOT_FOUND_IS_FAIL 4      /* WeChat does not know the number: it has failed */
#define NO_FENCE 5               /* a reply is recorded although another worker has claimed the transfer since */
#define NOTICE_BELIEVED 6        /* a notice that says cancelled closes the transfer without a query */
#define NOTICE_TWICE 7           /* the second copy of a notice is carried out like the first */
#define CANCEL_IS_DONE 8         /* the answer to a cancel is taken for the cancellation */
#define LOCAL_EXPIRY 9           /* what nobody confirmed for a day is closed by our own clock */
#define TAKE_BACK_SENT 10        /* a transfer whose approvals lapse is taken back although it may have been sent */
#define OLD_NEWS_MOVES 11        /* an answer that was overtaken moves a closed transfer back */
#define REISSUE_UNCLOSED 12      /* a second number while the first was not seen closed */
#define REISSUE_AFTER_RETURN 13  /* a second number for money that was given back */
#define PLAN_NOT_JUDGED_AGAIN 14 /* an intent is stored as planned, whatever happened since */
#define UNPAID_TOO_EARLY 15      /* people close as unpaid while bytes may still be under way */
#define NO_SEND_DEADLINE 16      /* a worker that was frozen for a month wakes and sends */
#define UNLOCK_FORGOTTEN 17      /* a failed transfer stays in flight in the books */
#define NEVER_RESENT 18          /* what WeChat does not know is asked about for ever */
#define LEASE_FOREVER 19         /* the lease of a worker that crashed does not end */
