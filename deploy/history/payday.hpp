// Dealers take out what they earned: they ask, two people of finance decide, a lane of the payout worker pays
// at the emulator, the dealers take the money there, and on the next mornings the bills are matched, a top-up
// is explained, and the days are closed. The emulator's clock stands where the history is.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <vector>

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
  // Real accounts of the database: what the server may do and what the worker may do. The emulator knows
  // nobody yet. Throws std::runtime_error when the staff "finance" or "finance2" are missing.
  struct Setting {
    config::Config server;
    config::Config worker;  // with [wechat.pay]
    std::string emulator;   // its control API
    Instant begin;
    Instant end;
  };
  Payday(Desk& desk, const Setting& setting, const std::vector<Seller>& sellers);

  // The steps, in the order of their instants.
  void ask(DealerId dealer, Instant at);
  // From the last day on nobody decides any more: what is asked for then is for whoever looks at it.
  void decide(Instant at);
  void work(Instant at);
  // The day before, but not the newest whose bills can be had: the server does that one.
  void reconcile(Instant at);
  // Lets the emulator's clock go.
  void end(Instant now);

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
  EmulatedWechat wechat_;
  wechat::PayClient pay_;
  payout::Governor governor_;
  payout::Lane lane_;
  std::set<std::string> seen_;        // transfers whose payee has decided whether to take them
  std::set<std::string> overlooked_;  // nobody takes them
  PaydayFigures figures_;
};

}  // namespace fenrun::history
