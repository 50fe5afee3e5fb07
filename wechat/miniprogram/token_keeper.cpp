#include "wechat/miniprogram/token_keeper.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "wechat/miniprogram/errors.hpp"

namespace fenrun::wechat {

namespace asio = boost::asio;
using Time = std::chrono::steady_clock::time_point;

namespace {

// A coroutine that waits for another's fetch. Its frame owns it, so that it dies with its context.
struct Waiter {
  explicit Waiter(const asio::any_io_executor& on) : executor(on), timer(on) {}
  asio::any_io_executor executor;
  asio::steady_timer timer;
  bool is_woken = false;
};

}  // namespace

struct TokenKeeperState {
  TokenKeeperState(TokenKeeper::Fetch given, const Clock& time) : fetch(std::move(given)), clock(time) {}

  const TokenKeeper::Fetch fetch;
  const Clock& clock;

  std::mutex mutex;  // guards what follows; never held across a co_await
  SecretText token;
  Time refresh_from{};
  Time valid_until{};
  bool is_fetching = false;
  // How the last fetch ended, for those who waited for it and those who come within the pause after a
  // failure.
  std::optional<Error> failure;
  bool is_failure_of_replacement = false;
  Time pause_until{};
  std::vector<std::weak_ptr<Waiter>> waiters;
  ForceRefreshBudget budget;

  [[nodiscard]] bool has_token(Time now) const { return !token.reveal().empty() && now < valid_until; }
};

namespace {

using KeeperState = std::shared_ptr<TokenKeeperState>;
using Fetched = TokenKeeper::Fetched;

enum class Step { use_token, refuse, wait, fetch };

// Takes the turn to fetch when it says so. `rejected` is empty for a caller that wants any token. The lock is
// held.
Step next_step(TokenKeeperState& state, const SecretText& rejected, Time now) {
  const bool wants_any = rejected.reveal().empty();
  const bool is_pausing = state.failure.has_value() && now < state.pause_until;
  if (state.has_token(now) && state.token.reveal() != rejected.reveal()) {
    const bool is_renewal_due = wants_any && now >= state.refresh_from && !state.is_fetching && !is_pausing;
    if (!is_renewal_due) return Step::use_token;
  } else {
    if (state.is_fetching) return Step::wait;
    // A renewal that failed says nothing about replacing the token it did not replace.
    if (is_pausing && (wants_any || state.is_failure_of_replacement)) return Step::refuse;
  }
  state.is_fetching = true;
  return Step::fetch;
}

// The turn to fetch. If the coroutine is destroyed half-way its turn ends too; those who wait then give up by
// their own time limit, because their contexts may be going away just now.
class Turn {
 public:
  explicit Turn(KeeperState state) : state_(std::move(state)) {}
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;
  ~Turn() {
    if (is_over_) return;
    const std::lock_guard lock(state_->mutex);
    state_->is_fetching = false;
  }

  void end(const Result<Fetched>& outcome, bool is_replacement) {
    const Time now = state_->clock.steady();
    const std::lock_guard lock(state_->mutex);
    is_over_ = true;
    state_->is_fetching = false;
    if (outcome) {
      store(*outcome, now);
    } else {
      state_->failure = outcome.error();
      state_->is_failure_of_replacement = is_replacement;
      state_->pause_until = now + TokenKeeper::kPauseAfterFailure;
    }
    wake_all();
  }

 private:
  void store(const Fetched& fetched, Time now) {
    // stable_token may give a token near its end; then half of what is left is soon enough.
    const auto ahead = TokenKeeper::kRefreshAhead;
    const auto fresh_for = fetched.life > 2 * ahead ? fetched.life - ahead : fetched.life / 2;
    state_->token = fetched.token;
    state_->refresh_from = now + fresh_for;
    state_->valid_until = now + fetched.life;
    state_->failure.reset();
  }

  void wake_all() {
    for (const auto& weak : std::exchange(state_->waiters, {})) {
      const auto waiter = weak.lock();
      if (waiter == nullptr) continue;
      // On the waiter's own context, where its timer may be touched.
      asio::post(waiter->executor, [waiter] {
        waiter->is_woken = true;
        waiter->timer.expires_at(Time::min());
      });
    }
  }

  KeeperState state_;
  bool is_over_ = false;
};

Error same_token_again() {
  return Error(kWechatTokenRejected).internal_note("WeChat gives the token again that it rejects");
}

// One turn: an ordinary fetch, and by force only when a rejected token comes back.
Awaitable<Result<SecretText>> take_turn(KeeperState state, SecretText rejected) {
  Turn turn(state);
  const bool is_replacement = !rejected.reveal().empty();
  Result<Fetched> fetched = co_await state->fetch(false);
  if (is_replacement && fetched && fetched->token.reveal() == rejected.reveal()) {
    bool may_force = false;
    {
      const std::lock_guard lock(state->mutex);
      may_force = state->budget.take(state->clock.steady());
    }
    if (may_force) {
      Result<Fetched> forced = co_await state->fetch(true);
      fetched = std::move(forced);
    }
    if (fetched && fetched->token.reveal() == rejected.reveal()) fetched = same_token_again();
  }
  turn.end(fetched, is_replacement);
  if (!fetched) co_return fetched.error();
  co_return fetched->token;
}

// True when woken, false after kWaitMax.
Awaitable<bool> wait_for_turn(std::shared_ptr<Waiter> waiter) {
  boost::system::error_code ignored;
  co_await waiter->timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  co_return waiter->is_woken;
}

struct Decision {
  Step step;
  SecretText token;
  std::optional<Error> failure;
};

// Joins those who wait when that is the decision.
Decision decide(TokenKeeperState& state, const SecretText& rejected, const std::shared_ptr<Waiter>& waiter) {
  const std::lock_guard lock(state.mutex);
  Decision decision{next_step(state, rejected, state.clock.steady()), state.token, state.failure};
  if (decision.step == Step::wait) state.waiters.push_back(waiter);
  return decision;
}

// A renewal ahead of time may fail without harm: the token in force lives on.
Result<SecretText> or_token_in_force(TokenKeeperState& state, Result<SecretText> fetched) {
  const std::lock_guard lock(state.mutex);
  if (!fetched && state.has_token(state.clock.steady())) return state.token;
  return fetched;
}

Awaitable<Result<SecretText>> obtain(KeeperState state, SecretText rejected) {
  constexpr int kRoundsMax = 4;  // a fetch for another purpose may end while this one waits, but not for ever
  const asio::any_io_executor executor = co_await asio::this_coro::executor;
  const auto waiter = std::make_shared<Waiter>(executor);
  for (int round = 0; round < kRoundsMax; ++round) {
    waiter->is_woken = false;
    waiter->timer.expires_after(TokenKeeper::kWaitMax);
    const Decision decision = decide(*state, rejected, waiter);
    switch (decision.step) {
      case Step::use_token:
        co_return decision.token;
      case Step::refuse:
        co_return *decision.failure;
      case Step::fetch: {
        Result<SecretText> fetched = co_await take_turn(state, rejected);
        if (rejected.reveal().empty()) co_return or_token_in_force(*state, std::move(fetched));
        co_return fetched;
      }
      case Step::wait:
        break;
    }
    const bool is_woken = co_await wait_for_turn(waiter);
    if (!is_woken) break;
  }
  co_return Error(kWechatNotReached).internal_note("waited too long for the access token");
}

}  // namespace

bool ForceRefreshBudget::take(Time now) {
  while (!taken_.empty() && now - taken_.front() >= std::chrono::hours(24)) taken_.pop_front();
  if (taken_.size() >= kPerDayMax) return false;
  if (!taken_.empty() && now - taken_.back() < kApart) return false;
  taken_.push_back(now);
  return true;
}

TokenKeeper::TokenKeeper(Fetch fetch, const Clock& clock)
    : state_(std::make_shared<TokenKeeperState>(std::move(fetch), clock)) {}

Awaitable<Result<SecretText>> TokenKeeper::current() { return obtain(state_, SecretText()); }

Awaitable<Result<SecretText>> TokenKeeper::replacement_for(SecretText rejected) {
  return obtain(state_, std::move(rejected));
}

}  // namespace fenrun::wechat
