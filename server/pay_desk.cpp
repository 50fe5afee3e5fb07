#include "server/pay_desk.hpp"

#include <optional>
#include <utility>

#include "base/log.hpp"
#include "base/metrics.hpp"
#include "db/consumer/consumer.hpp"
#include "db/order/order.hpp"
#include "db/order/payment.hpp"
#include "domain/order/order_number.hpp"
#include "domain/text.hpp"
#include "flows/consumer/sealed_identity.hpp"
#include "flows/order/advance_order.hpp"
#include "flows/order/close_refund.hpp"
#include "flows/order/record_payment.hpp"
#include "flows/order/record_refund.hpp"
#include "server/await.hpp"
#include "server/order_alarm.hpp"
#include "wechat/pay/outcome/errors.hpp"

namespace fenrun::server {
namespace {

constexpr std::chrono::seconds kDeskDeadline{5};
// What was found fit to be sent is sent by then or not: people who end a refund wait longer (kRefundQuiet).
constexpr std::chrono::minutes kRefundSendWithin{1};
// WeChat keeps it for two hours; one that is about to die is not given away.
constexpr std::chrono::minutes kPrepayLife{110};
constexpr std::size_t kDescriptionMax = 100;  // characters; WeChat allows 127

template <class T>
Error error_of(const wechat::PayOutcome<T>& outcome) {
  return outcome.refusal() != nullptr ? wechat::to_error(*outcome.refusal())
                                      : wechat::to_error(*outcome.unknown());
}

std::string describe_order(const std::vector<OrderLine>& lines) {
  std::string text(first_characters(lines.front().title, kDescriptionMax));
  if (lines.size() > 1) text += " 等 " + std::to_string(lines.size()) + " 件";
  return text;
}

bool is_usable(const std::optional<db::Prepay>& prepay, Instant now) {
  return prepay && now < prepay->prepared_at + kPrepayLife;
}

bool has_no_such_number(const wechat::PayOutcome<wechat::Payment>& outcome) {
  return outcome.refused_with("ORDER_NOT_EXIST") || outcome.refused_with("ORDER_NOT_EXISTS");
}

}  // namespace

// What a payment is begun from.
struct PayDesk::Begun {
  Order order;
  std::string description;
  db::Consumer buyer;
  std::optional<db::Prepay> prepay;
};

PayDesk::PayDesk(wechat::PayClient& client, db::Database& database, const Clock& clock,
                 const crypto::Sealer& sealer, OrderTerms terms)
    : client_(client), database_(database), clock_(clock), sealer_(sealer), terms_(std::move(terms)) {}

template <class T>
PayDesk::Awaitable<Result<T>> PayDesk::run(std::function<Result<T>(db::Tx&)> story) {
  const auto deadline = clock_.steady() + kDeskDeadline;
  Result<T> result = co_await on_database<T>(database_, db::Lane::pool, deadline, std::move(story));
  co_return result;
}

PayDesk::Awaitable<Result<wechat::PaymentParameters>> PayDesk::begin_payment(ConsumerId buyer,
                                                                             std::string order_public_id) {
  const Instant now = clock_.now();
  std::function<Result<Begun>(db::Tx&)> look = [&](db::Tx& tx) -> Result<Begun> {
    const auto order = db::find_order_by_public_id(tx, order_public_id);
    if (!order || order->consumer_id != buyer || order->source != kMiniProgramSource) return kOrderNotFound;
    if (order->state != OrderState::created) return kOrderStateConflict;
    if (order->expires_at <= now) return kOrderExpired;
    auto consumer = db::find_consumer(tx, buyer);
    if (!consumer) return kConsumerGone;
    return Begun{*order, describe_order(db::lines_of_order(tx, order->id)), std::move(*consumer),
                 db::find_prepay(tx, order->id)};
  };
  const Result<Begun> begun = co_await run<Begun>(look);
  if (!begun) co_return begun.error();
  if (is_usable(begun->prepay, now)) co_return client_.orders().parameters(begun->prepay->prepay_id);

  const db::Consumer& who = begun->buyer;
  auto openid = flows::open_openid(sealer_, who.appid, who.openid_index, who.openid_sealed);
  if (!openid) co_return kConsumerGone;
  wechat::PrepayRequest request;
  request.out_trade_no = out_trade_no_of(order_public_id);
  request.description = begun->description;
  request.total = begun->order.total_fen;
  request.openid = std::move(*openid);
  request.notify_url = client_.options().payment_notify_url;
  request.time_expire = begun->order.expires_at;
  const wechat::PayOutcome<wechat::Prepaid> outcome = co_await client_.orders().prepay(request);
  if (!outcome.is_done()) {
    log::warning("order.prepay_failed", {{"order", order_public_id}, {"code", error_of(outcome).code()}});
    co_return error_of(outcome);
  }
  std::function<Result<bool>(db::Tx&)> store = [&](db::Tx& tx) -> Result<bool> {
    const auto sale = db::lock_order_by_public_id(tx, order_public_id);
    if (!sale || sale->order.state != OrderState::created) return kOrderStateConflict;
    db::store_prepay(tx, sale->order.id, outcome.done().prepay_id, now, now + pause_before_question(0));
    return true;
  };
  const Result<bool> stored = co_await run<bool>(store);
  if (!stored) co_return stored.error();
  co_return client_.orders().parameters(outcome.done().prepay_id);
}

PayDesk::Awaitable<Result<PayDesk::Answer>> PayDesk::ask(std::string order_public_id) {
  const std::string number = out_trade_no_of(order_public_id);
  const wechat::PayOutcome<wechat::Payment> outcome = co_await client_.orders().query(number);
  if (has_no_such_number(outcome)) co_return Answer::unknown_number;
  if (!outcome.is_done()) co_return error_of(outcome);
  const wechat::Payment& payment = outcome.done();
  switch (payment.state) {
    case wechat::TradeState::success:
    case wechat::TradeState::refund: {
      const Result<Answer> answer = co_await record(order_public_id, payment);
      co_return answer;
    }
    case wechat::TradeState::closed:
    case wechat::TradeState::revoked:
      co_return Answer::closed;
    case wechat::TradeState::not_paid:
    case wechat::TradeState::user_paying:
    case wechat::TradeState::pay_error:
      co_return Answer::unpaid;
  }
  co_return Answer::unpaid;
}

PayDesk::Awaitable<Result<PayDesk::Answer>> PayDesk::record(std::string order_public_id,
                                                            wechat::Payment payment) {
  flows::RecordPayment report;
  report.out_trade_no = payment.out_trade_no;
  report.transaction_id = payment.transaction_id;
  report.appid = payment.appid;
  report.mchid = payment.mchid;
  report.currency = payment.currency;
  if (payment.openid) report.payer_index = sealer_.blind_index("openid", payment.openid->reveal());
  report.amount_fen = payment.total.value_or(Fen{});
  report.paid_at = payment.success_time.value_or(clock_.now());
  report.our_appid = merchant().appid;
  report.our_mchid = merchant().mchid;
  report.terms = terms_;
  std::function<Result<flows::PaymentEffect>(db::Tx&)> story = [&](db::Tx& tx) {
    return flows::record_payment(tx, report, clock_.now());
  };
  const Result<flows::PaymentEffect> effect = co_await run<flows::PaymentEffect>(story);
  if (!effect) co_return effect.error();
  if (!flows::is_alarming(*effect)) co_return Answer::paid;
  raise_order_alarm(flows::to_word(*effect), order_public_id);
  co_return Answer::suspended;
}

PayDesk::Awaitable<Result<PayDesk::Answer>> PayDesk::close(std::string order_public_id) {
  const std::string number = out_trade_no_of(order_public_id);
  const wechat::PayOutcome<wechat::PayAccepted> outcome = co_await client_.orders().close(number);
  if (!outcome.is_done()) {
    log::info("order.close_refused", {{"order", order_public_id}, {"code", error_of(outcome).code()}});
  }
  // Whatever the answer was: a payment under way may have been faster, and only a query tells.
  const Result<Answer> answer = co_await ask(order_public_id);
  if (!answer || *answer == Answer::paid) co_return answer;
  if (*answer == Answer::unpaid) co_return wechat::kPayOutcomeUnknown;
  const flows::CloseOrder command{order_public_id, {}};
  std::function<Result<Order>(db::Tx&)> story = [&](db::Tx& tx) {
    return flows::close_order(tx, command, clock_.now());
  };
  const Result<Order> closed = co_await run<Order>(story);
  if (!closed && !closed.refused_with(kOrderStateConflict)) co_return closed.error();
  co_return answer;
}

// A refund that is to be sent or asked about.
struct PayDesk::OpenRefund {
  OrderRefund refund;
  Order order;
  bool may_be_sent;
  std::chrono::steady_clock::time_point send_before;
};

PayDesk::Awaitable<Done> PayDesk::settle_refund(db::DueRefund due) {
  const auto send_before = clock_.steady() + kRefundSendWithin;
  std::function<Result<OpenRefund>(db::Tx&)> look = [&](db::Tx& tx) -> Result<OpenRefund> {
    const auto refund = db::find_refund(tx, due.id);
    if (!refund || is_final(refund->state)) return kRefundNotFound;
    return OpenRefund{*refund, *db::find_order(tx, refund->order_id), flows::may_send_refund(tx, refund->id),
                      send_before};
  };
  const Result<OpenRefund> open = co_await run<OpenRefund>(look);
  if (!open) co_return open.error();
  const bool may_have_been_sent = due.attempts > 0 || open->refund.state != RefundState::requested;
  if (may_have_been_sent || !open->may_be_sent) {
    const Result<bool> is_known = co_await ask_about_refund(*open);
    if (!is_known) co_return is_known.error();
    if (*is_known || !open->may_be_sent) co_return Done{};
  }
  const Done sent = co_await send_refund(*open);
  co_return sent;
}

PayDesk::Awaitable<Result<bool>> PayDesk::ask_about_refund(const OpenRefund& open) {
  const Instant asked_at = clock_.now();
  const std::string number = open.refund.refund_no;
  const wechat::PayOutcome<wechat::Refund> found = co_await client_.refunds().query(number);
  if (found.is_done()) {
    const wechat::Refund& answer = found.done();
    const Done recorded = co_await record_refund(answer, open.order.public_id);
    if (!recorded) co_return recorded.error();
    co_return true;
  }
  if (!found.refused_with("RESOURCE_NOT_EXISTS")) co_return error_of(found);
  if (!open.may_be_sent) {
    std::function<Result<bool>(db::Tx&)> note = [&](db::Tx& tx) -> Result<bool> {
      flows::note_refund_absent(tx, open.refund.id, asked_at);
      return true;
    };
    const Result<bool> noted = co_await run<bool>(note);
    if (!noted) co_return noted.error();
  }
  co_return false;
}

PayDesk::Awaitable<Done> PayDesk::send_refund(const OpenRefund& open) {
  wechat::RefundRequest request;
  request.out_refund_no = open.refund.refund_no;
  request.out_trade_no = out_trade_no_of(open.order.public_id);
  request.refund = open.refund.amount_fen;
  request.total = open.order.total_fen;
  request.reason = open.refund.reason;
  request.notify_url = client_.options().refund_notify_url;
  const wechat::PayOutcome<wechat::Refund> sent =
      co_await client_.refunds().create(request, open.send_before);
  if (sent.is_done()) {
    const wechat::Refund& answer = sent.done();
    const Done recorded = co_await record_refund(answer, open.order.public_id);
    co_return recorded;
  }
  const Error error = error_of(sent);
  const std::string code = sent.refusal() != nullptr ? sent.refusal()->code : std::string(error.code());
  log::warning("order.refund_not_sent", {{"refund", open.refund.public_id}, {"code", code}});
  if (sent.refusal() != nullptr) {
    std::function<Result<bool>(db::Tx&)> note = [&](db::Tx& tx) -> Result<bool> {
      db::note_refund_refusal(tx, open.refund.id, code);
      return true;
    };
    const Result<bool> noted = co_await run<bool>(note);
    if (!noted) co_return noted.error();
  }
  co_return error;
}

PayDesk::Awaitable<Done> PayDesk::record_refund(wechat::Refund refund, std::string order_public_id) {
  flows::RecordRefund report;
  report.source = kMiniProgramSource;
  report.external_no = order_public_id;
  report.refund_no = refund.out_refund_no;
  report.state = state_of(refund.state);
  report.amount_fen = refund.refund;
  report.channel_refund_id = refund.refund_id;
  report.happened_at = refund.success_time.value_or(clock_.now());
  report.terms = terms_;
  std::function<Result<flows::RefundEffect>(db::Tx&)> story = [&](db::Tx& tx) {
    return flows::record_refund(tx, report, clock_.now());
  };
  const Result<flows::RefundEffect> effect = co_await run<flows::RefundEffect>(story);
  if (!effect) co_return effect.error();
  if (flows::is_alarming(*effect)) raise_order_alarm(flows::to_word(*effect), order_public_id);
  co_return Done{};
}

PayDesk::Awaitable<Result<wechat::PayNotice>> PayDesk::receive(wechat::HttpHeaders headers,
                                                               std::string body) {
  Result<wechat::PayNotice> notice = co_await client_.receiver().receive(std::move(headers), std::move(body));
  co_return notice;
}

PayDesk::Awaitable<void> PayDesk::keep_keys_fresh() { co_await client_.keys().keep_fresh(); }

RefundState state_of(wechat::RefundState state) {
  switch (state) {
    case wechat::RefundState::processing:
      return RefundState::processing;
    case wechat::RefundState::success:
      return RefundState::succeeded;
    case wechat::RefundState::closed:
      return RefundState::closed;
    case wechat::RefundState::abnormal:
      return RefundState::abnormal;
  }
  return RefundState::processing;
}

}  // namespace fenrun::server
