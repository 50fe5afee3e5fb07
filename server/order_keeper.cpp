#include "server/order_keeper.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <set>
#include <string_view>
#include <utility>

#include "base/age.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "db/mysql/loggable.hpp"
#include "db/order/notify_inbox.hpp"
#include "db/order/order.hpp"
#include "db/order/parked_refund.hpp"
#include "db/order/payment.hpp"
#include "db/order/refund.hpp"
#include "db/order/shipping_upload.hpp"
#include "db/order/suspense.hpp"
#include "flows/order/advance_order.hpp"
#include "flows/order/apply_notice.hpp"
#include "server/await.hpp"
#include "server/order_alarm.hpp"
#include "server/pay_desk.hpp"
#include "server/shipping_desk.hpp"

namespace fenrun::server {
namespace {

constexpr int kBatch = 50;  // of one kind in a round
constexpr std::chrono::seconds kStoryDeadline{10};
constexpr std::chrono::seconds kNoticePause{10};
constexpr std::chrono::seconds kClosePause{30};
constexpr std::chrono::minutes kRefusedPause{10};  // a share in dispute, for instance
constexpr int kTroublesEvery = 30;                 // rounds

// As many of the first as are of different orders: a second refund of one order would be booked behind the
// sheets of the others, where rows are no longer locked in their order.
std::span<const db::DueNotice> of_different_orders(std::span<const db::DueNotice> due) {
  std::set<std::string_view> seen;
  const auto end = std::ranges::find_if_not(
      due, [&](const db::DueNotice& one) { return seen.insert(one.notice.out_trade_no).second; });
  return due.first(static_cast<std::size_t>(end - due.begin()));
}

struct Troubles {
  std::int64_t abnormal_refunds = 0;
  db::Waiting unended_refunds;
  db::Waiting parked_refunds;
  db::Waiting suspense;
};

Troubles count_troubles(db::Tx& tx) {
  return {db::count_abnormal_refunds(tx), db::count_unended_refunds(tx), db::count_parked_refunds(tx),
          db::count_open_suspense(tx)};
}

void show_counts(const Troubles& troubles, Instant now) {
  metrics::gauge("fenrun_refunds_abnormal", "Refunds that WeChat cannot pay out: a person must act.")
      .set(static_cast<double>(troubles.abnormal_refunds));
  metrics::gauge("fenrun_refunds_unended", "Refunds that were asked of WeChat and have not ended.")
      .set(static_cast<double>(troubles.unended_refunds.count));
  metrics::gauge("fenrun_refunds_unended_oldest_seconds", "How long ago the oldest of them was asked.")
      .set(seconds_since(troubles.unended_refunds.oldest, now));
  metrics::gauge("fenrun_refunds_parked", "Refunds that wait for their order, or for its payment.")
      .set(static_cast<double>(troubles.parked_refunds.count));
  metrics::gauge("fenrun_refunds_parked_oldest_seconds", "How long the oldest of them has waited.")
      .set(seconds_since(troubles.parked_refunds.oldest, now));
  metrics::gauge("fenrun_order_suspense_open",
                 "Reports of money that fit no order and that nobody has closed.")
      .set(static_cast<double>(troubles.suspense.count));
  metrics::gauge("fenrun_order_suspense_oldest_seconds", "How long the oldest of them has been open.")
      .set(seconds_since(troubles.suspense.oldest, now));
}

}  // namespace

OrderKeeper::OrderKeeper(db::Database& database, const Clock& clock, PayDesk* pay, ShippingDesk& shipping,
                         OrderTerms terms, std::chrono::milliseconds interval)
    : database_(database),
      clock_(clock),
      pay_(pay),
      shipping_(shipping),
      terms_(std::move(terms)),
      interval_(interval) {
  boost::asio::co_spawn(context_, work(), [](const std::exception_ptr& failure) {
    if (failure) std::rethrow_exception(failure);
  });
  thread_ = std::thread([this] { context_.run(); });
}

OrderKeeper::~OrderKeeper() { stop(); }

void OrderKeeper::ring() {
  boost::asio::post(context_, [this] {
    is_rung_ = true;
    bell_.cancel();
  });
}

void OrderKeeper::stop() {
  is_stopping_ = true;
  ring();
  if (thread_.joinable()) thread_.join();
}

template <class T>
OrderKeeper::Awaitable<Result<T>> OrderKeeper::run(std::function<Result<T>(db::Tx&)> story) {
  const auto deadline = clock_.steady() + kStoryDeadline;
  Result<T> result = co_await on_database<T>(database_, db::Lane::pool, deadline, std::move(story));
  co_return result;
}

OrderKeeper::Awaitable<void> OrderKeeper::work() {
  const std::function<Awaitable<void>()> keys = [this] { return keep_keys(); };
  const std::function<Awaitable<void>()> notices = [this] { return apply_notices(); };
  const std::function<Awaitable<void>()> payments = [this] { return ask_about_payments(); };
  const std::function<Awaitable<void>()> refunds = [this] { return settle_refunds(); };
  const std::function<Awaitable<void>()> shipments = [this] { return upload_shipments(); };
  const std::function<Awaitable<void>()> steps = [this] { return take_due_steps(); };
  const std::function<Awaitable<void>()> troubles = [this] { return show_troubles(); };
  while (!is_stopping_) {
    co_await rest();
    if (is_stopping_) co_return;
    if (pay_ != nullptr) {
      co_await attempt("keys", keys);
      co_await attempt("notices", notices);
      co_await attempt("payments", payments);
      co_await attempt("refunds", refunds);
    }
    co_await attempt("shipments", shipments);
    co_await attempt("steps", steps);
    co_await attempt("troubles", troubles);
  }
}

OrderKeeper::Awaitable<void> OrderKeeper::rest() {
  if (!is_rung_) {
    bell_.expires_after(interval_);
    boost::system::error_code ignored;
    co_await bell_.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, ignored));
  }
  is_rung_ = false;
}

OrderKeeper::Awaitable<void> OrderKeeper::attempt(std::string_view name,
                                                  const std::function<Awaitable<void>()>& step) {
  std::string failure;
  try {
    co_await step();
  } catch (const std::exception& thrown) {
    failure = db::loggable(thrown);
  }
  if (!failure.empty()) log::error("order_keeper.failed", {{"step", name}, {"what", failure}});
}

OrderKeeper::Awaitable<void> OrderKeeper::keep_keys() { co_await pay_->keep_keys_fresh(); }

OrderKeeper::Awaitable<void> OrderKeeper::apply_notices() {
  using Due = std::vector<db::DueNotice>;
  std::function<Result<Due>(db::Tx&)> list = [this](db::Tx& tx) -> Result<Due> {
    return db::due_notices(tx, clock_.now(), kBatch);
  };
  const Result<Due> due = co_await run<Due>(list);
  if (!due) co_return;
  Due notices = *due;
  const auto refunds = std::stable_partition(notices.begin(), notices.end(), [](const db::DueNotice& one) {
    return one.notice.kind == db::NoticeKind::payment;
  });
  const std::span<const db::DueNotice> all(notices);
  const auto payments = static_cast<std::size_t>(refunds - notices.begin());
  const auto paid = all.first(payments);
  bool has_database = co_await apply_kind(paid);
  for (auto refunded = all.subspan(payments); has_database && !refunded.empty();) {
    const auto part = of_different_orders(refunded);
    refunded = refunded.subspan(part.size());
    has_database = co_await apply_kind(part);
  }
}

// When one of them fails, or its order is busy, it keeps none of the others.
OrderKeeper::Awaitable<bool> OrderKeeper::apply_kind(std::span<const db::DueNotice> due) {
  if (due.size() > 1) {
    const Applied together = co_await apply(due);
    if (together == Applied::no_database) co_return false;
    if (together == Applied::done) co_return true;
  }
  for (const db::DueNotice& one : due) {
    if (is_stopping_) co_return true;
    const bool has_database = co_await apply_alone(one);
    if (!has_database) co_return false;
  }
  co_return true;
}

OrderKeeper::Awaitable<bool> OrderKeeper::apply_alone(const db::DueNotice& due) {
  const std::span<const db::DueNotice> by_itself(&due, 1);
  const Applied alone = co_await apply(by_itself);
  if (alone == Applied::no_database) co_return false;
  if (alone == Applied::done) co_return true;
  std::function<Result<bool>(db::Tx&)> postpone = [&](db::Tx& tx) -> Result<bool> {
    db::postpone_notice(tx, due.id, clock_.now() + kNoticePause * (due.attempts + 1));
    return true;
  };
  const Result<bool> postponed = co_await run<bool>(postpone);
  co_return postponed.has_value();
}

OrderKeeper::Awaitable<OrderKeeper::Applied> OrderKeeper::apply(std::span<const db::DueNotice> due) {
  using Outcomes = std::vector<flows::AppliedNotice>;
  const flows::ApplyNotices command{due, pay_->merchant().appid, pay_->merchant().mchid, terms_};
  std::function<Result<Outcomes>(db::Tx&)> story = [&](db::Tx& tx) -> Result<Outcomes> {
    return flows::apply_notices(tx, command, clock_.now());
  };
  std::string failure;
  try {
    const Result<Outcomes> outcomes = co_await run<Outcomes>(story);
    if (!outcomes) {
      co_return outcomes.error() == kUnavailable ? Applied::no_database : Applied::busy;
    }
    for (std::size_t i = 0; i < due.size(); ++i) {
      const flows::AppliedNotice& applied = (*outcomes)[i];
      if (applied.is_alarming) raise_order_alarm(applied.outcome, due[i].notice.out_trade_no);
    }
  } catch (const std::exception& thrown) {
    failure = db::loggable(thrown);
  }
  if (failure.empty()) co_return Applied::done;
  log::error("order_keeper.notice_failed",
             {{"notice", due.front().id}, {"of", due.size()}, {"what", failure}});
  co_return Applied::failed;
}

OrderKeeper::Awaitable<void> OrderKeeper::ask_about_payments() {
  using Numbers = std::vector<std::string>;
  std::function<Result<Numbers>(db::Tx&)> take = [this](db::Tx& tx) -> Result<Numbers> {
    Numbers numbers;
    const Instant now = clock_.now();
    for (const db::Prepay& prepay : db::take_due_prepays(tx, now, kBatch)) {
      db::plan_query(tx, prepay.order_id, now + pause_before_question(prepay.queries + 1));
      numbers.push_back(db::find_order(tx, prepay.order_id)->public_id);
    }
    return numbers;
  };
  const Result<Numbers> due = co_await run<Numbers>(take);
  if (!due) co_return;
  for (const std::string& public_id : *due) {
    if (is_stopping_) co_return;
    const Result<PayDesk::Answer> answer = co_await pay_->ask(public_id);
    if (!answer) log::info("order_keeper.no_answer", {{"order", public_id}, {"code", answer.error().code()}});
  }
}

OrderKeeper::Awaitable<void> OrderKeeper::settle_refunds() {
  using Due = std::vector<db::DueRefund>;
  std::function<Result<Due>(db::Tx&)> take = [this](db::Tx& tx) -> Result<Due> {
    const Instant now = clock_.now();
    auto due = db::take_due_refunds(tx, now, kBatch);
    for (const db::DueRefund& one : due) {
      db::plan_refund(tx, one.id, now + pause_before_question(one.attempts));
    }
    return due;
  };
  const Result<Due> due = co_await run<Due>(take);
  if (!due) co_return;
  for (const db::DueRefund& one : *due) {
    if (is_stopping_) co_return;
    const Done settled = co_await pay_->settle_refund(one);
    if (!settled)
      log::info("order_keeper.refund_waits", {{"refund", one.id.value}, {"code", settled.error().code()}});
  }
}

OrderKeeper::Awaitable<void> OrderKeeper::upload_shipments() {
  using Due = std::vector<ShippingUploadTask>;
  std::function<Result<Due>(db::Tx&)> take = [this](db::Tx& tx) -> Result<Due> {
    const Instant now = clock_.now();
    auto due = db::take_due_shipping_uploads(tx, now, kBatch);
    for (const ShippingUploadTask& one : due) {
      db::plan_shipping_upload(tx, one.order_id, now + pause_before_question(one.attempts));
    }
    return due;
  };
  const Result<Due> due = co_await run<Due>(take);
  if (!due) co_return;
  for (const ShippingUploadTask& one : *due) {
    if (is_stopping_) co_return;
    const Done told = co_await shipping_.upload(one);
    if (!told)
      log::info("order_keeper.shipping_waits",
                {{"order", one.order_id.value}, {"code", told.error().code()}});
  }
}

OrderKeeper::Awaitable<void> OrderKeeper::take_due_steps() {
  using Due = std::vector<OrderId>;
  std::function<Result<Due>(db::Tx&)> list = [this](db::Tx& tx) -> Result<Due> {
    return db::due_orders(tx, clock_.now(), kBatch);
  };
  const Result<Due> due = co_await run<Due>(list);
  if (!due) co_return;
  for (const OrderId id : *due) {
    if (is_stopping_) co_return;
    std::string failure;
    try {
      const Done taken = co_await take_due_step(id);
      if (taken) continue;
      if (taken.error() == kUnavailable) co_return;
      failure = taken.error().code();
    } catch (const std::exception& thrown) {
      failure = db::loggable(thrown);
    }
    log::warning("order_keeper.step_failed", {{"order", id.value}, {"what", failure}});
    std::function<Result<bool>(db::Tx&)> postpone = [&](db::Tx& tx) -> Result<bool> {
      db::postpone_order(tx, id, clock_.now() + kRefusedPause);
      return true;
    };
    const Result<bool> postponed = co_await run<bool>(postpone);
    if (!postponed) co_return;
  }
}

OrderKeeper::Awaitable<Done> OrderKeeper::take_due_step(OrderId id) {
  std::string public_id;
  const flows::TakeDueStep command{id, terms_};
  std::function<Result<flows::DueStep>(db::Tx&)> story = [&](db::Tx& tx) -> Result<flows::DueStep> {
    auto step = flows::take_due_step(tx, command, clock_.now());
    if (step && *step == flows::DueStep::ask_wechat) {
      public_id = db::find_order(tx, id)->public_id;
      db::postpone_order(tx, id, clock_.now() + kClosePause);
    }
    return step;
  };
  const Result<flows::DueStep> step = co_await run<flows::DueStep>(story);
  if (!step) co_return step.error();
  if (*step != flows::DueStep::ask_wechat || pay_ == nullptr) co_return Done{};
  const Result<PayDesk::Answer> closed = co_await pay_->close(public_id);
  if (!closed) log::info("order_keeper.not_closed", {{"order", public_id}, {"code", closed.error().code()}});
  co_return Done{};
}

OrderKeeper::Awaitable<void> OrderKeeper::show_troubles() {
  if (clock_.steady() < next_troubles_) co_return;
  std::function<Result<Troubles>(db::Tx&)> count = [](db::Tx& tx) -> Result<Troubles> {
    return count_troubles(tx);
  };
  const Result<Troubles> troubles = co_await run<Troubles>(count);
  if (!troubles) co_return;
  show_counts(*troubles, clock_.now());
  next_troubles_ = clock_.steady() + kTroublesEvery * interval_;
}

}  // namespace fenrun::server
