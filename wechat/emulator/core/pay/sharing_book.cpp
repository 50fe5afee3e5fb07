#include "wechat/emulator/core/pay/sharing_book.hpp"

#include <algorithm>
#include <utility>

#include "base/assert.hpp"

namespace fenrun::emulator::pay {
namespace {

Business sharing_purpose(std::string type, std::string business_no, std::string voucher_no,
                         std::string remark = {}) {
  return {"分账", std::move(type), std::move(business_no), std::move(voucher_no), std::move(remark)};
}

// What may be shared at all, before the ratio: the fee is taken first.
Fen sharing_base(const SharedPayment& payment) { return payment.amount - payment.fee - payment.refunded; }

Fen sum_of(const SharingRequest& request) {
  Fen sum = 0;
  for (const auto& receiver : request.receivers) sum += receiver.amount;
  return sum;
}

bool has_repeated_receiver(const std::vector<ShareRequest>& receivers) {
  std::set<std::pair<ReceiverType, std::string>> seen;
  return std::any_of(receivers.begin(), receivers.end(), [&seen](const ShareRequest& receiver) {
    return !seen.emplace(receiver.type, receiver.account).second;
  });
}

}  // namespace

std::string_view name_of(ReceiverType type) {
  return type == ReceiverType::merchant ? "MERCHANT_ID" : "PERSONAL_OPENID";
}

std::optional<ReceiverType> receiver_type_named(std::string_view name) {
  for (const auto type : {ReceiverType::merchant, ReceiverType::person}) {
    if (name_of(type) == name) return type;
  }
  return std::nullopt;
}

std::string_view name_of(ShareResult result) {
  switch (result) {
    case ShareResult::pending:
      return "PENDING";
    case ShareResult::success:
      return "SUCCESS";
    case ShareResult::closed:
      return "CLOSED";
  }
  return {};
}

std::string_view name_of(ReturnResult result) {
  switch (result) {
    case ReturnResult::processing:
      return "PROCESSING";
    case ReturnResult::success:
      return "SUCCESS";
    case ReturnResult::failed:
      return "FAILED";
  }
  return {};
}

void SharingBook::open_payment(SharedPayment payment, FundBook& funds, Instant now) {
  const auto net = payment.amount - payment.fee;
  if (net > 0) {
    const bool is_locked =
        funds.lock(Account::basic, net,
                   sharing_purpose("分账资金冻结", payment.transaction_id, payment.out_trade_no), now);
    FENRUN_ASSERT(is_locked);
  }
  agenda_.emplace(payment.paid + settings.latest, Due::payment, payment.transaction_id);
  auto number = payment.transaction_id;
  payments_.emplace(std::move(number), std::move(payment));
}

void SharingBook::release_for_refund(std::string_view transaction_id, Fen amount, Fen fee, FundBook& funds,
                                     Instant now) {
  const auto found = payments_.find(transaction_id);
  if (found == payments_.end()) return;
  auto& payment = found->second;
  payment.refunded += amount - fee;
  if (const auto back = std::min(frozen_of(transaction_id, funds), amount - fee); back > 0)
    funds.unlock(Account::basic, back,
                 sharing_purpose("分账资金解冻", payment.transaction_id, payment.out_trade_no), now);
}

Fen SharingBook::frozen_of(std::string_view transaction_id, const FundBook& funds) const {
  const auto found = payments_.find(transaction_id);
  if (found == payments_.end()) return 0;
  return funds.locked_under(Account::basic, transaction_id) - found->second.pending;
}

SharingBook::Outcome<const Receiver*> SharingBook::add_receiver(Receiver receiver) {
  Key key(receiver.type, receiver.account);
  if (receivers_.size() >= kReceiversMax && !receivers_.contains(key))
    return invalid_request("分账接收方数量超过限制");
  return &receivers_.emplace(std::move(key), std::move(receiver)).first->second;
}

void SharingBook::delete_receiver(ReceiverType type, const std::string& account) {
  receivers_.erase({type, account});
}

SharingBook::Outcome<const SharingOrder*> SharingBook::share(SharingRequest request, FundBook& funds,
                                                             Moment moment) {
  advance(funds, moment.now);
  if (const auto known = orders_.find(request.out_order_no); known != orders_.end()) {
    if (known->second.wanted != request) return invalid_request("分账接收方与原请求不一致");
    return &known->second;
  }
  if (auto problem = check(request, funds, moment.now)) return *problem;
  auto& payment = payments_.find(request.transaction_id)->second;
  payment.shared += sum_of(request);
  payment.pending += sum_of(request);
  ++payment.requests;
  return &open_order(std::move(request), moment);
}

SharingBook::Outcome<const SharingOrder*> SharingBook::unfreeze(const std::string& transaction_id,
                                                                const std::string& out_order_no,
                                                                const std::string& description,
                                                                const std::string& mchid, FundBook& funds,
                                                                Moment moment) {
  advance(funds, moment.now);
  // An old number answers success and does nothing.
  if (const auto known = orders_.find(out_order_no); known != orders_.end()) return &known->second;
  const auto found = payments_.find(transaction_id);
  if (found == payments_.end()) return invalid_request("非分账订单不支持分账");
  auto& payment = found->second;
  if (payment.is_finished) return invalid_request("分账已完结");
  if (payment.requests >= kRequestsMax) return invalid_request("分账次数超过限制");
  ++payment.requests;
  const auto rest = funds.locked_under(Account::basic, transaction_id) - payment.pending;
  auto& order = open_order(
      {transaction_id, out_order_no, {{ReceiverType::merchant, mchid, {}, rest, description}}, true}, moment);
  order.is_unfreeze = true;
  payment.is_finished = true;
  return &order;
}

SharingBook::Outcome<const SharingOrder*> SharingBook::query(std::string_view out_order_no,
                                                             std::string_view transaction_id, FundBook& funds,
                                                             Instant now) {
  advance(funds, now);
  const auto found = orders_.find(out_order_no);
  if (found == orders_.end() || found->second.wanted.transaction_id != transaction_id)
    return resource_not_exists("分账单不存在");
  return &found->second;
}

SharingBook::Outcome<const SharingReturn*> SharingBook::give_back(SharingReturnRequest request,
                                                                  FundBook& funds, Moment moment) {
  advance(funds, moment.now);
  if (const auto known = returns_.find(request.out_return_no); known != returns_.end()) {
    if (known->second.wanted != request) return invalid_request("分账回退参数与原请求不一致");
    return &known->second;
  }
  const auto* order = find_order(request);
  if (order == nullptr) return resource_not_exists("分账单不存在");
  if (auto problem = check_return(request, *order, moment.now)) return *problem;
  auto& entry = returns_[request.out_return_no];
  entry.order_id = order->order_id;
  entry.out_order_no = order->wanted.out_order_no;
  entry.return_id = "30" + random_digits(28, moment.random);
  entry.created = moment.now;
  entry.wanted = std::move(request);
  agenda_.emplace(moment.now + settings.work_delay, Due::give_back, entry.wanted.out_return_no);
  return &entry;
}

SharingBook::Outcome<const SharingReturn*> SharingBook::query_return(std::string_view out_return_no,
                                                                     std::string_view out_order_no,
                                                                     FundBook& funds, Instant now) {
  advance(funds, now);
  const auto found = returns_.find(out_return_no);
  if (found == returns_.end() || found->second.out_order_no != out_order_no)
    return resource_not_exists("分账回退单不存在");
  return &found->second;
}

SharingBook::Outcome<Fen> SharingBook::unsplit_amount(std::string_view transaction_id, FundBook& funds,
                                                      Instant now) {
  advance(funds, now);
  const auto found = payments_.find(transaction_id);
  if (found == payments_.end()) return invalid_request("非分账订单不支持分账");
  return funds.locked_under(Account::basic, transaction_id) - found->second.pending;
}

void SharingBook::plan_failure(const std::string& account, std::string reason) {
  planned_failures_[account].push_back(std::move(reason));
}

void SharingBook::advance(FundBook& funds, Instant now) {
  while (!agenda_.empty() && std::get<0>(*agenda_.begin()) <= now) {
    const auto [due, kind, number] = *agenda_.begin();
    agenda_.erase(agenda_.begin());
    switch (kind) {
      case Due::order:
        finish(orders_.find(number)->second, funds, due);
        break;
      case Due::give_back:
        finish(returns_.find(number)->second, funds, due);
        break;
      case Due::payment:
        release_all(payments_.find(number)->second, funds, due);
        break;
    }
  }
}

std::optional<Problem> SharingBook::check(const SharingRequest& request, const FundBook& funds,
                                          Instant now) const {
  const bool is_counted = !request.receivers.empty() && request.receivers.size() <= kReceiversPerRequestMax;
  if (!is_counted) return param_error("分账接收方数量须为1到50个");
  if (has_repeated_receiver(request.receivers)) return param_error("分账接收方重复");
  for (const auto& receiver : request.receivers) {
    if (receiver.amount <= 0) return param_error("分账金额必须大于0");
  }
  const auto found = payments_.find(request.transaction_id);
  if (found == payments_.end()) return invalid_request("非分账订单不支持分账");
  const auto& payment = found->second;
  if (payment.is_finished) return invalid_request("分账已完结");
  if (now < payment.paid + settings.earliest) return invalid_request("订单处理中,暂时无法分账,请稍后再试");
  if (payment.requests >= kRequestsMax) return invalid_request("分账次数超过限制");
  const auto sum = sum_of(request);
  if ((payment.shared + sum) * 100 > sharing_base(payment) * settings.percent_max)
    return Problem{403, "RULE_LIMIT", "分账金额超过最大分账比例"};
  if (sum > funds.locked_under(Account::basic, request.transaction_id) - payment.pending)
    return Problem{403, "NOT_ENOUGH", "分账金额不足"};
  return std::nullopt;
}

std::optional<Problem> SharingBook::check_return(const SharingReturnRequest& request,
                                                 const SharingOrder& order, Instant now) const {
  Fen shared = 0;
  for (const auto& share : order.shares) {
    const bool is_theirs = !order.is_unfreeze && share.result == ShareResult::success &&
                           share.wanted.type == ReceiverType::merchant &&
                           share.wanted.account == request.return_mchid;
    if (is_theirs) shared += share.wanted.amount;
  }
  if (shared == 0) return invalid_request("回退方不是该分账单的商户接收方");
  if (now >= *order.finished + settings.return_latest) return invalid_request("分账单超过180天,不支持回退");
  Fen returned = 0;
  std::int64_t count = 0;
  for (const auto& [number, entry] : returns_) {
    if (entry.order_id != order.order_id) continue;
    ++count;
    const bool is_of_them =
        entry.wanted.return_mchid == request.return_mchid && entry.result != ReturnResult::failed;
    if (is_of_them) returned += entry.wanted.amount;
  }
  if (count >= kReturnsMax) return invalid_request("分账回退次数超过限制");
  if (request.amount <= 0 || returned + request.amount > shared)
    return invalid_request("回退金额超过分账金额");
  return std::nullopt;
}

// Empty, or why the receiver does not get the share.
std::string SharingBook::reason_against(const Share& share, Instant now) {
  if (auto planned = take_planned_failure(share.wanted.account); !planned.empty()) return planned;
  const auto receiver = receivers_.find({share.wanted.type, share.wanted.account});
  if (receiver == receivers_.end()) return "NO_RELATION";
  const bool is_named = !share.wanted.name.empty() && !receiver->second.name.empty();
  if (is_named && share.wanted.name != receiver->second.name) return "ACCOUNT_ABNORMAL";
  if (share.wanted.type == ReceiverType::merchant) return {};
  auto& received = received_in_month_[{month_of(day_of(now)), share.wanted.account}];
  if (received + share.wanted.amount > settings.person_month_max) return "RECEIVER_RECEIPT_LIMIT";
  received += share.wanted.amount;
  return {};
}

SharingOrder& SharingBook::open_order(SharingRequest request, Moment moment) {
  auto& order = orders_[request.out_order_no];
  order.order_id = "30" + random_digits(28, moment.random);
  order.created = moment.now;
  for (const auto& receiver : request.receivers)
    order.shares.push_back({receiver, ShareResult::pending, {}, "36" + random_digits(26, moment.random)});
  order.wanted = std::move(request);
  by_order_id_[order.order_id] = order.wanted.out_order_no;
  agenda_.emplace(moment.now + settings.work_delay, Due::order, order.wanted.out_order_no);
  return order;
}

void SharingBook::finish(SharingOrder& order, FundBook& funds, Instant at) {
  auto& payment = payments_.find(order.wanted.transaction_id)->second;
  for (auto& share : order.shares) {
    if (order.is_unfreeze) {
      share.result = ShareResult::success;
      continue;
    }
    share.fail_reason = reason_against(share, at);
    share.result = share.fail_reason.empty() ? ShareResult::success : ShareResult::closed;
    payment.pending -= share.wanted.amount;
    if (share.result == ShareResult::closed) {
      payment.shared -= share.wanted.amount;
      continue;
    }
    pay_share(order, share, funds, at);
  }
  order.is_finished = true;
  order.finished = at;
  if (order.wanted.is_rest_unfrozen) release_all(payment, funds, at);
}

void SharingBook::pay_share(const SharingOrder& order, const Share& share, FundBook& funds, Instant at) {
  const auto& wanted = share.wanted;
  const auto purpose =
      sharing_purpose("分账", order.wanted.transaction_id, order.wanted.out_order_no, wanted.description);
  funds.pay_locked(Account::basic, wanted.amount, purpose, at);
  if (wanted.type != ReceiverType::merchant) return;
  if (wanted.account == own_mchid) funds.credit(Account::basic, wanted.amount, purpose, at);
  movements_.push_back(
      {at, order.wanted.transaction_id, order.order_id, order.wanted.out_order_no, wanted, false});
}

std::vector<SharingMovement> SharingBook::take_movements() { return std::exchange(movements_, {}); }

const SharedPayment* SharingBook::find_payment(std::string_view transaction_id) const {
  const auto found = payments_.find(transaction_id);
  return found == payments_.end() ? nullptr : &found->second;
}

void SharingBook::finish(SharingReturn& entry, FundBook& funds, Instant at) {
  const auto purpose =
      sharing_purpose("分账回退", entry.return_id, entry.wanted.out_return_no, entry.wanted.description);
  entry.fail_reason = take_planned_failure(entry.wanted.return_mchid);
  const bool is_own = entry.wanted.return_mchid == own_mchid;
  if (is_own && entry.fail_reason.empty() && !funds.debit(Account::basic, entry.wanted.amount, purpose, at))
    entry.fail_reason = "BALANCE_NOT_ENOUGH";
  entry.result = entry.fail_reason.empty() ? ReturnResult::success : ReturnResult::failed;
  entry.finished = at;
  if (entry.result == ReturnResult::failed) return;
  funds.credit(Account::basic, entry.wanted.amount, purpose, at);
  const auto& order = orders_.find(entry.out_order_no)->second;
  const ShareRequest share{
      ReceiverType::merchant, entry.wanted.return_mchid, {}, entry.wanted.amount, entry.wanted.description};
  movements_.push_back(
      {at, order.wanted.transaction_id, entry.return_id, entry.wanted.out_return_no, share, true});
}

// Ends the sharing of a payment; what is pending stays locked for its receivers.
void SharingBook::release_all(SharedPayment& payment, FundBook& funds, Instant at) {
  payment.is_finished = true;
  const auto rest = funds.locked_under(Account::basic, payment.transaction_id) - payment.pending;
  if (rest > 0)
    funds.unlock(Account::basic, rest,
                 sharing_purpose("分账资金解冻", payment.transaction_id, payment.out_trade_no), at);
}

std::string SharingBook::take_planned_failure(const std::string& account) {
  const auto found = planned_failures_.find(account);
  if (found == planned_failures_.end()) return {};
  auto reason = std::move(found->second.front());
  found->second.pop_front();
  if (found->second.empty()) planned_failures_.erase(found);
  return reason;
}

const SharingOrder* SharingBook::find_order(const SharingReturnRequest& request) const {
  const auto by_id = by_order_id_.find(request.order_id);
  const auto found = orders_.find(by_id == by_order_id_.end() ? request.out_order_no : by_id->second);
  return found == orders_.end() ? nullptr : &found->second;
}

}  // namespace fenrun::emulator::pay
