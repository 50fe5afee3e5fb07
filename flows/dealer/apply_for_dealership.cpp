#include "flows/dealer/apply_for_dealership.hpp"

#include "db/consumer/consumer.hpp"
#include "db/contract/contract.hpp"
#include "db/dealer/application.hpp"
#include "db/dealer/dealer.hpp"
#include "db/dealer/invite.hpp"

namespace fenrun::flows {
namespace {

bool lock_living_consumer(db::Tx& tx, ConsumerId id) {
  const auto consumer = db::lock_consumer(tx, id);
  return consumer && consumer->state == ConsumerState::active;
}

// The applicant's row is locked, so that applying, being approved and erasing the account come one after the
// other. Invite and inviter are not: approval judges them again under lock.
ApplicationFacts load_facts(db::Tx& tx, const ApplyForDealershipCommand& command, Instant now) {
  ApplicationFacts facts;
  facts.name = command.name;
  facts.note = command.note;
  facts.is_applicant_active = lock_living_consumer(tx, command.consumer);
  if (const auto own = db::find_dealer_of_consumer(tx, command.consumer)) facts.own_dealership = own->state;
  facts.has_open_application = db::has_open_application(tx, command.consumer);
  facts.gave_code = !command.invite_code.empty();
  if (facts.gave_code) facts.invite = db::find_invite(tx, command.invite_code);
  if (facts.invite && facts.invite->inviter_id != kProducer) {
    facts.inviter = db::find_dealer(tx, facts.invite->inviter_id);
  }
  facts.contract = db::contract_in_force(tx, now);
  facts.accepted_contract = command.accepted_contract;
  return facts;
}

}  // namespace

Result<Application> apply_for_dealership(db::Tx& tx, const ApplyForDealershipCommand& command, Instant now) {
  const ApplicationFacts facts = load_facts(tx, command, now);
  const Result<Placement> placement = decide_application(facts, now);
  if (!placement) return placement.error();

  Application application;
  application.public_id = command.application_public_id;
  application.consumer_id = command.consumer;
  if (facts.invite) application.invite_id = facts.invite->id;
  application.parent_id = placement->parent_id;
  application.level = placement->level;
  application.name = command.name;
  application.note = command.note;
  application.contract_id = facts.contract->id;
  application.created_at = now;
  const auto id = db::insert_application(tx, application);
  if (!id) return kApplicationAlreadyOpen;
  application.id = *id;
  db::insert_acceptance(tx, command.consumer, application.contract_id, now, command.evidence);
  return application;
}

}  // namespace fenrun::flows
