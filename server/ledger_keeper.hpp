// Once a minute, on a thread of its own: commissions whose time has come are released, what was posted since
// is checked and sealed, a slice of the sheets that rest is checked too, months that are over are closed,
// what is owed is aged and the payouts to come are foreseen, and balances and faults become metrics. Any
// number of processes may run one.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <set>
#include <thread>

#include "base/clock.hpp"
#include "base/crypto/cipher.hpp"
#include "base/secret.hpp"
#include "db/mysql/database.hpp"
#include "flows/ledger/check_resting.hpp"

namespace fenrun::server {

// The key of the ledger's seals. Seals made with another key do not verify, so it never rotates in place.
crypto::Key256 ledger_seal_key(const Secret<crypto::Key256>& index_key);

class LedgerKeeper {
 public:
  // Both outlive it.
  LedgerKeeper(db::Database& database, const Clock& clock, const Secret<crypto::Key256>& index_key,
               std::chrono::milliseconds interval = std::chrono::minutes(1));
  ~LedgerKeeper();  // stops
  LedgerKeeper(const LedgerKeeper&) = delete;
  LedgerKeeper& operator=(const LedgerKeeper&) = delete;

  // Call it before the database stops. Safe to call twice.
  void stop();

 private:
  void work();
  void keep();
  void release_all();
  // Each adds the sheets that it found wrong; false when it could not look.
  [[nodiscard]] bool seal_all(std::set<SheetId>& faulty);
  [[nodiscard]] bool check_resting(std::set<SheetId>& faulty);
  void check_all();
  void show_faults();
  void close_months();
  void age_liabilities();
  void foresee_payouts();
  void show_totals();
  // False when it is time to end.
  bool wait();
  template <class T>
  std::optional<T> run(std::function<Result<T>(db::Tx&)> story);

  db::Database& database_;
  const Clock& clock_;
  const Secret<crypto::Key256> seal_key_;
  const std::chrono::milliseconds interval_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool is_stopping_ = false;
  std::chrono::steady_clock::time_point next_forecast_{};  // of the thread
  // Of the thread: where the round over the resting sheets is, and what is known to be wrong.
  SheetId resting_after_ = flows::kBeforeAllSheets;
  std::set<SheetId> faulty_;
  std::thread thread_;
};

}  // namespace fenrun::server
