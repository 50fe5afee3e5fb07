#include "domain/withdrawal/payout_schedule.hpp"

#include <algorithm>
#include <span>

#include "base/assert.hpp"

namespace fenrun {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr seconds kUnknownPauses[] = {seconds{5}, seconds{15}, seconds{30}, minutes{1}, minutes{2},
                                      minutes{5}, minutes{10}, minutes{30}, hours{1}};
constexpr seconds kLockingPauses[] = {seconds{10}, seconds{30}, minutes{1}, minutes{5}, minutes{10}};
constexpr seconds kAwaitPauses[] = {minutes{1}, minutes{5}, minutes{15}, hours{1}, hours{2}};
constexpr seconds kCancellingPauses[] = {seconds{2}, seconds{5}, seconds{15}, minutes{1}, minutes{5}};
constexpr seconds kPackagePauses[] = {seconds{0},  seconds{10}, seconds{30}, minutes{2},
                                      minutes{10}, minutes{30}, hours{1},    hours{2}};
constexpr seconds kAwaitLatePause = minutes{10};

seconds step_of(std::span<const seconds> pauses, int asked) {
  const auto last = static_cast<int>(pauses.size()) - 1;
  return pauses[static_cast<std::size_t>(std::clamp(asked, 0, last))];
}

}  // namespace

seconds pause_before_query(PayoutState state, int asked, seconds in_state) {
  switch (state) {
    case PayoutState::submitting:
    case PayoutState::unknown:
      return step_of(kUnknownPauses, asked);
    case PayoutState::accepted:
    case PayoutState::locking:
      return step_of(kLockingPauses, asked);
    case PayoutState::await_user:
      return in_state >= hours{24} ? kAwaitLatePause : step_of(kAwaitPauses, asked);
    case PayoutState::transferring:
    case PayoutState::cancelling:
      return step_of(kCancellingPauses, asked);
    case PayoutState::created:
    case PayoutState::parked_funds:
    case PayoutState::succeeded:
    case PayoutState::failed:
    case PayoutState::cancelled:
    case PayoutState::voided:
      break;
  }
  FENRUN_UNREACHABLE("nobody asks about a transfer in this state");
}

seconds pause_before_resend(int posts) {
  FENRUN_ASSERT(posts >= 1);
  const int doublings = std::min(posts - 1, 6);
  return std::min<seconds>(kResendPauseMin * (1 << doublings), hours{1});
}

seconds pause_before_package(int posts) {
  FENRUN_ASSERT(posts >= 1);
  return step_of(kPackagePauses, posts - 1);
}

bool is_worn_out(int posts, seconds since_first) {
  return posts > kResendsMax || since_first >= kResendsLife;
}

std::chrono::milliseconds jitter(seconds pause, int random_permille) {
  FENRUN_ASSERT(random_permille >= 0 && random_permille < 1000);
  const auto whole = std::chrono::milliseconds(pause).count();
  return std::chrono::milliseconds(whole * 4 / 5 + whole * 2 / 5 * random_permille / 1000);
}

}  // namespace fenrun
