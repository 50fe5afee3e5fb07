#include "flows/withdrawal/forecast_payouts.hpp"

#include "db/journal/seal.hpp"

namespace fenrun::flows {
namespace {

using std::chrono::days;

constexpr int kCheckedDays = 7;
constexpr std::int64_t kAllPpm = 1'000'000;

void add_to(Fen& sum, Fen more) { sum.value += more.value; }

void count_sheet(db::Tx& tx, db::Liability& liability, const db::OwedSheet& sheet, Instant now) {
  const DebtAges ages = age_debt(sheet.total(), db::list_earnings(tx, sheet.dealer, sheet.total()), now);
  add_to(liability.pending, sheet.pending);
  add_to(liability.available, sheet.available);
  add_to(liability.held, sheet.held);
  add_to(liability.disputed, sheet.disputed);
  add_to(liability.ages.up_to_30_days, ages.up_to_30_days);
  add_to(liability.ages.up_to_60_days, ages.up_to_60_days);
  add_to(liability.ages.up_to_90_days, ages.up_to_90_days);
  add_to(liability.ages.older, ages.older);
  ++liability.dealers;
  liability.after = sheet_of(sheet.dealer);
}

// Of what was paid in the weeks before; all of it where nothing was.
std::int64_t net_ppm_of(const db::WithdrawalSums& paid) {
  if (paid.gross.value == 0) return kAllPpm;
  return paid.net.value * kAllPpm / paid.gross.value;
}

std::vector<Fen> list_maturing(db::Tx& tx, BillDay today, Instant now) {
  std::vector<Fen> maturing;
  for (int i = 0; i < kForecastDays; ++i) {
    Period day = hours_of(today + days(i));
    if (i == 0) day.from = now - days(kForecastDays);  // what is due and not released yet
    maturing.push_back(db::sum_maturing(tx, day));
  }
  return maturing;
}

// What is locked for a transfer is paid out of this account too: open withdrawals count it.
Fen money_at_wechat(db::Tx& tx) {
  std::int64_t sum = 0;
  for (const auto& [account, amount] : db::sealed_totals(tx)) {
    if (account == Account::wechat || account == Account::in_flight) sum += amount;
  }
  return Fen{std::max<std::int64_t>(0, sum)};
}

}  // namespace

void open_liability_day(db::Tx& tx, Instant now) {
  const BillDay today = bill_day_of(now);
  for (const BillDay day : db::list_days_to_complete(tx, today)) {
    const Period hours = hours_of(day);
    db::complete_liability_day(tx, day, db::sum_released(tx, hours), db::sum_asked(tx, hours));
  }
  if (!db::has_liability_day(tx, today)) (void)db::insert_liability_day(tx, today, db::sum_available(tx));
}

bool age_liability(db::Tx& tx, Instant now, int limit) {
  auto liability = db::lock_unaged_liability(tx, bill_day_of(now));
  if (!liability) return false;
  const auto sheets = db::list_owed_sheets(tx, liability->after, limit);
  for (const db::OwedSheet& sheet : sheets) count_sheet(tx, *liability, sheet, now);
  if (std::ssize(sheets) < limit) liability->aged_at = now;
  db::save_liability(tx, *liability);
  return !liability->aged_at;
}

db::ForecastRow make_payout_forecast(db::Tx& tx, Instant now) {
  const BillDay today = bill_day_of(now);
  const Period weeks{now - days(kForecastPastDays), now};
  ForecastBasis basis;
  basis.today = today;
  basis.available = db::sum_available(tx);
  basis.under_way = db::sum_open_withdrawals(tx).net;
  basis.at_wechat = money_at_wechat(tx);
  basis.past = db::list_payout_past(tx, today - days(kForecastPastDays), today);
  basis.maturing = list_maturing(tx, today, now);
  basis.net_ppm = net_ppm_of(db::sum_paid(tx, weeks));
  db::ForecastRow row{today,
                      now,
                      basis.available,
                      basis.under_way,
                      basis.at_wechat,
                      static_cast<int>(basis.past.size()),
                      forecast_payouts(basis)};
  db::save_forecast(tx, row);
  return row;
}

Result<ShownForecast> show_payout_forecast(db::Tx& tx) {
  auto made = db::find_newest_forecast(tx);
  if (!made) return kForecastNotMade;
  ShownForecast shown{*made, db::find_liability(tx), std::nullopt};
  const BillDay checked = made->made_on - days(kCheckedDays);
  if (const auto older = db::find_forecast_of(tx, checked)) {
    const Period since{older->made_at, older->made_at + days(kCheckedDays)};
    shown.check = {checked, older->forecast.within(kCheckedDays), db::sum_paid(tx, since).net};
  }
  return shown;
}

}  // namespace fenrun::flows
