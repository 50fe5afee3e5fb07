#include "flows/dealer/end_dealership.hpp"

#include <optional>
#include <utility>

#include "base/assert.hpp"
#include "db/binding/binding.hpp"
#include "db/binding/customer.hpp"
#include "db/consumer/consumer.hpp"
#include "db/dealer/dealer.hpp"
#include "db/dealer/ending.hpp"
#include "db/dealer/gate.hpp"
#include "db/dealer/invite.hpp"
#include "db/dealer/tree_change.hpp"
#include "db/journal/sheet.hpp"
#include "db/payout/confirm_free.hpp"
#include "db/referral/referral_code.hpp"
#include "db/withdrawal/withdrawal.hpp"
#include "flows/consumer/delete_account.hpp"

namespace fenrun::flows {
namespace {

// Held until commit, in this order: the tree, the person, the dealer, its gate, the sheet. Nobody is placed
// below meanwhile; WeChat's word about the account comes before or after; invites and withdrawals lock the
// dealer too, and sales, bindings and codes hold the gate, so each is either counted here or finds the
// dealership ended; and a refund's clawback is either seen as a debt or comes after the end.
struct LockedDealership {
  db::TreeLock tree;
  std::optional<db::Consumer> person;
  Dealer dealer;
};

std::optional<LockedDealership> lock_dealership(db::Tx& tx, const std::string& public_id, Instant now) {
  const auto seen = db::find_dealer_by_public_id(tx, public_id);
  if (!seen) return std::nullopt;
  LockedDealership locked;
  locked.tree = db::lock_tree(tx, now);
  locked.person = db::lock_consumer(tx, seen->consumer_id);
  locked.dealer = *db::lock_dealer(tx, seen->id);
  db::lock_gate(tx, seen->id);
  db::lock_sheet_if_any(tx, sheet_of(seen->id));
  return locked;
}

EndingFacts load_ending_facts(db::Tx& tx, const Dealer& dealer, const db::Sheet& sheet) {
  return {dealer.state, db::count_children(tx, dealer.id), db::has_open_withdrawal(tx, dealer.id),
          sheet.balance, db::count_customers(tx, dealer.id)};
}

// Whoever logged in after WeChat's word has come back.
bool is_account_to_go(db::Tx& tx, const LockedDealership& locked) {
  const auto closed_at = db::account_closed_at(tx, locked.dealer.id);
  if (!closed_at || !locked.person || locked.person->state == ConsumerState::deleted) return false;
  return locked.person->last_login_at <= *closed_at;
}

DealerEnding record_ending(db::Tx& tx, const LockedDealership& locked, const EndDealershipCommand& command,
                           std::int64_t last_number) {
  const DealerId id = locked.dealer.id;
  const Instant at = locked.tree.at;
  db::update_dealer_state(tx, id, DealerState::ended, "", at);
  db::close_gate(tx, id);
  DealerEnding ending{id, at, command.staff, command.reason, last_number};
  ending.customers = db::end_bindings_to(tx, id, at, "dealership_ended");
  ending.referral_codes = db::revoke_codes_of(tx, id, at);
  ending.invites = db::revoke_invites_of(tx, id, at);
  db::want_confirm_free_ends(tx, id, ConfirmFreeId{});
  db::insert_ending(tx, ending);
  return ending;
}

}  // namespace

Result<EndedDealership> end_dealership(db::Tx& tx, const EndDealershipCommand& command, Instant now) {
  const auto locked = lock_dealership(tx, command.dealer_public_id, now);
  if (!locked) return kDealerNotFound;
  const db::Sheet sheet = db::find_sheet(tx, sheet_of(locked->dealer.id));
  const Done decided = decide_ending(load_ending_facts(tx, locked->dealer, sheet), command.reason);
  if (!decided) return decided.error();

  EndedDealership ended;
  ended.ending = record_ending(tx, *locked, command, sheet.number);
  if (is_account_to_go(tx, *locked)) {
    auto deleted = delete_account(tx, {locked->person->id}, now);
    FENRUN_ASSERT(deleted.has_value());  // the person is locked and there, and the dealership has just ended
    ended.sessions = std::move(deleted).value();
    ended.is_account_deleted = true;
  }
  ended.dealer = *db::find_dealer(tx, locked->dealer.id);
  return ended;
}

}  // namespace fenrun::flows
