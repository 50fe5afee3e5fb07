// The tables that payouts live in, small: rows in memory, transactions that are all or nothing, unique keys,
// leases by the database's own clock, SKIP LOCKED. The functions of db/ that the flows call are written over
// these rows in rows_*.cpp, with the very conditions of the SQL that they stand for. Stories run one after
// the other; what two of them do to each other inside is left to the tests against MariaDB.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "db/consumer/consumer.hpp"
#include "db/journal/journal.hpp"
#include "db/journal/sheet.hpp"
#include "db/journal/subject.hpp"
#include "db/payout/fuse.hpp"
#include "db/payout/payout.hpp"
#include "db/payout/transfer_notice.hpp"
#include "db/withdrawal/dealer_message.hpp"
#include "db/withdrawal/withdrawal.hpp"
#include "domain/dealer/dealer.hpp"
#include "domain/withdrawal/confirm_free.hpp"
#include "domain/withdrawal/payout_resolution.hpp"
#include "tests/simulation/dice.hpp"

namespace fenrun::simulation {

// The process is gone, with its transaction. Deliberately no std::exception: nothing may hold it up.
struct ProcessDied {};

template <class Key, class Value>
class Table {
 public:
  [[nodiscard]] const Value* find(const Key& key) const {
    const auto found = rows_.find(key);
    return found == rows_.end() ? nullptr : &found->second;
  }
  [[nodiscard]] const std::map<Key, Value>& all() const { return rows_; }
  void put(const Key& key, Value value) {
    const auto found = rows_.find(key);
    if (found == rows_.end()) {
      undo_.emplace_back(key, std::nullopt);
      rows_.emplace(key, std::move(value));
      return;
    }
    undo_.emplace_back(key, std::move(found->second));
    found->second = std::move(value);
  }
  [[nodiscard]] bool insert_new(const Key& key, Value value) {
    if (rows_.contains(key)) return false;
    put(key, std::move(value));
    return true;
  }
  void commit() { undo_.clear(); }
  void roll_back() {
    for (; !undo_.empty(); undo_.pop_back()) {
      auto& [key, before] = undo_.back();
      if (before) {
        rows_[key] = std::move(*before);
      } else {
        rows_.erase(key);
      }
    }
  }

 private:
  std::map<Key, Value> rows_;
  std::vector<std::pair<Key, std::optional<Value>>> undo_;
};

struct PayoutRow {
  Payout payout;  // has_package is of `package`
  db::PayoutBodies bodies;
  std::string package;  // empty: NULL
  std::optional<Instant> lease_until;
};

struct WithdrawalRow {
  Withdrawal withdrawal;
  std::string request_key;
};

struct NoticeRow {
  db::TransferNotice notice;
  std::optional<Instant> due_at;
  std::string outcome;
};

struct Breaker {
  bool is_open = false;
  std::optional<Instant> probe_at;
};

// What goes wrong in the next story: at which of its statements, counted from 1; 0: not at all.
struct StoryFaults {
  int dies_at = 0;
  int deadlock_at = 0;
  int lost_at = 0;
  bool is_commit_unknown = false;
  bool does_commit_stand = false;
};

using JournalKey = std::pair<MovementKind, std::string>;

class Rows {
 public:
  Table<std::int64_t, Dealer> dealers;
  Table<std::int64_t, db::Consumer> consumers;
  Table<std::int64_t, WithdrawalRow> withdrawals;
  Table<std::tuple<std::int64_t, int, std::int64_t>, Approval> approvals;      // withdrawal, round, staff
  Table<std::pair<std::int64_t, std::int64_t>, bool> editors;                  // withdrawal, staff
  Table<std::pair<std::int64_t, DealerMessageKind>, Instant> dealer_messages;  // withdrawal: written when
  Table<std::int64_t, PayoutRow> payouts;
  Table<std::pair<std::int64_t, std::int64_t>, db::PayoutAttempt> attempts;  // payout, fence
  Table<std::int64_t, NoticeRow> notices;
  Table<std::int64_t, PayoutResolution> resolutions;
  Table<std::string, ConfirmFree> authorizations;  // by the number under which they were written
  Table<int, Fuse> fuse;
  Table<int, Breaker> breaker;
  Table<std::int64_t, db::Sheet> sheets;
  Table<JournalKey, db::JournalTxn> journal;
  Table<std::string, WithdrawalMoney> withdrawal_money;
  Table<std::string, db::CommissionRow> commission_money;

  Instant database_now;      // UTC_TIMESTAMP(6)
  Instant workers_now;       // of the worker whose story runs
  Dice* locks = nullptr;     // draws whether a row is locked by somebody else
  std::int64_t version = 0;  // counts what was committed

  void begin(const StoryFaults& faults);
  // Every function of db/ begins with it: one statement.
  void statement();
  // Throws db::CommitUnknown when that is its fault.
  void commit();
  void roll_back();

  [[nodiscard]] const Fuse& the_fuse() const { return *fuse.find(1); }
  [[nodiscard]] const Payout* newest_payout_of(WithdrawalId withdrawal) const;

 private:
  template <class Do>
  void each_table(const Do& act) {
    act(dealers), act(consumers), act(withdrawals), act(approvals), act(editors), act(payouts), act(attempts),
        act(notices);
    act(resolutions), act(authorizations), act(fuse), act(breaker), act(sheets), act(journal),
        act(withdrawal_money);
    act(commission_money), act(dealer_messages);
  }
  void keep();

  StoryFaults faults_;
  int statements_ = 0;
};

// The rows that db/ reads and writes in this thread.
Rows& rows_here();
void use_rows(Rows* rows);

// One story as db::Connection::transact() runs it: again after a deadlock, once more after a lost connection.
db::Tx& tx_here();

}  // namespace fenrun::simulation
