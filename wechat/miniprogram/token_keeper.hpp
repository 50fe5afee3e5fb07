// One access token for everybody: whoever needs it gets the current one, and however many need a new one at
// once, WeChat is asked once.
#pragma once

#include <chrono>
#include <deque>
#include <functional>
#include <memory>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "base/secret.hpp"
#include "wechat/http/client.hpp"

namespace fenrun::wechat {

// How often a token may be killed by force: WeChat allows 20 times a day, at least 30 s apart. Pure; the
// owner locks.
class ForceRefreshBudget {
 public:
  using Time = std::chrono::steady_clock::time_point;
  static constexpr std::size_t kPerDayMax = 20;
  static constexpr std::chrono::seconds kApart{30};

  // Takes one from the budget when there is one at `now`.
  [[nodiscard]] bool take(Time now);

 private:
  std::deque<Time> taken_;  // within the last day
};

struct TokenKeeperState;

// Thread-safe; see HttpClient for what a context must be.
class TokenKeeper {
 public:
  struct Fetched {
    SecretText token;
    std::chrono::seconds life;
  };
  // Asks WeChat. `force` kills the token in force and makes a new one.
  using Fetch = std::function<Awaitable<Result<Fetched>>(bool force)>;

  static constexpr std::chrono::seconds kRefreshAhead{300};
  static constexpr std::chrono::seconds kPauseAfterFailure{1};  // nobody asks again before
  static constexpr std::chrono::seconds kWaitMax{15};           // for another coroutine's answer

  // `clock` outlives the keeper and the coroutines it made.
  TokenKeeper(Fetch fetch, const Clock& clock);

  // The token in force. From kRefreshAhead before its end one caller renews it while the others go on with
  // it. Refuses with what `fetch` refuses with, or kWechatNotReached after kWaitMax.
  Awaitable<Result<SecretText>> current();

  // Another token than `rejected`, which WeChat refused: the current one if it already is another; else
  // fetched; else, when WeChat still gives the same one, made by force within the budget. Refuses as above
  // and with kWechatTokenRejected when all that led to no other token.
  Awaitable<Result<SecretText>> replacement_for(SecretText rejected);

 private:
  std::shared_ptr<TokenKeeperState> state_;
};

}  // namespace fenrun::wechat
