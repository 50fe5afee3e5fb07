#include "tests/simulation/wechat_side.hpp"

#include "base/assert.hpp"
#include "wechat/pay/outcome/errors.hpp"

namespace fenrun::simulation {
namespace {

namespace pay = emulator::pay;

constexpr std::int64_t kAmpleFunds = 100'000'000;
constexpr std::int64_t kScarceFunds = 60'000;
constexpr auto kOperation = pay::Account::operation;

pay::Payee somebody() { return {true, ""}; }

// The two lists of states are WeChat's, in WeChat's order.
wechat::TransferState state_of(pay::TransferState state) { return static_cast<wechat::TransferState>(state); }
static_assert(static_cast<int>(pay::TransferState::cancelled) ==
              static_cast<int>(wechat::TransferState::cancelled));

pay::TransferOrder order_of(const Letter& letter) {
  pay::TransferOrder order;
  order.appid = kAppid;
  order.out_bill_no = letter.number;
  order.scene_id = "1005";
  order.openid = letter.openid;
  order.amount = letter.amount;
  order.remark = letter.remark;
  order.infos = {{"岗位类型", "推广员"}, {"报酬说明", "推广佣金"}};
  return order;
}

template <class Answer, class Read>
wechat::PayOutcome<Answer> outcome_of(const pay::TransferBook::Outcome& outcome, const Read& read) {
  if (const auto* const problem = std::get_if<pay::Problem>(&outcome)) {
    return refusal_of(problem->code, problem->status);
  }
  return read(*std::get<const pay::Transfer*>(outcome));
}

}  // namespace

wechat::PayRefusal refusal_of(std::string_view code, int status) {
  const auto* const row = wechat::find_pay_error(code);
  FENRUN_ASSERT(row != nullptr);
  return {std::string(code), status, row, wechat::PayEvidence::hint, ""};
}

WechatSide::WechatSide(const Plan& plan, const crypto::Sealer& sealer)
    : plan_(plan), sealer_(sealer), dice_(plan.seed ^ 0x3EC4A7ULL), random_(plan.seed) {
  book_.settings.appid = kAppid;
  authorizations_.settings.appid = kAppid;
  authorizations_.settings.is_product_open = true;
  book_.settings.merchant_day_max = kAmpleFunds;
  book_.settings.is_cancel_ended_by_fail = dice_.permille(500);
  if (plan.has(FaultKind::late_sight)) book_.settings.query_lag = std::chrono::seconds(dice_.between(1, 120));
  if (plan.has(FaultKind::slow_start)) {
    book_.settings.funding_delay = std::chrono::seconds(dice_.between(1, 300));
    book_.settings.is_short_accepted = dice_.permille(300);
  }
  book_.settings.transfer_delay = std::chrono::seconds(dice_.between(1, 60));
  book_.settings.cancel_delay = std::chrono::seconds(dice_.between(1, 30));
}

void WechatSide::top_up(std::int64_t amount, Instant now) {
  const std::int64_t wanted =
      amount > 0 ? amount : (plan_.has(FaultKind::funds_short) ? kScarceFunds : kAmpleFunds);
  funds_.top_up(kOperation, wanted, "top-up", now);
}

void WechatSide::draw_start() {
  if (plan_.has(FaultKind::slow_start) && dice_.permille(400)) {
    book_.plan_start(
        {dice_.permille(500) ? pay::TransferState::accepted : pay::TransferState::processing, ""});
  } else if (plan_.has(FaultKind::user_fails) && dice_.permille(60)) {
    book_.plan_start({pay::TransferState::fail, dice_.permille(500) ? "ACCOUNT_FROZEN" : "TRANSFER_RISK"});
  }
}

// The book keeps it: it may still be paid, and a notice tells of it.
void WechatSide::draw_forgetting(const std::string& number, Instant now) {
  if (!plan_.has(FaultKind::forgotten) || !dice_.permille(150)) return;
  forgets_at_.emplace(number, now + std::chrono::minutes(dice_.between(0, 24 * 60)));
}

bool WechatSide::is_forgotten(const std::string& number, Instant now) const {
  const auto found = forgets_at_.find(number);
  return found != forgets_at_.end() && found->second <= now;
}

// A start is planned for the next transfer that is new and funded: it is drawn for those only.
void WechatSide::draw_fate(const Letter& letter, Instant now) {
  const bool is_new = find(letter.number) == nullptr;
  const bool is_funded =
      book_.settings.is_short_accepted || funds_.balance(kOperation).available >= letter.amount;
  if (!is_new || !is_funded) return;
  draw_start();
  draw_forgetting(letter.number, now);
}

wechat::PayOutcome<wechat::TransferCreated> WechatSide::create(const Letter& letter, Instant now) {
  draw_fate(letter, now);
  const auto made = book_.create(order_of(letter), somebody(), funds_, {now, random_});
  return outcome_of<wechat::TransferCreated>(made, [](const pay::Transfer& transfer) {
    wechat::TransferCreated created;
    created.out_bill_no = transfer.order.out_bill_no;
    created.transfer_bill_no = transfer.transfer_bill_no;
    created.state = state_of(transfer.state);
    if (transfer.state == pay::TransferState::fail) created.fail_reason = transfer.fail_reason;
    if (transfer.state == pay::TransferState::wait_user_confirm) {
      created.package_info = SecretText(transfer.package_info);
    }
    return created;
  });
}

// As the emulator's shell does it: a repetition names its payee by the transfer that is there.
wechat::PayOutcome<wechat::Transfer> WechatSide::transfer_directly(const Letter& letter, Instant now) {
  pay::TransferOrder order = order_of(letter);
  order.kind = pay::TransferKind::authorized;
  order.out_authorization_no = letter.authorization;
  const auto* const known = find(letter.number);
  if (known == nullptr) {
    const auto found = authorizations_.find_in_effect("", letter.authorization, now);
    if (const auto* const problem = std::get_if<pay::Problem>(&found)) {
      return refusal_of(problem->code, problem->status);
    }
    order.openid = std::get<const pay::Authorization*>(found)->order.openid;
    draw_fate(letter, now);
  } else {
    order.openid = known->order.openid;
  }
  const auto made = book_.create(std::move(order), somebody(), funds_, {now, random_});
  return outcome_of<wechat::Transfer>(made,
                                      [&](const pay::Transfer& transfer) { return shown(transfer, now); });
}

void WechatSide::agree(const std::string& authorization, const std::string& openid, Instant now) {
  pay::AuthorizationOrder order;
  order.out_authorization_no = authorization;
  order.appid = kAppid;
  order.openid = openid;
  order.scene_id = "1005";
  order.user_display_name = "dealer";
  const auto applied = authorizations_.apply(std::move(order), true, {now, random_});
  FENRUN_ASSERT(std::holds_alternative<const pay::Authorization*>(applied));
  const auto agreed = authorizations_.consent(authorization, {now, random_});
  FENRUN_ASSERT(std::holds_alternative<const pay::Authorization*>(agreed));
}

void WechatSide::take_back(const std::string& authorization, Instant now) {
  static_cast<void>(authorizations_.close_for(authorization, "USER_CLOSE", now));
}

std::string WechatSide::payee_of(const Letter& letter) const {
  if (letter.authorization.empty()) return letter.openid;
  const auto* const authorization = authorizations_.find(letter.authorization);
  return authorization == nullptr ? "" : authorization->order.openid;
}

wechat::Transfer WechatSide::shown(const pay::Transfer& transfer, Instant now) const {
  wechat::Transfer shown;
  shown.out_bill_no = transfer.order.out_bill_no;
  shown.transfer_bill_no = transfer.transfer_bill_no;
  shown.mchid = kMchid;
  shown.appid = transfer.order.appid;
  shown.state = state_of(book_.shown_state(transfer, now));
  shown.amount = Fen{transfer.order.amount};
  shown.openid = SecretText(transfer.order.openid);
  if (shown.state == wechat::TransferState::fail) shown.fail_reason = transfer.fail_reason;
  return shown;
}

wechat::PayOutcome<wechat::Transfer> WechatSide::query(const std::string& number, Instant now) {
  if (is_forgotten(number, now)) return refusal_of("NOT_FOUND", 404);
  const auto found = book_.query(number, funds_, now);
  return outcome_of<wechat::Transfer>(found,
                                      [&](const pay::Transfer& transfer) { return shown(transfer, now); });
}

wechat::PayOutcome<wechat::TransferCancelled> WechatSide::cancel(const std::string& number, Instant now) {
  if (is_forgotten(number, now)) return refusal_of("NOT_FOUND", 404);
  const auto found = book_.cancel(number, funds_, now);
  return outcome_of<wechat::TransferCancelled>(found, [](const pay::Transfer& transfer) {
    wechat::TransferCancelled cancelled;
    cancelled.out_bill_no = transfer.order.out_bill_no;
    cancelled.transfer_bill_no = transfer.transfer_bill_no;
    cancelled.state = state_of(transfer.state);
    return cancelled;
  });
}

bool WechatSide::confirm(const std::string& number, std::string fail_reason, Instant now) {
  const bool is_race = plan_.has(FaultKind::cancel_race) && dice_.permille(500);
  const auto done = book_.confirm(number, {std::move(fail_reason), is_race}, somebody(), funds_, now);
  return std::holds_alternative<const pay::Transfer*>(done);
}

bool WechatSide::open_page(const std::string& package, const std::string& openid, Instant now) {
  return std::holds_alternative<const pay::Transfer*>(book_.open_page(package, openid, funds_, now));
}

std::vector<db::TransferNotice> WechatSide::take_notices() {
  std::vector<db::TransferNotice> notices;
  for (const pay::TransferEnd& end : book_.take_ends()) {
    const pay::Transfer& transfer = *find(end.out_bill_no);
    ChannelState state = ChannelState::success;
    if (transfer.state == pay::TransferState::fail) state = ChannelState::fail;
    if (transfer.state == pay::TransferState::cancelled || transfer.fail_reason == "MCH_CANCEL") {
      state = ChannelState::cancelled;
    }
    notices.push_back({end.out_bill_no, transfer.transfer_bill_no, std::string(kMchid), state,
                       Fen{transfer.order.amount}, sealer_.blind_index("openid", transfer.order.openid),
                       transfer.fail_reason, end.at});
  }
  return notices;
}

}  // namespace fenrun::simulation
