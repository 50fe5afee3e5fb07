#include "flows/binding/decide_change.hpp"

#include "db/binding/bind_facts.hpp"
#include "db/binding/change_request.hpp"
#include "db/dealer/tree_change.hpp"
#include "domain/binding/decide_binding.hpp"
#include "domain/dealer/dealer.hpp"
#include "flows/binding/record_binding.hpp"
#include "flows/consumer/active_consumer.hpp"

namespace fenrun::flows {
namespace {

Done check_words(const ApproveChange& command) {
  const auto reason = check_reason(command.reason);
  if (!reason) return reason;
  return check_evidence(command.evidence);
}

// What the operator decides on: the request as it waits, and the consumer as they stand.
Done check_approval(const ChangeRequest& request, const db::BindFacts& read,
                    const BindingDecision& decision) {
  if (request.state != ChangeState::open) return kChangeClosed;
  const auto may = may_act(read.consumer_state);
  if (!may) return may;
  if (!read.facts.current || read.facts.current->dealer != request.from_dealer_id) return kChangeStale;
  if (!read.facts.referrer) return kDealerNotFound;
  if (const auto* code = refusal(decision.outcome)) return *code;
  return {};
}

void close(ChangeRequest& request, ChangeState state, StaffId by, const std::string& reason, Instant now) {
  request.state = state;
  request.decided_by = by;
  request.decided_at = now;
  request.decision_reason = reason;
}

}  // namespace

// Locks in the order tree, consumer, request: binds and erasure take consumer before request too.
Result<ChangeRequest> approve_change(db::Tx& tx, const ApproveChange& command, Instant now) {
  const auto words = check_words(command);
  if (!words) return words.error();
  const auto found = db::find_change_request(tx, command.public_id);
  if (!found) return kChangeNotFound;
  db::lock_tree(tx, now);
  auto read = db::lock_attribution_facts(tx, found->consumer_id, found->to_dealer_id);
  auto request = db::lock_change_request(tx, command.public_id);
  if (!read || !request) return kChangeNotFound;
  read_line(tx, read->facts, now);

  const auto decision = decide_attribution(command.rule, read->facts, now);
  const auto approval = check_approval(*request, *read, decision);
  if (!approval) return approval.error();

  close(*request, ChangeState::approved, command.staff_id, command.reason, now);
  request->evidence = command.evidence;
  db::Binding binding;
  binding.consumer_id = request->consumer_id;
  binding.mode = command.rule.mode;
  binding.evidence = {EvidenceKind::request, request->public_id + " " + command.evidence};
  binding.staff_id = command.staff_id;
  record_binding(tx, *read, decision, std::move(binding), "request");
  db::close_change_request(tx, *request);
  return std::move(*request);
}

Result<ChangeRequest> refuse_change(db::Tx& tx, const RefuseChange& command, Instant now) {
  const auto reason = check_reason(command.reason);
  if (!reason) return reason.error();
  auto request = db::lock_change_request(tx, command.public_id);
  if (!request) return kChangeNotFound;
  if (request->state != ChangeState::open) return kChangeClosed;
  close(*request, ChangeState::refused, command.staff_id, command.reason, now);
  db::close_change_request(tx, *request);
  return std::move(*request);
}

}  // namespace fenrun::flows
