#include "flows/dealer/approve_application.hpp"

#include <optional>
#include <string>

#include "base/assert.hpp"
#include "db/consumer/consumer.hpp"
#include "db/dealer/application.hpp"
#include "db/dealer/dealer.hpp"
#include "db/dealer/invite.hpp"
#include "db/dealer/place.hpp"
#include "db/dealer/tier.hpp"
#include "db/dealer/tree_change.hpp"

namespace fenrun::flows {
namespace {

// Held until commit, in this order: the tree, the applicant, the application, its invite and the parent. The
// account cannot be erased meanwhile, the last use of an invite is taken once, and the parent neither moves
// nor is suspended.
struct Locked {
  db::TreeLock tree;
  bool is_applicant_active = false;
  Application application;
};

std::optional<Locked> lock_application(db::Tx& tx, const std::string& public_id, Instant now) {
  const auto seen = db::find_application_by_public_id(tx, public_id);
  if (!seen) return std::nullopt;
  Locked locked;
  locked.tree = db::lock_tree(tx, now);
  const auto consumer = db::lock_consumer(tx, seen->consumer_id);
  locked.is_applicant_active = consumer && consumer->state == ConsumerState::active;
  locked.application = *db::lock_application_by_public_id(tx, public_id);
  return locked;
}

ApprovalFacts load_facts(db::Tx& tx, const Locked& locked) {
  const Application& application = locked.application;
  ApprovalFacts facts;
  facts.application = &application;
  facts.is_applicant_active = locked.is_applicant_active;
  if (const auto own = db::find_dealer_of_consumer(tx, application.consumer_id))
    facts.own_dealership = own->state;
  if (application.invite_id.is_set()) facts.invite = db::lock_invite(tx, application.invite_id);
  if (application.parent_id != kProducer) facts.parent = db::lock_dealer(tx, application.parent_id);
  return facts;
}

void record_dealer(db::Tx& tx, const db::TreeLock& tree, const Dealer& dealer, StaffId staff) {
  const bool is_new = db::insert_dealer(tx, dealer);
  FENRUN_ASSERT(is_new);  // dealers are made under the tree lock only, and the person had none
  db::insert_first_place(tx, {dealer.id, dealer.parent_id, dealer.level}, tree.at, "joined", staff);
  const db::TreeChange change{dealer.id, dealer.parent_id, dealer.tier_id};
  db::append_tree_changes(tx, tree, {&change, 1});
}

}  // namespace

Result<Dealer> approve_application(db::Tx& tx, const ApproveApplicationCommand& command, Instant now) {
  const Done reason = command.reason.empty() ? Done{} : check_reason(command.reason);
  if (!reason) return reason.error();
  const auto locked = lock_application(tx, command.application_public_id, now);
  if (!locked) return kApplicationNotFound;
  const Result<Placement> placement = decide_approval(load_facts(tx, *locked));
  if (!placement) return placement.error();

  const Application& application = locked->application;
  Dealer dealer;
  dealer.id = db::take_dealer_id(tx);
  dealer.public_id = command.dealer_public_id;
  dealer.consumer_id = application.consumer_id;
  dealer.parent_id = placement->parent_id;
  dealer.sponsor_id = placement->parent_id;
  dealer.level = placement->level;
  dealer.tier_id = db::lowest_tier(tx).id;
  dealer.name = application.name;
  dealer.joined_at = locked->tree.at;
  record_dealer(tx, locked->tree, dealer, command.staff);
  if (application.invite_id.is_set()) db::consume_invite(tx, application.invite_id);
  db::decide_application_row(tx, application.id,
                             {ApplicationState::approved, command.staff, now, command.reason});
  return dealer;
}

}  // namespace fenrun::flows
