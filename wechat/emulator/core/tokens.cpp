#include "wechat/emulator/core/tokens.hpp"

#include <algorithm>

#include "wechat/emulator/core/quotas.hpp"

namespace fenrun::emulator {

std::string TokenBook::make(Moment moment) {
  forget_old(moment.now);
  auto value = random_digits(2, moment.random) + "_" + random_text(133, moment.random);
  tokens_[value] = Token{moment.now + kLife, false};
  return value;
}

IssuedToken TokenBook::issue_ordinary(Moment moment) {
  const auto previous = tokens_.find(ordinary_);
  if (previous != tokens_.end()) {
    previous->second.expires = std::min(previous->second.expires, Instant(moment.now + kOverlap));
  }
  ordinary_ = make(moment);
  return {ordinary_, kLife.count()};
}

std::variant<IssuedToken, Refusal> TokenBook::issue_stable(bool is_forced, Moment moment) {
  const auto current = tokens_.find(stable_);
  const bool is_alive = current != tokens_.end() && standing(stable_, moment.now) == TokenStanding::valid;
  const bool is_too_soon = last_forced_ && moment.now - *last_forced_ < kForcedApart;
  if (is_forced && !(is_alive && is_too_soon)) {
    if (const auto day = day_of(moment.now); day != forced_day_) {
      forced_day_ = day;
      forced_in_day_ = 0;
    }
    if (forced_in_day_ >= kForcedPerDayMax) return Refusal(kQuotaUsedUp);
    ++forced_in_day_;
    last_forced_ = moment.now;
    if (current != tokens_.end()) current->second.is_dead = true;
    stable_ = make(moment);
    return IssuedToken{stable_, kLife.count()};
  }
  if (!is_alive) {
    stable_ = make(moment);
  } else if (current->second.expires - moment.now <= kOverlap) {
    // Near its end the token is renewed, and the old one is good for five minutes from here.
    current->second.expires = moment.now + kOverlap;
    stable_ = make(moment);
  }
  const auto left = tokens_.at(stable_).expires - moment.now;
  return IssuedToken{stable_, std::chrono::floor<std::chrono::seconds>(left).count()};
}

TokenStanding TokenBook::standing(std::string_view token, Instant now) const {
  const auto found = tokens_.find(token);
  if (found == tokens_.end() || found->second.is_dead) return TokenStanding::unknown;
  return now < found->second.expires ? TokenStanding::valid : TokenStanding::expired;
}

void TokenBook::expire(std::string_view token, Instant now) {
  const auto found = tokens_.find(token);
  if (found != tokens_.end()) found->second.expires = std::min(found->second.expires, now);
}

void TokenBook::expire_all(Instant now) {
  for (auto& [value, token] : tokens_) token.expires = std::min(token.expires, now);
}

void TokenBook::forget_all() {
  tokens_.clear();
  ordinary_.clear();
  stable_.clear();
}

// A token a day past its end is no longer told apart from one that never was.
void TokenBook::forget_old(Instant now) {
  std::erase_if(tokens_,
                [now](const auto& entry) { return entry.second.expires + std::chrono::hours(24) < now; });
}

}  // namespace fenrun::emulator
