// What does not agree, by class: who looks at it, and what they do. Each is explained by one person and
// closed by another.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "domain/ids.hpp"
#include "domain/ledger/movement.hpp"
#include "domain/money.hpp"
#include "domain/reconciliation/bill_day.hpp"
#include "domain/reconciliation/bill_line.hpp"

namespace fenrun {

using DifferenceId = Id<struct DifferenceNoun>;

enum class DifferenceClass : std::uint8_t {
  not_ours,         // a line of a kind that we make, with no row of ours
  missing_in_bill,  // ours ended that day, and no bill of the day or of those beside it has it
  amount_differs,
  state_differs,  // WeChat moved the money and our row does not say so, or the other way round
  duplicate_line,
  unknown_line,    // words that nobody has classified
  to_explain,      // money that came or went by no order of ours: a top-up, say
  ledger_differs,  // what the ledger settled is not what our row says
  bill_broken,     // cannot be read, or its totals row does not fit its lines
  bill_changed,    // fetched again, it is another file
};
inline constexpr std::size_t kDifferenceClassCount = 10;

enum class DifferenceOwner { finance, engineer };

struct DifferenceClassRow {
  DifferenceClass kind;
  std::string_view word;
  DifferenceOwner owner;
  // Of the account that transfers are paid from: then nothing more is paid until two people say so.
  bool stops_payouts;
  std::string_view zh;
  std::string_view en;
  std::string_view to_do_zh;
  std::string_view to_do_en;
};

std::span<const DifferenceClassRow> difference_classes();
const DifferenceClassRow& row_of(DifferenceClass kind);
std::string_view to_word(DifferenceClass kind);
std::optional<DifferenceClass> difference_class_from(std::string_view word);
std::string_view to_word(DifferenceOwner owner);

// As the matcher finds it. (account, class, key) is the same whenever the day is reconciled again.
struct Difference {
  DifferenceClass kind = DifferenceClass::unknown_line;
  BillKind account = BillKind::operation;
  std::string key;             // our number, or that of the line
  std::string number;          // what a person looks for: our number or WeChat's voucher
  std::string channel_number;  // WeChat's
  std::optional<Fen> ours;     // what came by our row; money that left is negative
  std::optional<Fen> billed;   // what came by the bill
  Fen unbooked;                // what the ledger has to hold in suspense until it is explained
  std::string note;            // states, WeChat's words, what could not be read

  friend bool operator==(const Difference&, const Difference&) = default;
};

// Whether it stops payouts when it is filed: by its class, or because the bill has money out by a transfer
// that ended unpaid with us, which is one step from paying it again.
bool stops_payouts(const Difference& found);

enum class DifferenceState {
  open,
  proposed,  // one person has explained it
  closed,    // another one has confirmed that
  gone,      // it was not there any more when the day was reconciled again
};
std::string_view to_word(DifferenceState state);
std::optional<DifferenceState> difference_state_from(std::string_view word);
constexpr bool is_open(DifferenceState state) {
  return state == DifferenceState::open || state == DifferenceState::proposed;
}

// How money in suspense is explained.
enum class FundExplanation {
  none,         // nothing is in suspense
  top_up,       // it came from our bank
  fee,          // WeChat charged it
  bank_payout,  // it went to our bank
};
std::string_view to_word(FundExplanation explanation);
std::optional<FundExplanation> fund_explanation_from(std::string_view word);
// The movement of the ledger. Asserts that it is not `none`.
MovementKind movement_of(FundExplanation explanation);

struct FiledDifference {
  DifferenceId id;
  BillDay day;
  Difference found;
  DifferenceState state = DifferenceState::open;
  FundExplanation explanation = FundExplanation::none;
  std::string reason;
  StaffId proposed_by;  // unset while open
  std::optional<Instant> proposed_at;
  StaffId closed_by;
  std::optional<Instant> closed_at;
  Instant found_at;
};

inline constexpr std::size_t kDifferenceReasonMax = 200;  // characters

inline constexpr ErrorCode kDifferenceNotFound{ErrorKind::not_found, "reconciliation.difference_not_found",
                                               "对账差异不存在", "There is no such difference"};
inline constexpr ErrorCode kDifferenceClosed{ErrorKind::conflict, "reconciliation.difference_closed",
                                             "该差异已处理", "The difference is closed already"};
inline constexpr ErrorCode kDifferenceNotProposed{
    ErrorKind::conflict, "reconciliation.difference_not_proposed", "请先由一人说明差异原因",
    "Somebody has to explain the difference first"};
inline constexpr ErrorCode kDifferenceOwn{ErrorKind::forbidden, "reconciliation.difference_own",
                                          "差异须由另一人确认关闭",
                                          "Another person has to confirm the explanation"};
inline constexpr ErrorCode kDifferenceChanged{ErrorKind::conflict, "reconciliation.difference_changed",
                                              "差异说明已被更改，请重新查看后再确认",
                                              "The explanation has changed meanwhile; look at it again"};
inline constexpr ErrorCode kDifferenceReasonInvalid{ErrorKind::invalid, "reconciliation.reason_invalid",
                                                    "请填写差异原因（1 至 200 个字符）",
                                                    "A reason of 1 to 200 characters is needed"};
inline constexpr ErrorCode kDifferenceUnexplained{
    ErrorKind::refused, "reconciliation.unexplained",
    "请说明资金去向：收入只能是充值，支出只能是手续费或提现到银行；没有待查款项的差异无需说明",
    "Say what the money was: what came is a top-up, what left a fee or a payout to the bank; a difference "
    "without money in suspense has none"};

// Refuses, in this order, with kDifferenceClosed, kDifferenceReasonInvalid and kDifferenceUnexplained.
Done check_proposal(const FiledDifference& difference, std::string_view reason, FundExplanation explanation);
// What somebody was shown before they confirmed it.
struct ShownExplanation {
  FundExplanation explanation = FundExplanation::none;
  std::string reason;
};
// Refuses, in this order, with kDifferenceClosed, kDifferenceNotProposed, kDifferenceOwn, and with
// kDifferenceChanged when something else was proposed meanwhile.
Done check_confirmation(const FiledDifference& difference, StaffId staff, const ShownExplanation& shown);

}  // namespace fenrun
