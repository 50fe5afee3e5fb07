#include "domain/ledger/dispute.hpp"

#include "base/assert.hpp"
#include "domain/money_text.hpp"
#include "domain/text.hpp"

namespace fenrun {
namespace {

// The day in China.
std::string dispute_day(Instant instant) { return to_rfc3339(instant).substr(0, 10); }

SentencePair frozen_sentence(const Dispute& it) {
  const std::string day = dispute_day(it.opened_at);
  const std::string amount = yuan_text(it.amount);
  const std::string commission = std::to_string(it.commission.value);
  return {day + " 起，第 " + commission + " 号佣金中的 " + amount + " 因争议被冻结。",
          "Since " + day + " " + amount + " of commission " + commission + " is frozen by a dispute."};
}

SentencePair cause_sentence(const Dispute& it) {
  return {"原因：" + it.reason + "。", "The reason: " + it.reason + "."};
}

SentencePair rest_sentence() {
  return {"只冻结争议金额，该笔佣金的其余部分照常结算和提现。",
          "Only this amount is frozen; the rest of the commission is released and paid as usual."};
}

SentencePair waiting_sentence() {
  return {"将由提出人以外的另一位员工裁定这笔款项归谁。",
          "Somebody else than who opened the dispute decides whose the money is."};
}

SentencePair taken_sentence(const Dispute& it) {
  const std::string taken = yuan_text(Fen{it.amount.value - it.settled.value});
  return {"争议期间的退款已追回其中的 " + taken + "。",
          "Refunds took " + taken + " of it back during the dispute."};
}

SentencePair outcome_sentence(const Dispute& it) {
  const std::string day = dispute_day(*it.resolved_at);
  const std::string settled = yuan_text(it.settled);
  if (it.state == DisputeState::for_dealer) {
    return {day + " 争议结束，" + settled + " 归您所有，已解除冻结；如有欠款先行抵扣。",
            "The dispute ended on " + day + ": " + settled + " is yours and no longer frozen; debts are " +
                "repaid first."};
  }
  return {day + " 争议结束，" + settled + " 的佣金已冲回。",
          "The dispute ended on " + day + ": " + settled + " of commission was taken back."};
}

SentencePair ruling_sentence(const Dispute& it) {
  return {"裁定理由：" + it.resolution_reason + "。", "The ruling: " + it.resolution_reason + "."};
}

}  // namespace

std::string_view to_word(DisputeState state) {
  switch (state) {
    case DisputeState::open:
      return "open";
    case DisputeState::for_dealer:
      return "for_dealer";
    case DisputeState::for_producer:
      return "for_producer";
  }
  FENRUN_UNREACHABLE("no such state of a dispute");
}

std::optional<DisputeState> dispute_state_from(std::string_view word) {
  for (const auto state : {DisputeState::open, DisputeState::for_dealer, DisputeState::for_producer}) {
    if (to_word(state) == word) return state;
  }
  return std::nullopt;
}

Done check_dispute(std::string_view reason, std::string_view evidence) {
  if (!is_one_line(reason, 1, kDisputeReasonMax)) return kDisputeReasonInvalid;
  if (!is_one_line(evidence, 1, kDisputeEvidenceMax)) return kDisputeEvidenceInvalid;
  return {};
}

Done check_dispute_resolution(const Dispute& dispute, StaffId resolver, std::string_view reason) {
  if (!is_one_line(reason, 1, kDisputeReasonMax)) return kDisputeReasonInvalid;
  if (dispute.state != DisputeState::open) return kDisputeClosed;
  if (dispute.opened_by == resolver) return kDisputeOwn;
  return {};
}

std::vector<SentencePair> sentences(const Dispute& dispute) {
  std::vector<SentencePair> told{frozen_sentence(dispute), cause_sentence(dispute), rest_sentence()};
  if (dispute.state == DisputeState::open) {
    told.push_back(waiting_sentence());
    return told;
  }
  if (dispute.settled < dispute.amount) told.push_back(taken_sentence(dispute));
  if (dispute.settled.value > 0) told.push_back(outcome_sentence(dispute));
  told.push_back(ruling_sentence(dispute));
  return told;
}

}  // namespace fenrun
