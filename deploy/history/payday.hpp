// Dealers take out what they earned: they ask, two people of finance decide, a lane of the payout worker pays
// at the emulator, the dealers take the money there, and on the next mornings the bills are matched, a top-up
// is explained, and the days are closed. The emulator's clock stands where the history is, and neither server
// nor worker may run beside it. Nothing of it is in the audit log, which only what comes by the API writes.
#pragma once

#include <chrono>
#include <set>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/random.hpp"
#include "config/config.hpp"
#include "deploy/history/desk.hpp"
#include "deploy/history/emulated_wechat.hpp"
#include "deploy/history/opening.hpp"
#include "domain/reconciliation/bill_day.hpp"
#include "domain/reconciliation/bill_line.hpp"
#include "flows/withdrawal/withdrawal_keys.hpp"
#include "payout/lane.hpp"

namespace fenrun::history {

struct PaydayFigures {
  int asked = 0;
  int decided = 0;
  int days_closed = 0;
};

class Payday {
 public:
  // Real accounts of the database: what the server may do and what the worker may do. Writes nothing yet:
  // throws std::runtime_error when the staff "finance" or "finance2" are missing, when the worker's
  // configuration has no [wechat.pay], and when the emulator is not there.
  struct Setting {
    config::Config server;
    config::Config worker;  // with [wechat.pay]
    std::string emulator;   // its control API
    Instant begin;
    Instant end;
  };
  Payday(Desk& desk, const Setting& setting);
  // Lets the emulator's clock go, also where the history is broken off.
  ~Payday();
  Payday(const Payday&) = delete;
  Payday& operator=(const Payday&) = delete;

  // The emulator knows nobody yet: these become its users, and there is money to pay from.
  void open(const std::vector<Seller>& sellers);

  // The steps, in the order of their instants. What is refused for another reason than it may be ends the
  // history by an exception.
  void ask(DealerId dealer, Instant at);
  // From the last day on nobody decides any more: what is asked for then is for whoever looks at it.
  void decide(Instant at);
  void work(Instant at);
  // The day before, but not the newest whose bills can be had: the server does that one.
  void reconcile(Instant at);
  // Throws std::runtime_error when something is under way that only this emulator knows, or payouts were
  // stopped.
  void end();

  [[nodiscard]] const PaydayFigures& figures() const { return figures_; }

 private:
  // Stands where the history is.
  class StoryClock final : public Clock {
   public:
    [[nodiscard]] Instant now() const override { return at; }
    [[nodiscard]] std::chrono::steady_clock::time_point steady() const override { return real_.steady(); }
    Instant at{};

   private:
    SystemClock real_;
  };

  void go_to(Instant at);
  void pay();
  void tell_nobody(Instant at);
  void decide_on(WithdrawalState state, StaffId who, Instant at);
  void fetch(BillKind bill, BillDay day, Instant at);
  void explain(BillDay day, Instant at);
  [[nodiscard]] bool takes_it(const std::string& number);

  Desk& desk_;
  const flows::WithdrawalRules rules_;
  const flows::WithdrawalKeys keys_;
  const payout::PayoutOptions options_;
  const StaffId finance_;
  const StaffId finance2_;
  const Instant begin_;
  const Instant end_;
  StoryClock clock_;
  SeededRandom random_;  // of the worker's waits
  EmulatedWechat wechat_;
  wechat::PayClient pay_;
  payout::Governor governor_;
  payout::Lane lane_;
  std::set<std::string> seen_;        // transfers whose payee has decided whether to take them
  std::set<std::string> overlooked_;  // nobody takes them
  PaydayFigures figures_;
};

}  // namespace fenrun::history
