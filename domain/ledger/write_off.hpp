// Giving up a debt takes two people: one asks, another decides.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "domain/ids.hpp"
#include "domain/money.hpp"

namespace fenrun {

using WriteOffId = Id<struct WriteOffNoun>;

enum class WriteOffState { open, approved, refused };

std::string_view to_word(WriteOffState state);
std::optional<WriteOffState> write_off_state_from(std::string_view word);

struct WriteOff {
  WriteOffId id;
  std::string public_id;
  DealerId dealer;
  Fen amount;
  std::string reason;
  WriteOffState state = WriteOffState::open;
  StaffId requested_by;
  Instant requested_at;
  StaffId decided_by;  // unset while open
  std::optional<Instant> decided_at;
};

inline constexpr std::size_t kWriteOffReasonMax = 200;  // characters

inline constexpr ErrorCode kWriteOffReasonInvalid{ErrorKind::invalid, "write_off.reason_invalid",
                                                  "请填写核销原因（1 至 200 个字符）",
                                                  "A reason of 1 to 200 characters is needed"};
inline constexpr ErrorCode kWriteOffAmountInvalid{ErrorKind::refused, "write_off.amount_invalid",
                                                  "核销金额须大于 0 且不超过欠款",
                                                  "The amount must be positive and at most what is owed"};
inline constexpr ErrorCode kWriteOffAlreadyOpen{ErrorKind::conflict, "write_off.already_open",
                                                "该经销商已有待处理的核销申请",
                                                "A write-off of this dealer's debt is open already"};
inline constexpr ErrorCode kWriteOffNotFound{ErrorKind::not_found, "write_off.not_found", "核销申请不存在",
                                             "There is no such write-off"};
inline constexpr ErrorCode kWriteOffClosed{ErrorKind::conflict, "write_off.closed", "该核销申请已处理",
                                           "The write-off has been decided already"};
inline constexpr ErrorCode kWriteOffOwn{ErrorKind::forbidden, "write_off.own", "不能审批自己提出的核销申请",
                                        "Nobody decides on a write-off of their own"};

// Refuses, in this order, with kWriteOffReasonInvalid and kWriteOffAmountInvalid.
Done check_write_off(Fen amount, std::string_view reason, Fen owed);
// Refuses, in this order, with kWriteOffClosed and kWriteOffOwn.
Done check_write_off_decision(const WriteOff& write_off, StaffId decider);

// A debt by age. Repayment covers the oldest debts first, so what is still owed are the newest.
struct DebtAges {
  Fen up_to_30_days;
  Fen up_to_60_days;
  Fen up_to_90_days;
  Fen older;

  friend bool operator==(const DebtAges&, const DebtAges&) = default;
};
struct DebtEntry {
  Instant at;
  Fen amount;
};
// What the entries do not explain is older.
DebtAges age_debt(Fen owed, std::span<const DebtEntry> newest_first, Instant now);

}  // namespace fenrun
