// The merchant's accounts with WeChat Pay, and every movement of their money. A balance is never written: it
// is what the entries add up to, and each entry carries the balances after it.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "wechat/emulator/core/pay/beijing_time.hpp"
#include "wechat/emulator/core/pay/yuan.hpp"

namespace fenrun::emulator::pay {

enum class Account {
  basic,      // payments come in here, refunds and profit sharing go out
  operation,  // transfers to users are paid from here
  fees,
};
inline constexpr std::array kAccounts = {Account::basic, Account::operation, Account::fees};

std::string_view name_of(Account account);  // BASIC, OPERATION, FEES
std::optional<Account> account_named(std::string_view name);

enum class Movement {
  credit,      // money comes into the account, available
  debit,       // available money leaves the account
  lock,        // available money becomes locked
  unlock,      // and available again
  pay_locked,  // locked money leaves the account
};

std::string_view name_of(Movement movement);

// What a movement is for, in the columns of the fund bill.
struct Business {
  std::string name;         // 业务名称
  std::string type;         // 业务类型
  std::string business_no;  // 微信支付业务单号; locked money is locked under this number
  std::string voucher_no;   // 业务凭证号: the merchant's own number
  std::string remark;
};

struct Balance {
  Fen available = 0;
  Fen locked = 0;
  [[nodiscard]] Fen total() const { return available + locked; }
  bool operator==(const Balance&) const = default;
};

struct FundEntry {
  std::int64_t number = 0;  // from 1 without gaps
  Instant at;
  Account account = Account::basic;
  Movement movement = Movement::credit;
  Fen amount = 0;  // positive
  Balance after;
  Business business;
};

// Amounts are positive; another amount is our own bug and asserted against.
class FundBook {
 public:
  void credit(Account account, Fen amount, Business business, Instant now);
  // False, and nothing happens, when less than `amount` is available.
  bool debit(Account account, Fen amount, Business business, Instant now);
  bool lock(Account account, Fen amount, Business business, Instant now);
  // At most what is locked under the number of `business`; more is our own bug and asserted against.
  void unlock(Account account, Fen amount, Business business, Instant now);
  void pay_locked(Account account, Fen amount, Business business, Instant now);

  // A merchant puts money into an account; a negative amount takes money out, false when it is not there.
  bool top_up(Account account, Fen amount, std::string voucher_no, Instant now);

  [[nodiscard]] Balance balance(Account account) const { return balances_[index_of(account)]; }
  [[nodiscard]] Fen locked_under(Account account, std::string_view business_no) const;
  // The balance after the day's last entry, or that of the last day before that has one.
  [[nodiscard]] Balance balance_at_end_of(Day day, Account account) const;

  [[nodiscard]] const std::deque<FundEntry>& entries() const { return entries_; }
  // Of one account and one day, in the order they were made.
  [[nodiscard]] std::vector<const FundEntry*> entries_on(Day day, Account account) const;

 private:
  struct DayKey {
    Account account;
    Day day;
    auto operator<=>(const DayKey&) const = default;
  };
  static std::size_t index_of(Account account) { return static_cast<std::size_t>(account); }
  void add(Account account, Movement movement, Fen amount, Business business, Instant now);
  void release(Account account, Fen amount, const std::string& business_no);

  std::array<Balance, kAccounts.size()> balances_;
  std::array<std::map<std::string, Fen, std::less<>>, kAccounts.size()> locks_;  // never of 0
  std::deque<FundEntry> entries_;
  std::map<DayKey, std::vector<std::size_t>> by_day_;  // places in entries_
};

}  // namespace fenrun::emulator::pay
