#include "flows/binding/request_change.hpp"

#include "db/binding/bind_facts.hpp"
#include "db/binding/change_request.hpp"
#include "domain/binding/decide_binding.hpp"
#include "domain/dealer/dealer.hpp"
#include "domain/referral/referral.hpp"
#include "flows/binding/record_binding.hpp"
#include "flows/consumer/active_consumer.hpp"

namespace fenrun::flows {
namespace {

// What a rebind by staff would meet, met now, so that no hopeless request waits in the queue.
Done check_wish(const BindingFacts& facts, Instant now) {
  const auto outcome = decide_attribution({}, facts, now).outcome;
  if (const auto* code = refusal(outcome)) return *code;
  if (!facts.current) return kChangeNotBound;
  if (outcome == BindOutcome::already_bound) return kChangeSameDealer;
  return {};
}

}  // namespace

Result<ChangeRequest> request_change(db::Tx& tx, const RequestChange& command, Instant now) {
  const auto reason = check_reason(command.reason);
  if (!reason) return reason.error();
  if (command.touch.code.empty()) return kReferralInvalid;
  auto read = db::lock_bind_facts(tx, command.consumer_id, command.touch.code, now);
  if (!read) return kConsumerGone;
  const auto may = may_act(read->consumer_state);
  if (!may) return may.error();
  read_line(tx, read->facts, now);
  const auto wish = check_wish(read->facts, now);
  if (!wish) return wish.error();

  ChangeRequest request;
  request.public_id = command.public_id;
  request.consumer_id = command.consumer_id;
  request.from_dealer_id = read->facts.current->dealer;
  request.to_dealer_id = read->facts.referrer->dealer;
  request.reason = command.reason;
  request.created_at = now;
  if (!db::insert_change_request(tx, request)) return kChangeAlreadyOpen;
  return request;
}

Result<ChangeRequest> withdraw_change(db::Tx& tx, const WithdrawChange& command, Instant now) {
  auto request = db::lock_change_request(tx, command.public_id);
  if (!request || request->consumer_id != command.consumer_id) return kChangeNotFound;
  if (request->state != ChangeState::open) return kChangeClosed;
  request->state = ChangeState::withdrawn;
  request->decided_at = now;
  db::close_change_request(tx, *request);
  return std::move(*request);
}

}  // namespace fenrun::flows
