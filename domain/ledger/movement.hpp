// The legal movements of money as data: what may happen, between which accounts, and what its reference
// means. A movement that is not in these tables cannot be posted.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "domain/ids.hpp"
#include "domain/ledger/account.hpp"
#include "domain/money.hpp"

namespace fenrun {

enum class MovementKind {
  accrue,            // a sale was paid: commission is earned
  keep_unclaimed,    // a sale was paid: a share that nobody is entitled to
  return_unclaimed,  // the sale was refunded: the unclaimed share is nobody's again
  release,           // the refund window of a commission is over
  claw_back,         // a refund takes commission back, before or after its release
  hold,              // a withdrawal was asked for
  return_hold,       // a withdrawal was rejected, failed or cancelled
  lock,              // WeChat locked the money of a bill
  unlock,            // the bill failed after that
  settle,            // the bill was paid
  withhold_tax,      // the tax of a withdrawal stays with us
  keep_fee,          // the fee of a withdrawal stays with us
  pay_offline,       // a withdrawal was paid outside WeChat
  freeze,            // a dispute freezes exactly the disputed fen
  unfreeze,          // the dispute ended: the money is the dealer's
  forfeit,           // the dispute ended: the money is the company's
  write_off,         // two people gave a debt up
  fund_in,           // a line of the fund bill brought money
  fund_out,          // a line of the fund bill took money
  explain_top_up,    // the line was a top-up from the bank
  explain_fee,       // the line was a fee
  explain_payout,    // the line was a withdrawal of ours to the bank
};

// What a movement needs to know besides the balance: the money of one commission, or the hold of a
// withdrawal.
enum class Subject { none, commission, withdrawal };

struct MovementRow {
  MovementKind kind;
  std::string_view word;  // as stored; (word, reference) is unique in the journal
  Owner owner;            // whose sheet it stands on
  Subject subject;
  std::string_view reference;  // what is unique about the reference
  std::string_view zh;         // when it happens
  std::string_view en;
};

struct LegalPosting {
  MovementKind kind;
  Account debit;
  Account credit;
};

std::span<const MovementRow> legal_movements();
std::span<const LegalPosting> legal_postings();
const MovementRow& row_of(MovementKind kind);
bool is_legal(MovementKind kind, Account debit, Account credit);

std::string_view to_word(MovementKind kind);
std::optional<MovementKind> movement_from(std::string_view word);

inline constexpr std::size_t kReferenceMax = 96;          // of printable ASCII without spaces
inline constexpr Fen kMovementMax{1'000'000'000'000};     // ten billion yuan
inline constexpr std::size_t kMovementsPerPostMax = 500;  // one post() of many movements

// A wish to move money. What it does to which accounts is decided by plan_movement() under lock.
struct Movement {
  MovementKind kind = MovementKind::accrue;
  std::string reference;  // unique for its kind: repeating it changes nothing
  DealerId dealer;        // not set for the company's own movements
  Fen amount;
  std::string subject;                  // the commission's or the withdrawal's reference
  std::optional<Instant> matures_at{};  // accrue only: when it may be released, where that is known already

  friend bool operator==(const Movement&, const Movement&) = default;
};

inline constexpr ErrorCode kMovementInvalid{ErrorKind::invalid, "ledger.movement_invalid", "记账请求有误",
                                            "The movement of money is not well formed"};
inline constexpr ErrorCode kMovementAmountInvalid{ErrorKind::invalid, "ledger.amount_invalid",
                                                  "金额须大于 0 且不超过一百亿元",
                                                  "The amount must be positive and at most ten billion yuan"};

// Reference and subject are well formed, the owner fits the kind. Refuses with kMovementInvalid and
// kMovementAmountInvalid.
Done check_movement(const Movement& movement);

}  // namespace fenrun
