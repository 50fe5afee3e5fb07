#include "tests/simulation/hand.hpp"

#include <algorithm>

#include "base/crypto/digest.hpp"
#include "flows/payout/apply_transfer_notice.hpp"
#include "flows/payout/blow_payout_fuse.hpp"
#include "flows/payout/prepare_payout.hpp"
#include "flows/payout/resolve_payout.hpp"
#include "flows/withdrawal/decide_withdrawal.hpp"
#include "flows/withdrawal/end_withdrawal.hpp"
#include "tests/simulation/plant.hpp"

namespace fenrun::simulation {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

// As in payout/lane.cpp and payout/worker.cpp.
constexpr int kPrepareBatch = 20;
constexpr int kNoticeBatch = 50;
constexpr int kResolutionBatch = 20;
constexpr int kExpireBatch = 50;
constexpr seconds kClockOffMax{120};
constexpr seconds kUpkeepEvery{30};
constexpr milliseconds kAfterFailure{1000};
constexpr milliseconds kIdleWait{500};

// Rounds that would find nothing are left out: an idle worker sleeps until something is due.
constexpr milliseconds kSleepMax = minutes{30};
constexpr milliseconds kHinderedWait = minutes{2};

PayoutMerchant merchant_here() { return {std::string(kMchid), std::string(kAppid)}; }

db::PayoutBody body_in(const Letter& letter) {
  const std::string body = body_of(letter);
  return {body, std::string(crypto::as_text(crypto::sha256(body))), ""};
}

}  // namespace

Hand::Hand(House& house, Inspector& inspector, int id)
    : house_(house),
      inspector_(inspector),
      name_("worker " + std::to_string(id)),
      governor_(std::make_unique<payout::Governor>(payout::PayoutOptions{})),
      next_upkeep_(house.now) {}

void Hand::note(std::string_view what, std::string_view about) {
  house_.trace.add(house_.now, name_, what, about);
}

void Hand::may_die() {
  if (house_.strikes(FaultKind::worker_dies, 25)) throw ProcessDied{};
}

// Its transaction is gone with it, what it sent is under way, and its lease stays.
void Hand::die() {
  note("dies");
  ++life_;
  is_up_ = false;
  known_skew_ = milliseconds{0};
  is_calling_ = false;
  last_approved_ = {};
  governor_ = std::make_unique<payout::Governor>(payout::PayoutOptions{});
  look_again(house_.dice.wait(seconds{1}, seconds{90}));
}

void Hand::look_again(milliseconds wait) {
  next_look_ = house_.now + wait;
  const std::int64_t look = ++looks_;
  house_.after(wait, [this, look] {
    if (look != looks_) return;
    next_look_.reset();
    turn();
  });
}

void Hand::ring() {
  if (is_calling_) return;
  const milliseconds wait = house_.dice.wait(milliseconds{0}, kIdleWait);
  const bool is_soon = next_look_ && *next_look_ <= house_.now + kIdleWait;
  // A process that is down hears nothing: its next look is its start.
  if (!is_soon && is_up_) look_again(wait);
}

void Hand::turn() {
  if (is_calling_) return;
  is_up_ = true;
  if (house_.strikes(FaultKind::clock_leaps, 3)) {
    skew_ = milliseconds(house_.dice.between(-200'000, 200'000));
    note("clock_leaps", std::to_string(skew_.count()));
  }
  try {
    const bool was_busy = work();
    if (!is_calling_) look_again(was_busy ? milliseconds{1} : std::max(kIdleWait, time_to_next()));
  } catch (const ProcessDied&) {
    die();
  } catch (const db::DatabaseError& failure) {
    note("round_failed", failure.what());
    look_again(kAfterFailure);
  }
}

bool Hand::work() {
  if (house_.now >= next_upkeep_) {
    next_upkeep_ = house_.now + kUpkeepEvery;
    expire();
  }
  const bool has_notices = apply_notices();
  const bool has_resolutions = apply_resolutions();
  const bool has_intents = prepare();
  const bool has_step = take_step();
  return has_notices || has_resolutions || has_intents || has_step;
}

bool Hand::apply_notices() {
  for (int i = 0; i < kNoticeBatch; ++i) {
    const auto random = static_cast<int>(house_.dice.below(1000));
    const auto applied = story([&](db::Tx& tx) { return flows::apply_transfer_notice(tx, random, now()); });
    if (!*applied) return i > 0;
    note("notice", (*applied)->number + " " + std::string((*applied)->outcome));
    may_die();
  }
  return true;
}

bool Hand::apply_resolutions() {
  for (int i = 0; i < kResolutionBatch; ++i) {
    const auto applied = story([&](db::Tx& tx) { return flows::apply_resolution(tx, house_.keys, now()); });
    if (!*applied) return i > 0;
    note("resolution", (*applied)->number + " " + (*applied)->outcome);
  }
  return true;
}

bool Hand::prepare() {
  const auto approved = story([&](db::Tx& tx) -> Result<std::vector<db::ApprovedWithdrawal>> {
    return db::list_approved_withdrawals(tx, last_approved_, kPrepareBatch);
  });
  bool has_made = false;
  for (const db::ApprovedWithdrawal& one : *approved) {
    last_approved_ = one;
    has_made |= prepare_one(one.id);
  }
  if (approved->size() < static_cast<std::size_t>(kPrepareBatch)) last_approved_ = {};
  return has_made;
}

// The openid is not sealed here; the body is the letter in plain words.
bool Hand::prepare_one(WithdrawalId withdrawal) {
  const auto& policy = house_.rules.approval;
  const auto preparation =
      story([&](db::Tx& tx) { return flows::plan_payout(tx, policy, house_.keys, withdrawal, now()); });
  note("plans", flows::to_word(preparation->hindrance));
  if (!preparation->plan) return false;
  const flows::PayoutPlan& plan = *preparation->plan;
  const std::string& openid = plan.withdrawal.payee.openid_sealed;
  if (house_.sealer.blind_index("openid", openid) != plan.withdrawal.payee.openid_index) return false;
  Letter letter{plan.number, openid, plan.withdrawal.amounts.net.value};
  db::PayoutBodies bodies{body_in(letter)};
  if (plan.authorization) {
    letter.authorization = plan.authorization->number;
    bodies.direct = body_in(letter);
  }
  may_die();
  const flows::RecordPayout command{plan, std::string(kMchid), std::move(bodies)};
  const auto hindrance =
      story([&](db::Tx& tx) { return flows::record_payout(tx, policy, house_.keys, command, now()); });
  note("intends", flows::to_word(*hindrance));
  house_.ring();
  may_die();
  return *hindrance == flows::PayoutHindrance::none;
}

void Hand::expire() {
  const auto expired =
      story([&](db::Tx& tx) { return flows::expire_withdrawals(tx, house_.rules, now(), kExpireBatch); });
  if (*expired > 0) note("expires", std::to_string(*expired));
}

bool Hand::may_post() {
  if (abs(known_skew_) > kClockOffMax) {
    ++house_.witness.fuse_causes;
    const auto blown = story([&](db::Tx& tx) -> Result<bool> {
      if (db::find_fuse(tx).is_blown) return false;
      flows::blow_payout_fuse(tx, flows::kWorkerActor, "the clock is wrong", now());
      return true;
    });
    if (*blown) note("stops_for_clock");
  }
  return governor_->may_post();
}

// By the rows as they are: the next step, lease, notice or decision; what is hindered is looked at again
// soon.
milliseconds Hand::time_to_next() const {
  std::optional<Instant> next;
  const auto take = [&](Instant at) { next = next ? std::min(*next, at) : at; };
  for (const auto& [id, row] : house_.rows.payouts.all()) {
    if (!row.payout.due_at) continue;
    const Instant due = *row.payout.due_at - skew_;
    take(row.lease_until ? std::max(due, *row.lease_until + milliseconds{1}) : due);
  }
  for (const auto& [id, row] : house_.rows.notices.all()) {
    if (row.due_at) take(*row.due_at - skew_);
  }
  for (const auto& [id, row] : house_.rows.resolutions.all()) {
    if (row.state == ResolutionState::confirmed) take(house_.now);
  }
  for (const auto& [id, row] : house_.rows.withdrawals.all()) {
    if (row.withdrawal.state == WithdrawalState::approved) take(house_.now + kHinderedWait);
  }
  if (!next) return kSleepMax;
  // What is due and was not taken is held back by something: lock, fuse, breaker.
  if (*next <= house_.now) return seconds{20};
  return std::min(kSleepMax, std::chrono::ceil<milliseconds>(*next - house_.now));
}

bool Hand::take_step() {
  if (is_planted(Plant::call_before_commit)) call_before_commit();
  const bool was_fuse_blown = house_.rows.the_fuse().is_blown;
  const bool was_breaker_open = house_.rows.breaker.find(1)->is_open;
  const flows::ClaimOptions options{may_post(), kPayoutLease, merchant_here()};
  auto claim = story([&](db::Tx& tx) {
    return flows::claim_payout(tx, house_.rules.approval, house_.keys, options, now());
  });
  if (!claim->claimed) return claim->is_busy;
  const Call call{*claim->claimed, house_.now, life_};
  note("claims", call.claimed.payout.number + " step " + std::to_string(static_cast<int>(call.claimed.step)) +
                     " fence " + std::to_string(call.claimed.payout.fence));
  inspector_.see_claim(call.claimed, was_fuse_blown, was_breaker_open);
  is_calling_ = true;
  may_die();
  milliseconds wait = governor_->bucket(call.claimed.step).take(steady());
  if (house_.strikes(FaultKind::worker_freezes, 30)) wait += house_.dice.wait(seconds{1}, seconds{90});
  house_.after(wait, [this, call] {
    if (call.life == life_) send(call);
  });
  return true;
}

// The claim is drawn up, the call goes out, and only then the claim is made.
void Hand::call_before_commit() {
  house_.rows.begin({});
  const flows::ClaimOptions options{true, kPayoutLease, merchant_here()};
  const auto claim = flows::claim_payout(tx_here(), house_.rules.approval, house_.keys, options, now());
  house_.rows.roll_back();
  if (!claim->claimed || claim->claimed->step != PayoutStep::post) return;
  inspector_.see_post(*claim->claimed, letter_in(claim->claimed->payout.number, claim->claimed->body.sealed),
                      house_.now);
}

}  // namespace fenrun::simulation
