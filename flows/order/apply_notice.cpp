#include "flows/order/apply_notice.hpp"

#include <map>
#include <set>

#include "domain/order/order_number.hpp"
#include "flows/order/record_refund.hpp"

namespace fenrun::flows {
namespace {

RecordPayment payment_in(const db::PayNotice& notice, const ApplyNotices& command) {
  RecordPayment report;
  report.out_trade_no = notice.out_trade_no;
  report.transaction_id = notice.transaction_id;
  report.appid = notice.appid;
  report.mchid = notice.mchid;
  report.currency = notice.currency;
  report.payer_index = notice.payer_index;
  report.amount_fen = notice.amount_fen;
  report.paid_at = notice.happened_at;
  report.our_appid = command.our_appid;
  report.our_mchid = command.our_mchid;
  report.terms = command.terms;
  return report;
}

RecordRefund refund_in(const db::PayNotice& notice, const ApplyNotices& command) {
  RecordRefund report;
  report.source = kMiniProgramSource;
  report.external_no = order_of_out_trade_no(notice.out_trade_no).value_or(notice.out_trade_no);
  report.refund_no = notice.out_refund_no;
  report.state = notice.refund_state;
  report.amount_fen = notice.amount_fen;
  report.channel_refund_id = notice.channel_refund_id;
  report.happened_at = notice.happened_at;
  report.terms = command.terms;
  return report;
}

std::set<std::int64_t> ids_of(std::span<const db::DueNotice> notices) {
  std::set<std::int64_t> ids;
  for (const db::DueNotice& notice : notices) ids.insert(notice.id);
  return ids;
}

using Outcomes = std::map<std::int64_t, AppliedNotice>;  // by notice

void apply_payments(db::Tx& tx, const ApplyNotices& command, std::span<const db::DueNotice* const> notices,
                    Instant now, Outcomes& outcomes) {
  std::vector<RecordPayment> reports;
  for (const db::DueNotice* one : notices) reports.push_back(payment_in(one->notice, command));
  const std::vector<PaymentEffect> effects = record_payments(tx, reports, now);
  for (std::size_t i = 0; i < notices.size(); ++i)
    outcomes[notices[i]->id] = {to_word(effects[i]), is_alarming(effects[i])};
}

void apply_refunds(db::Tx& tx, const ApplyNotices& command, std::span<const db::DueNotice* const> notices,
                   Instant now, Outcomes& outcomes) {
  std::vector<RecordRefund> reports;
  for (const db::DueNotice* one : notices) reports.push_back(refund_in(one->notice, command));
  const std::vector<RefundEffect> effects = record_refunds(tx, reports, now);
  for (std::size_t i = 0; i < notices.size(); ++i)
    outcomes[notices[i]->id] = {to_word(effects[i]), is_alarming(effects[i])};
}

void finish_applied(db::Tx& tx, const Outcomes& outcomes, Instant now) {
  std::map<std::string_view, std::set<std::int64_t>> by_word;
  for (const auto& [id, applied] : outcomes) by_word[applied.outcome].insert(id);
  for (const auto& [word, ids] : by_word) db::finish_notices(tx, ids, word, now);
}

}  // namespace

std::vector<AppliedNotice> apply_notices(db::Tx& tx, const ApplyNotices& command, Instant now) {
  static_assert(kRefundsTogetherMax >= kPaymentsTogetherMax);
  const std::set<std::int64_t> taken = db::lock_notices(tx, ids_of(command.due));
  std::vector<const db::DueNotice*> payments;
  std::vector<const db::DueNotice*> refunds;
  for (const db::DueNotice& one : command.due) {
    if (!taken.contains(one.id)) continue;
    (one.notice.kind == db::NoticeKind::payment ? payments : refunds).push_back(&one);
  }
  Outcomes outcomes;
  apply_payments(tx, command, payments, now, outcomes);
  apply_refunds(tx, command, refunds, now, outcomes);
  finish_applied(tx, outcomes, now);
  std::vector<AppliedNotice> applied;
  for (const db::DueNotice& one : command.due) {
    const auto found = outcomes.find(one.id);
    applied.push_back(found == outcomes.end() ? AppliedNotice{"taken", false} : found->second);
  }
  return applied;
}

}  // namespace fenrun::flows
