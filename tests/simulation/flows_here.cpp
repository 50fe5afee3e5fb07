// The flows and the calls of the payout worker as they are, compiled into the simulation: the functions of
// db/ that they call are those of rows_*.cpp, what they ask of the domain goes by decisions.hpp, and an
// assertion of theirs that does not hold is an exception that the run reports with its seed.
#include <algorithm>
#include <map>
#include <set>
#include <stdexcept>
#include <utility>
#include <vector>

#include "base/assert.hpp"
#include "base/crypto/digest.hpp"
#include "base/crypto/encoding.hpp"
#include "db/consumer/consumer.hpp"
#include "db/dealer/dealer.hpp"
#include "db/dealer/tier.hpp"
#include "db/journal/journal.hpp"
#include "db/journal/sheet.hpp"
#include "db/journal/subject.hpp"
#include "db/payout/fuse.hpp"
#include "db/payout/payout.hpp"
#include "db/payout/payout_resolution.hpp"
#include "db/payout/transfer_notice.hpp"
#include "db/tax/taxpayer.hpp"
#include "db/withdrawal/dealer_message.hpp"
#include "db/withdrawal/withdrawal.hpp"
#include "domain/consumer/consumer.hpp"
#include "domain/ledger/plan_movement.hpp"
#include "domain/ledger/sheet.hpp"
#include "domain/withdrawal/payout_number.hpp"
#include "flows/consumer/active_consumer.hpp"
#include "flows/ledger/post.hpp"
#include "flows/payout/apply_transfer_notice.hpp"
#include "flows/payout/blow_payout_fuse.hpp"
#include "flows/payout/claim_payout.hpp"
#include "flows/payout/follow_payout.hpp"
#include "flows/payout/prepare_payout.hpp"
#include "flows/payout/record_reply.hpp"
#include "flows/payout/resolve_payout.hpp"
#include "flows/staff/step_up.hpp"
#include "flows/tax/taxed_together.hpp"
#include "flows/withdrawal/contradiction.hpp"
#include "flows/withdrawal/decide_withdrawal.hpp"
#include "flows/withdrawal/end_withdrawal.hpp"
#include "flows/withdrawal/request_withdrawal.hpp"
#include "flows/withdrawal/resolve_withdrawal.hpp"
#include "flows/withdrawal/withdrawal_keys.hpp"
#include "payout/governor.hpp"
#include "payout/translate.hpp"
#include "tests/simulation/decisions.hpp"
#include "wechat/pay/outcome/errors.hpp"
#include "wechat/pay/outcome/fail_reasons.hpp"

namespace fenrun::flows {

// The second factor of a person is taken as given.
Done use_step_up(db::Tx& /*tx*/, const UseStepUp& /*command*/, Instant /*now*/) { return {}; }

}  // namespace fenrun::flows

#undef FENRUN_ASSERT
#define FENRUN_ASSERT(condition)          \
  (static_cast<bool>(condition) ? void(0) \
                                : ::fenrun::simulation::assertion_broke(#condition, __FILE__, __LINE__))

#include "db/journal/journal_hash.cpp"
#include "flows/consumer/active_consumer.cpp"
#include "flows/withdrawal/withdrawal_keys.cpp"
#include "payout/governor.cpp"
#include "payout/translate.cpp"

#define change_payout(...) decided_change_payout(__VA_ARGS__)
#define next_payout_step(...) decided_next_payout_step(__VA_ARGS__)
#define valid_approvals(...) decided_valid_approvals(__VA_ARGS__)
#define have_lapsed(...) decided_have_lapsed(__VA_ARGS__)
#define approvals_needed(...) decided_approvals_needed(__VA_ARGS__)
#define plan_movement(...) decided_plan_movement(__VA_ARGS__)
#define is_genuine(...) decided_is_genuine(__VA_ARGS__)

#include "flows/ledger/post.cpp"
#include "flows/payout/apply_transfer_notice.cpp"
#include "flows/payout/blow_payout_fuse.cpp"
#include "flows/payout/claim_payout.cpp"
#include "flows/payout/follow_payout.cpp"
#include "flows/payout/prepare_payout.cpp"
#include "flows/payout/record_reply.cpp"
#include "flows/payout/resolve_payout.cpp"
#include "flows/tax/taxed_together.cpp"
#include "flows/withdrawal/contradiction.cpp"
#include "flows/withdrawal/decide_withdrawal.cpp"
#include "flows/withdrawal/end_withdrawal.cpp"
#include "flows/withdrawal/request_withdrawal.cpp"
#include "flows/withdrawal/resolve_withdrawal.cpp"
