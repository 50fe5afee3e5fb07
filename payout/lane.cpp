#include "payout/lane.hpp"

#include <thread>

#include "base/log.hpp"
#include "db/mysql/loggable.hpp"
#include "db/payout/fuse.hpp"
#include "db/withdrawal/withdrawal.hpp"
#include "flows/payout/apply_transfer_notice.hpp"
#include "flows/payout/blow_payout_fuse.hpp"
#include "flows/payout/hint_payout.hpp"
#include "flows/payout/prepare_payout.hpp"
#include "flows/payout/resolve_payout.hpp"
#include "flows/withdrawal/decide_withdrawal.hpp"
#include "flows/withdrawal/end_withdrawal.hpp"
#include "payout/bills.hpp"
#include "payout/receipts.hpp"
#include "payout/vitals.hpp"
#include "wechat/http/ask.hpp"

namespace fenrun::payout {
namespace {

constexpr int kPrepareBatch = 20;
constexpr int kNoticeBatch = 50;
constexpr int kResolutionBatch = 20;
constexpr int kExpireBatch = 50;
constexpr int kRecordTries = 3;
// From the first on somebody must look; from the second on signatures and time-outs are worthless.
constexpr std::chrono::seconds kClockOffAlarm{30};
constexpr std::chrono::seconds kClockOffMax{120};

bool is_clock_wrong(const std::optional<std::chrono::seconds>& offset) {
  return offset && std::chrono::abs(*offset) >= kClockOffMax;
}

void log_step(const flows::ClaimedPayout& claimed, const Translated& said) {
  log::info("payout.step", {{"number", claimed.payout.number},
                            {"step", std::string(db::to_word(claimed.step))},
                            {"fence", claimed.payout.fence},
                            {"outcome", said.outcome}});
}

}  // namespace

bool Lane::work_once() { return pay_once() || take_receipt(); }

bool Lane::pay_once() {
  const bool has_notices = apply_notices();
  const bool has_resolutions = apply_resolutions();
  const bool has_hints = follow_hints();
  const bool has_intents = prepare();
  const bool has_step = take_step();
  return has_notices || has_resolutions || has_hints || has_intents || has_step;
}

bool Lane::apply_notices() {
  for (int i = 0; i < kNoticeBatch; ++i) {
    const int random = permille();
    const auto applied = connection_.transact(
        [&](db::Tx& tx) { return flows::apply_transfer_notice(tx, random, tools_.clock.now()); });
    if (!*applied) return i > 0;
    const flows::AppliedTransfer& one = **applied;
    if (one.is_alarming) {
      log::error("payout.notice_alarm", {{"number", one.number}, {"outcome", std::string(one.outcome)}});
    }
    tools_.mark("notice_applied");
  }
  return true;
}

bool Lane::apply_resolutions() {
  for (int i = 0; i < kResolutionBatch; ++i) {
    const auto applied = connection_.transact(
        [&](db::Tx& tx) { return flows::apply_resolution(tx, tools_.keys, tools_.clock.now()); });
    if (!*applied) return i > 0;
    const PayoutResolution& one = **applied;
    log::warning("payout.resolved", {{"number", one.number},
                                     {"action", std::string(to_word(one.action))},
                                     {"state", std::string(to_word(one.state))},
                                     {"outcome", one.outcome}});
  }
  return true;
}

bool Lane::follow_hints() {
  const auto taken =
      connection_.transact([&](db::Tx& tx) { return flows::follow_hints(tx, tools_.clock.now()); });
  return *taken > 0;
}

// The fuse is down before the mark is lowered: a crash between them blows it once more, which does no harm.
void Lane::look_back() {
  if (tools_.watermark == nullptr) return;
  Watermark& watermark = *tools_.watermark;
  const auto newest = connection_.transact([&](db::Tx& tx) -> Result<std::int64_t> {
    const std::int64_t found = db::newest_payout_id(tx).value;
    if (watermark.is_above(found)) {
      flows::blow_payout_fuse(tx, flows::kWorkerActor,
                              "the database has forgotten transfers: was it restored?", tools_.clock.now());
    }
    return found;
  });
  if (watermark.is_above(*newest)) log::error("payout.database_went_back", {{"newest", *newest}});
  watermark.set(*newest);
}

// What cannot be prepared stays in the list: it is passed by until all others had their turn, also where it
// throws.
bool Lane::prepare() {
  const auto approved = connection_.transact([&](db::Tx& tx) -> Result<std::vector<db::ApprovedWithdrawal>> {
    return db::list_approved_withdrawals(tx, last_approved_, kPrepareBatch);
  });
  bool has_made = false;
  for (const db::ApprovedWithdrawal& one : *approved) {
    last_approved_ = one;
    has_made |= prepare_one(one.id);
  }
  const bool was_last = approved->size() < static_cast<std::size_t>(kPrepareBatch);
  if (was_last) {
    last_approved_ = {};
    hindered_.end_round();
  }
  return has_made;
}

void Lane::tell_hindrance(WithdrawalId withdrawal, const std::string& why) {
  if (!hindered_.is_news(withdrawal, why)) return;
  log::info("payout.not_begun", {{"withdrawal", withdrawal.value}, {"why", why}});
}

void Lane::tell_no_body(const Withdrawal& withdrawal, const std::string& problem) {
  if (!hindered_.is_news(withdrawal.id, problem)) return;
  log::error("payout.body_not_made", {{"withdrawal", withdrawal.public_id}, {"what", problem}});
}

bool Lane::prepare_one(WithdrawalId withdrawal) {
  const auto& policy = tools_.rules.approval;
  const auto preparation = connection_.transact([&](db::Tx& tx) {
    return flows::plan_payout(tx, policy, tools_.keys, withdrawal, tools_.clock.now());
  });
  if (!preparation->plan) {
    tell_hindrance(withdrawal, std::string(flows::to_word(preparation->hindrance)));
    return false;
  }
  auto made = make_bodies(*preparation->plan, tools_.pay, tools_.sealer, tools_.options);
  if (!made.bodies) {
    tell_no_body(preparation->plan->withdrawal, made.problem);
    return false;
  }
  tools_.mark("planned");
  const flows::RecordPayout command{*preparation->plan, tools_.pay.merchant().mchid, std::move(*made.bodies)};
  const auto hindrance = connection_.transact(
      [&](db::Tx& tx) { return flows::record_payout(tx, policy, tools_.keys, command, tools_.clock.now()); });
  tools_.mark("intended");
  return *hindrance == flows::PayoutHindrance::none;
}

bool Lane::expire() {
  const auto changed = connection_.transact([&](db::Tx& tx) {
    return flows::expire_withdrawals(tx, tools_.rules, tools_.clock.now(), kExpireBatch);
  });
  return *changed > 0;
}

void Lane::keep_keys() { wechat::ask(context_, tools_.pay.keys().keep_fresh()); }

void Lane::show_vitals() {
  const auto backlog = connection_.transact(
      [](db::Tx& tx) -> Result<db::PayoutBacklog> { return db::count_payout_backlog(tx); });
  show_backlog(*backlog, tools_.clock.now());
  show_posting(tools_.governor.may_post() && !is_clock_wrong(tools_.pay.clock_offset()));
}

// An offset that nobody knows stops nothing: beyond five minutes WeChat refuses what we sign.
bool Lane::may_post() {
  const auto offset = tools_.pay.clock_offset();
  const auto size = std::chrono::abs(offset.value_or(std::chrono::seconds(0)));
  if (is_clock_wrong(offset)) {
    stop_for_clock(*offset);
    return false;
  }
  const bool is_alarming = size >= kClockOffAlarm;
  if (is_alarming && !is_clock_alarming_) log::error("payout.clock_off", {{"offset_s", offset->count()}});
  is_clock_alarming_ = is_alarming;
  return tools_.governor.may_post();
}

void Lane::stop_for_clock(std::chrono::seconds offset) {
  const auto blown = connection_.transact([&](db::Tx& tx) -> Result<bool> {
    if (db::find_fuse(tx).is_blown) return false;
    flows::blow_payout_fuse(tx, flows::kWorkerActor, "the clock is wrong", tools_.clock.now());
    return true;
  });
  if (*blown) log::error("payout.clock_wrong", {{"offset_s", offset.count()}});
}

std::optional<flows::ClaimedPayout> Lane::claim(bool& is_busy) {
  const auto& ours = tools_.pay.merchant();
  const flows::ClaimOptions options{may_post(), kPayoutLease, {ours.mchid, ours.appid}};
  auto claim = connection_.transact([&](db::Tx& tx) {
    return flows::claim_payout(tx, tools_.rules.approval, tools_.keys, options, tools_.clock.now());
  });
  is_busy = claim->is_busy;
  return std::move(claim->claimed);
}

// The claim is durable before the call begins; the call is made once, whatever it ends with.
bool Lane::take_step() {
  bool is_busy = false;
  const auto claimed = claim(is_busy);
  if (!claimed) return is_busy;
  tools_.mark("claimed");
  const flows::RecordReply reply = perform(*claimed);
  tools_.mark("called");
  record(reply);
  tools_.mark("recorded");
  return true;
}

bool Lane::take_receipt() {
  const auto claimed = connection_.transact(
      [&](db::Tx& tx) { return flows::claim_receipt(tx, tools_.receipt_lease, tools_.clock.now()); });
  if (!*claimed) return false;
  const PayoutReceipt& receipt = **claimed;
  tools_.mark("receipt_claimed");
  const ReceiptTools tools{tools_.pay, tools_.sealer, tools_.governor, tools_.clock, context_};
  flows::RecordReceipt turn = take_receipt_turn(tools, receipt);
  turn.random_permille = permille();
  tools_.mark("receipt_called");
  record_turn(receipt, turn);
  tools_.mark("receipt_recorded");
  return true;
}

// If it cannot be written the lease ends, and the next turn asks WeChat again.
void Lane::record_turn(const PayoutReceipt& receipt, const flows::RecordReceipt& turn) {
  const auto recorded =
      connection_.transact([&](db::Tx& tx) { return flows::record_receipt(tx, turn, tools_.clock.now()); });
  if (!*recorded) {
    log::warning("payout.receipt_stale", {{"number", receipt.number}});
    return;
  }
  const PayoutReceipt& after = **recorded;
  count_receipt_turn(after.state);
  const bool is_lost = after.state == PayoutReceiptState::unavailable;
  log::write(is_lost ? log::Level::warning : log::Level::info,
             is_lost ? "payout.receipt_unavailable" : "payout.receipt",
             {{"number", after.number},
              {"state", std::string(to_word(after.state))},
              {"turns", after.turns},
              {"problem", after.problem}});
}

flows::RecordReply Lane::perform(const flows::ClaimedPayout& claimed) {
  const auto claimed_at = tools_.clock.steady();
  flows::RecordReply reply;
  reply.payout = claimed.payout.id;
  reply.fence = claimed.payout.fence;
  reply.random_permille = permille();
  wait_for_token(claimed.step);
  Translated said;
  switch (claimed.step) {
    case PayoutStep::post:
      said = post(claimed, claimed_at, reply.package_sealed);
      break;
    case PayoutStep::query:
      said = translate(wechat::ask(context_, tools_.pay.transfers().query(claimed.payout.number)),
                       claimed.payout, tools_.sealer);
      break;
    case PayoutStep::cancel:
      said = translate(wechat::ask(context_, tools_.pay.transfers().cancel(claimed.payout.number)));
      break;
  }
  if (said.news) {
    tools_.governor.note(claimed.step, claimed.payout.id, said.news->event);
    if (said.news->event == PayoutEvent::rate_limited) {
      tools_.governor.bucket(claimed.step).halve(tools_.clock.steady());
    }
  }
  log_step(claimed, said);
  count_step(claimed.step, said.news ? &*said.news : nullptr);
  reply.news = std::move(said.news);
  reply.outcome = said.outcome;
  reply.note = short_note(std::move(said.note));
  return reply;
}

Translated Lane::post(const flows::ClaimedPayout& claimed, std::chrono::steady_clock::time_point claimed_at,
                      std::string& package_sealed) {
  auto body = open_body(claimed.payout, claimed.body, tools_.sealer);
  // Somebody has touched what was stored: nothing of it is sent.
  if (!body) {
    return {PayoutNews{PayoutEvent::query_differs}, "body_changed",
            "the stored bytes are not what they were"};
  }
  const auto send_before = claimed_at + kSendWithin;
  if (claimed.payout.route != PayoutRoute::confirmed) {
    const auto direct =
        wechat::ask(context_, tools_.pay.authorizations().direct_transfer(std::move(*body), send_before));
    return translate_direct(direct, claimed.payout, tools_.sealer);
  }
  const auto outcome = wechat::ask(context_, tools_.pay.transfers().create(std::move(*body), send_before));
  Translated said = translate(outcome);
  if (said.news && said.news->has_package) {
    package_sealed = seal_package(tools_.sealer, claimed.payout.number, outcome.done().package_info);
  }
  return said;
}

// Repeating it changes nothing: the same message in the state that it led to stays there. If it cannot be
// written the lease ends, and whoever comes next asks WeChat.
void Lane::record(const flows::RecordReply& reply) {
  for (int tries = 1;; ++tries) {
    try {
      const auto recorded = connection_.transact(
          [&](db::Tx& tx) { return flows::record_reply(tx, reply, tools_.clock.now()); });
      if (recorded->is_stale)
        log::warning("payout.stale", {{"payout", reply.payout.value}, {"fence", reply.fence}});
      if (recorded->verdict == PayoutVerdict::contradict) {
        log::error("payout.contradiction", {{"number", recorded->payout.number}, {"outcome", reply.outcome}});
      }
      return;
    } catch (const db::DatabaseError& failure) {
      log::warning("payout.not_recorded", {{"payout", reply.payout.value}, {"what", db::loggable(failure)}});
      if (tries == kRecordTries) throw;
    }
  }
}

void Lane::wait_for_token(PayoutStep step) {
  const auto wait = tools_.governor.bucket(step).take(tools_.clock.steady());
  if (wait.count() > 0) std::this_thread::sleep_for(wait);
}

}  // namespace fenrun::payout
