#include "wechat/emulator/core/pay/transfer_book.hpp"

#include <algorithm>

#include "base/assert.hpp"

namespace fenrun::emulator::pay {
namespace {

Business purpose_of(const Transfer& transfer, std::string_view suffix = "") {
  const auto name = "商家转账" + std::string(suffix);
  return {"商家转账", name, transfer.transfer_bill_no, transfer.order.out_bill_no, transfer.order.remark};
}

// 40 digits, the day and a running number at their end.
std::string make_transfer_bill_no(std::size_t running_number, Moment moment) {
  const auto number = std::to_string(running_number);
  return "1330" + random_digits(17, moment.random) + to_digits(day_of(moment.now)) +
         std::string(11 - std::min<std::size_t>(number.size(), 11), '0') + number;
}

Problem product_closed() { return no_auth("当前商户号没有使用该产品的权限,请开通后重试"); }

// Empty, or the fail_reason with which the name or a limit will end the transfer.
std::string reason_against(const TransferOrder& order, const Payee& payee, const TransferTotals& totals,
                           const TransferSettings& settings, Instant now) {
  auto reason = check_name(order, payee);
  return reason.empty() ? totals.check_user(order.openid, order.amount, settings, now) : reason;
}

bool is_cancelable(TransferState state) {
  return state == TransferState::accepted || state == TransferState::processing ||
         state == TransferState::wait_user_confirm;
}

bool is_unfunded(TransferState state) {
  return state == TransferState::accepted || state == TransferState::processing;
}

}  // namespace

TransferBook::Outcome TransferBook::create(TransferOrder order, const Payee& payee, FundBook& funds,
                                           Moment moment) {
  advance(funds, moment.now);
  if (!settings.is_product_open) return product_closed();
  if (auto problem = check_form(order)) return *problem;
  if (auto* known = find_to_change(order.out_bill_no)) return reenter(*known, order, funds, moment.now);
  if (auto problem = check_rules(order, payee, settings)) return *problem;
  if (auto problem = totals_.check_merchant(order.amount, settings, moment.now)) return *problem;
  return start(std::move(order), payee, funds, moment);
}

TransferBook::Outcome TransferBook::query(std::string_view out_bill_no, FundBook& funds, Instant now) {
  advance(funds, now);
  return show(out_bill_no, now);
}

TransferBook::Outcome TransferBook::query_by_bill_no(std::string_view transfer_bill_no, FundBook& funds,
                                                     Instant now) {
  const auto* found = find_by_bill_no(transfer_bill_no);
  return query(found == nullptr ? "" : std::string_view(found->order.out_bill_no), funds, now);
}

TransferBook::Outcome TransferBook::cancel(std::string_view out_bill_no, FundBook& funds, Instant now) {
  advance(funds, now);
  auto shown = show(out_bill_no, now);
  if (std::holds_alternative<Problem>(shown)) return shown;
  auto& transfer = *find_to_change(out_bill_no);
  if (transfer.state == TransferState::canceling || transfer.state == TransferState::cancelled) return shown;
  if (!is_cancelable(transfer.state)) return invalid_request("当前单据状态不支持撤销,请查单确认");
  move(transfer, TransferState::canceling, now, "the merchant cancelled");
  advance(funds, now);
  return shown;
}

TransferState TransferBook::shown_state(const Transfer& transfer, Instant now) const {
  const bool is_late = transfer.confirmed && now < *transfer.confirmed + settings.query_lag;
  return is_late ? TransferState::wait_user_confirm : transfer.state;
}

TransferBook::Deed TransferBook::open_page(std::string_view package_info, std::string_view openid,
                                           FundBook& funds, Instant now) {
  advance(funds, now);
  const auto found = by_package_.find(package_info);
  if (found == by_package_.end()) return "requestMerchantTransfer:fail package不正确";
  auto& transfer = *find_to_change(found->second);
  if (transfer.order.openid != openid)
    return "requestMerchantTransfer:fail 你的微信号与商家指定的微信号不一致";
  const bool is_open =
      transfer.state == TransferState::wait_user_confirm || transfer.state == TransferState::transfering;
  if (!is_open) return "requestMerchantTransfer:fail package已失效";
  ++transfer.pages_opened;
  return &transfer;
}

TransferBook::Deed TransferBook::confirm(std::string_view out_bill_no, const Confirmation& confirmation,
                                         const Payee& payee, FundBook& funds, Instant now) {
  advance(funds, now);
  auto* transfer = find_to_change(out_bill_no);
  if (transfer == nullptr) return "no such transfer";
  const bool is_race = transfer->state == TransferState::canceling && confirmation.is_before_cancel &&
                       funds.locked_under(Account::operation, transfer->transfer_bill_no) > 0;
  if (transfer->state != TransferState::wait_user_confirm && !is_race)
    return "the transfer is " + std::string(name_of(transfer->state));
  auto reason = confirmation.fail_reason;
  if (reason.empty()) reason = reason_against(transfer->order, payee, totals_, settings, now);
  transfer->planned_fail_reason = std::move(reason);
  transfer->confirmed = now;
  move(*transfer, TransferState::transfering, now, "the user confirmed");
  advance(funds, now);
  return transfer;
}

TransferBook::Deed TransferBook::fail(std::string_view out_bill_no, std::string reason, FundBook& funds,
                                      Instant now) {
  advance(funds, now);
  auto* transfer = find_to_change(out_bill_no);
  if (transfer == nullptr) return "no such transfer";
  if (is_terminal(transfer->state)) return "the transfer is " + std::string(name_of(transfer->state));
  end_by_failing(*transfer, std::move(reason), funds, now, "the test let it fail");
  return transfer;
}

TransferBook::Deed TransferBook::set_held(std::string_view out_bill_no, bool is_held, FundBook& funds,
                                          Instant now) {
  advance(funds, now);
  auto* transfer = find_to_change(out_bill_no);
  if (transfer == nullptr) return "no such transfer";
  transfer->is_held = is_held;
  schedule(*transfer, transfer->due ? std::optional(std::max(*transfer->due, now)) : std::nullopt);
  advance(funds, now);
  return transfer;
}

void TransferBook::advance(FundBook& funds, Instant now) {
  while (!agenda_.empty() && agenda_.begin()->first <= now) {
    const auto [due, number] = *agenda_.begin();
    take_step(*find_to_change(number), funds, due);
  }
}

std::vector<TransferEnd> TransferBook::take_ends() { return std::exchange(ends_, {}); }

const Transfer* TransferBook::find(std::string_view out_bill_no) const {
  const auto found = transfers_.find(out_bill_no);
  return found == transfers_.end() ? nullptr : &found->second;
}

const Transfer* TransferBook::find_by_bill_no(std::string_view transfer_bill_no) const {
  const auto found = by_bill_no_.find(transfer_bill_no);
  return found == by_bill_no_.end() ? nullptr : find(found->second);
}

Transfer* TransferBook::find_to_change(std::string_view out_bill_no) {
  const auto found = transfers_.find(out_bill_no);
  return found == transfers_.end() ? nullptr : &found->second;
}

TransferBook::Outcome TransferBook::reenter(Transfer& transfer, const TransferOrder& order, FundBook& funds,
                                            Instant now) {
  if (transfer.order != order) return invalid_request("单号已存在但信息不一致,请查单后比较确认");
  if ((day_of(now) - day_of(transfer.created)).count() >= settings.retry_days)
    return invalid_request("对应单号已超出重试期,请查单确认后决定是否换单请求");
  if (is_unfunded(transfer.state) && !transfer.is_held) try_to_fund(transfer, funds, now);
  return &transfer;
}

TransferBook::Outcome TransferBook::start(TransferOrder order, const Payee& payee, FundBook& funds,
                                          Moment moment) {
  const bool is_short = funds.balance(Account::operation).available < order.amount;
  if (is_short && !settings.is_short_accepted) return not_enough();
  TransferStart plan;
  if (!planned_starts_.empty()) {
    plan = std::move(planned_starts_.front());
    planned_starts_.pop_front();
  }
  const auto number = order.out_bill_no;
  auto& transfer = transfers_[number];
  transfer.order = std::move(order);
  transfer.transfer_bill_no = make_transfer_bill_no(numbers_.size() + 1, moment);
  transfer.package_info = random_text(86, moment.random) + "==";
  transfer.created = transfer.updated = moment.now;
  numbers_.push_back(number);
  by_bill_no_[transfer.transfer_bill_no] = number;
  by_package_[transfer.package_info] = number;
  totals_.book(transfer.order.amount, moment.now);
  if (plan.state == TransferState::fail) {
    end_by_failing(transfer, plan.fail_reason, funds, moment.now, "created");
    return &transfer;
  }
  if (transfer.order.kind == TransferKind::authorized)
    transfer.planned_fail_reason = reason_against(transfer.order, payee, totals_, settings, moment.now);
  move(transfer, is_unfunded(plan.state) ? plan.state : TransferState::accepted, moment.now, "created");
  if (!is_unfunded(plan.state)) try_to_fund(transfer, funds, moment.now);
  if (transfer.state == TransferState::transfering) take_step(transfer, funds, moment.now);
  return &transfer;
}

TransferBook::Outcome TransferBook::show(std::string_view out_bill_no, Instant now) const {
  if (!settings.is_product_open) return product_closed();
  const auto* transfer = find(out_bill_no);
  if (transfer == nullptr || now >= transfer->created + settings.query_horizon)
    return not_found("记录不存在");
  return transfer;
}

void TransferBook::try_to_fund(Transfer& transfer, FundBook& funds, Instant at) {
  if (funds.lock(Account::operation, transfer.order.amount, purpose_of(transfer), at)) {
    move(transfer, TransferState::wait_user_confirm, at, "funds locked");
    if (transfer.order.kind == TransferKind::authorized)
      move(transfer, TransferState::transfering, at, "authorised");
  } else if (transfer.state == TransferState::accepted) {
    if (transfer.updated < at) move(transfer, TransferState::processing, at, "funds short");
  } else {
    schedule(transfer, transfer.created + settings.confirm_life + settings.close_lag);
  }
}

// The step that is due in the transfer's state.
void TransferBook::take_step(Transfer& transfer, FundBook& funds, Instant at) {
  switch (transfer.state) {
    case TransferState::accepted:
    case TransferState::processing:
      if (at < transfer.created + settings.confirm_life) return try_to_fund(transfer, funds, at);
      return end_by_failing(transfer, "OVERDUE_CLOSE", funds, at, "not funded in time");
    case TransferState::wait_user_confirm:
      return end_by_failing(transfer, "OVERDUE_CLOSE", funds, at, "not confirmed in time");
    case TransferState::transfering:
      if (!transfer.planned_fail_reason.empty())
        return end_by_failing(transfer, transfer.planned_fail_reason, funds, at, "the transfer failed");
      funds.pay_locked(Account::operation, transfer.order.amount, purpose_of(transfer), at);
      totals_.receive(transfer.order.openid, transfer.order.amount, at);
      return move(transfer, TransferState::success, at, "paid");
    case TransferState::canceling:
      if (settings.is_cancel_ended_by_fail)
        return end_by_failing(transfer, "MCH_CANCEL", funds, at, "funds returned");
      if (const auto locked = funds.locked_under(Account::operation, transfer.transfer_bill_no); locked > 0)
        funds.unlock(Account::operation, locked, purpose_of(transfer, "回退"), at);
      return move(transfer, TransferState::cancelled, at, "funds returned");
    case TransferState::success:
    case TransferState::fail:
    case TransferState::cancelled:
      break;
  }
  FENRUN_UNREACHABLE("a transfer at its end has no next step");
}

void TransferBook::end_by_failing(Transfer& transfer, std::string reason, FundBook& funds, Instant at,
                                  std::string cause) {
  if (const auto locked = funds.locked_under(Account::operation, transfer.transfer_bill_no); locked > 0)
    funds.unlock(Account::operation, locked, purpose_of(transfer, "回退"), at);
  transfer.fail_reason = std::move(reason);
  move(transfer, TransferState::fail, at, std::move(cause));
}

void TransferBook::move(Transfer& transfer, TransferState to, Instant at, std::string cause) {
  FENRUN_ASSERT(!is_terminal(transfer.state));
  transfer.state = to;
  transfer.updated = at;
  transfer.history.push_back({at, to, std::move(cause)});
  schedule(transfer, next_step_of(transfer, at));
  if (!is_terminal(to)) return;
  ends_.push_back({at, transfer.order.out_bill_no});
  if (to != TransferState::success) totals_.release(transfer.order.amount, transfer.created);
}

std::optional<Instant> TransferBook::next_step_of(const Transfer& transfer, Instant at) const {
  switch (transfer.state) {
    case TransferState::accepted:
    case TransferState::processing:
      return at + settings.funding_delay;
    case TransferState::wait_user_confirm:
      return at + settings.confirm_life + settings.close_lag;
    case TransferState::transfering:
      return at + settings.transfer_delay;
    case TransferState::canceling:
      return at + settings.cancel_delay;
    case TransferState::success:
    case TransferState::fail:
    case TransferState::cancelled:
      break;
  }
  return std::nullopt;
}

void TransferBook::schedule(Transfer& transfer, std::optional<Instant> due) {
  if (transfer.due) agenda_.erase({*transfer.due, transfer.order.out_bill_no});
  transfer.due = due;
  if (due && !transfer.is_held) agenda_.emplace(*due, transfer.order.out_bill_no);
}

}  // namespace fenrun::emulator::pay
