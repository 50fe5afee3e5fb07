// Rows of `liability_day` and `payout_forecast`, and the sums that they are made of.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "db/mysql/tx.hpp"
#include "domain/ids.hpp"
#include "domain/ledger/sheet.hpp"
#include "domain/ledger/write_off.hpp"
#include "domain/withdrawal/payout_forecast.hpp"

namespace fenrun::db {

// What dealers are owed, as far as their sheets are counted.
struct Liability {
  BillDay day;
  Fen pending;
  Fen available;
  Fen held;
  Fen disputed;
  DebtAges ages;  // of all of it, since it was earned
  std::int64_t dealers = 0;
  SheetId after;
  std::optional<Instant> aged_at;  // nothing until every sheet is counted
};

bool has_liability_day(Tx& tx, BillDay day);
// Makes the day's row where there is none. False when there is one.
bool insert_liability_day(Tx& tx, BillDay day, Fen available);
// Locked; nothing when every sheet is counted. Sheets say what is owed now: a day that is over stays as it
// is.
std::optional<Liability> lock_unaged_liability(Tx& tx, BillDay today);
void save_liability(Tx& tx, const Liability& liability);
// The newest that is complete.
std::optional<Liability> find_liability(Tx& tx);

// Days before `today` that are not complete, the oldest first.
std::vector<BillDay> list_days_to_complete(Tx& tx, BillDay today);
void complete_liability_day(Tx& tx, BillDay day, Fen released, Fen asked);
// The complete ones of [from, until).
std::vector<PayoutPast> list_payout_past(Tx& tx, BillDay from, BillDay until);

// Sheets of dealers who are owed something, in their order.
struct OwedSheet {
  DealerId dealer;
  Fen pending;
  Fen available;
  Fen held;
  Fen disputed;

  [[nodiscard]] Fen total() const {
    return Fen{pending.value + available.value + held.value + disputed.value};
  }
};
std::vector<OwedSheet> list_owed_sheets(Tx& tx, SheetId after, int limit);

// What the dealer earned, less clawbacks, the newest first: as many as explain `amount`, or all there are.
std::vector<DebtEntry> list_earnings(Tx& tx, DealerId dealer, Fen amount);

// Of all dealers together.
Fen sum_available(Tx& tx);
Fen sum_released(Tx& tx, const Period& period);
Fen sum_asked(Tx& tx, const Period& period);
struct WithdrawalSums {
  Fen gross;
  Fen net;
};
WithdrawalSums sum_open_withdrawals(Tx& tx);
// Gross and net of what was paid.
WithdrawalSums sum_paid(Tx& tx, const Period& period);
Fen sum_maturing(Tx& tx, const Period& period);

struct ForecastRow {
  BillDay made_on;
  Instant made_at;
  Fen available;
  Fen under_way;
  Fen at_wechat;
  int past_days = 0;
  PayoutForecast forecast;
};
// In place of an older one of the day.
void save_forecast(Tx& tx, const ForecastRow& row);
std::optional<ForecastRow> find_newest_forecast(Tx& tx);
std::optional<ForecastRow> find_forecast_of(Tx& tx, BillDay made_on);

}  // namespace fenrun::db
