// A transfer at WeChat with all that is known of it, the step that is due, and what a message changes. Pure:
// the same row, message and time give the same change.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "domain/money.hpp"
#include "domain/withdrawal/payout_schedule.hpp"
#include "domain/withdrawal/payout_state.hpp"
#include "domain/withdrawal/withdrawal_id.hpp"

namespace fenrun {

// Words of `human_reason`. A contradiction stays, whatever else is found.
inline constexpr std::string_view kHumanContradiction = "contradiction";
inline constexpr std::string_view kHumanNeverKnown = "never_known";  // WeChat never learns of it
inline constexpr std::string_view kHumanLost = "lost";               // it has known it, and does not any more
inline constexpr std::string_view kHumanTooOld = "too_old";          // WeChat will soon not be asked any more
inline constexpr std::string_view kHumanOtherMerchant = "other_merchant";  // this worker cannot ask about it
inline constexpr std::string_view kHumanFailReason = "fail_reason";        // it failed on our side

// How the dealer gets it. Only ever goes on to the next.
enum class PayoutRoute : std::uint8_t {
  direct,     // at once, under a confirm-free authorisation
  refused,    // WeChat did not take it so, and is asked whether it knows the number
  confirmed,  // by a tap on WeChat's page
};
std::string_view to_word(PayoutRoute route);
std::optional<PayoutRoute> payout_route_from(std::string_view word);

struct Payout {
  PayoutId id;
  WithdrawalId withdrawal;
  int reissue = 0;
  std::string number;          // out_bill_no
  std::string channel_number;  // transfer_bill_no; empty until WeChat says it
  Fen amount;
  std::string mchid;
  std::string appid;
  std::string openid_index;  // 32 bytes
  PayoutRoute route = PayoutRoute::confirmed;
  std::string authorization;  // of the direct route; empty: it never was one
  PayoutState state = PayoutState::created;
  std::string fail_reason;  // WeChat's word
  bool is_locked = false;   // the ledger knows that WeChat holds the money
  bool has_package = false;
  bool needs_human = false;
  std::string human_reason;
  bool is_cancel_wanted = false;
  std::string cancel_reason;
  bool is_resend_due = false;  // WeChat does not know the number
  int posts = 0;
  int queries = 0;  // since the state changed
  int cancels = 0;
  std::int64_t fence = 0;
  Instant created_at;
  Instant state_at;
  std::optional<Instant> first_post_at;
  std::optional<Instant> last_post_at;
  std::optional<Instant> last_cancel_at;
  std::optional<Instant> due_at;  // nothing: no step by itself

  friend bool operator==(const Payout&, const Payout&) = default;
};

enum class PayoutStep { post, query, cancel };

// Nothing when it may only be looked at by a person, or has ended.
std::optional<PayoutStep> next_payout_step(const Payout& payout, Instant now);

// Nothing is done about it by itself but asking.
Payout left_to_people(Payout payout, std::string_view reason);

// Whom a worker speaks for. WeChat knows a transfer by its merchant and app alone.
struct PayoutMerchant {
  std::string mchid;
  std::string appid;
};
bool is_of(const Payout& payout, const PayoutMerchant& merchant);
// As a worker of this merchant finds it: one of another is a person's, until a worker of its own comes.
Payout found_by(Payout payout, const PayoutMerchant& merchant);

// The row once the step is claimed: what is committed before the call is made.
Payout claim_step(Payout payout, PayoutStep step, Instant now);

// Whose side the reason of a failed transfer is on: the dealer's gives the money back, ours keeps it held.
enum class FailBlame { dealer, ours };

struct PayoutNews {
  PayoutEvent event;
  std::string channel_number{};
  std::string fail_reason{};
  FailBlame blame = FailBlame::ours;
  bool has_package = false;      // it came with the message
  std::chrono::seconds wait{0};  // WeChat asked us to
};

struct PayoutChange {
  Payout after;
  PayoutVerdict verdict = PayoutVerdict::stay;
  // What the ledger and the withdrawal have to follow.
  bool locks = false;
  bool unlocks = false;
  bool settles = false;
  bool gives_back = false;
  // The direct way was refused: from now on the dealer confirms it.
  bool leaves_direct = false;
  // What concerns all transfers.
  bool opens_breaker = false;
  bool closes_breaker = false;
  bool blows_fuse = false;
};

// Asserts that the message may come in this state: a refusal of the table is a defect of ours.
PayoutChange change_payout(const Payout& before, const PayoutNews& news, Instant now, int random_permille);

// While our money at WeChat is short, one transfer tries again this often and the others wait.
inline constexpr std::chrono::minutes kFundsProbe{5};

}  // namespace fenrun
