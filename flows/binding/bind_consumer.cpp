#include "flows/binding/bind_consumer.hpp"

#include "domain/referral/referral.hpp"
#include "flows/binding/record_binding.hpp"
#include "flows/consumer/active_consumer.hpp"

namespace fenrun::flows {
namespace {

db::Binding binding_by(const BindConsumer& command, const db::BindFacts& read) {
  db::Binding binding;
  binding.consumer_id = command.consumer_id;
  binding.mode = command.rule.mode;
  binding.evidence = {command.touch.kind, command.touch.code};
  binding.campaign_id = read.campaign_id;
  return binding;
}

DealerId touched_by(const db::BindFacts& read, BindOutcome outcome) {
  const bool is_refused = refusal(outcome) != nullptr;
  return is_refused || !read.touched_dealer ? DealerId{} : read.touched_dealer->dealer_id;
}

}  // namespace

Result<BindReport> touch_code(db::Tx& tx, const BindConsumer& command, Instant now) {
  if (command.touch.code.empty()) {
    return BindReport{BindOutcome::code_invalid, db::find_referrer(tx, command.consumer_id), {}, false};
  }
  auto read = db::lock_bind_facts(tx, command.consumer_id, command.touch.code, now);
  if (!read) return kConsumerGone;
  const auto may = may_act(read->consumer_state);
  if (!may) return may.error();
  read->facts.is_new_consumer = command.is_new_consumer;
  read_line(tx, read->facts, now);

  const auto decision = decide_binding(command.rule, read->facts, now);
  BindReport report{decision.outcome, read->current_dealer, touched_by(*read, decision.outcome), false};
  report.is_known = read->current_dealer && read->current_dealer->dealer_id == report.touched;
  if (!is_written(decision.outcome)) return report;
  record_binding(tx, *read, decision, binding_by(command, *read), to_text(decision.outcome));
  report.referrer = read->touched_dealer;
  return report;
}

Result<BindReport> bind_consumer(db::Tx& tx, const BindConsumer& command, Instant now) {
  if (command.touch.code.empty()) return kReferralInvalid;
  auto report = touch_code(tx, command, now);
  if (!report) return report;
  if (const auto* code = refusal(report->outcome)) return *code;
  return report;
}

}  // namespace fenrun::flows
