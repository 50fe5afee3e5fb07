#include "db/withdrawal/liability.hpp"

#include "base/assert.hpp"

#define LIABILITY_COLUMNS                                                                      \
  "day, pending_fen, free_fen, held_fen, disputed_fen, up_to_30_days_fen, up_to_60_days_fen, " \
  "up_to_90_days_fen, older_fen, dealers, after_sheet, aged_at"
#define FORECAST_COLUMNS \
  "made_on, made_at, available_fen, under_way_fen, at_wechat_fen, asking_ppm, past_days, runs_dry_on"

namespace fenrun::db {
namespace {

constexpr int kEarningsAtOnce = 100;

BillDay liability_day_from(const std::string& text) {
  const auto day = parse_bill_day(text);
  FENRUN_ASSERT(day.has_value());
  return *day;
}

std::optional<Liability> read_liability(const std::optional<Row>& row) {
  if (!row) return std::nullopt;
  Liability liability;
  liability.day = liability_day_from(row->text(0));
  liability.pending = row->fen(1);
  liability.available = row->fen(2);
  liability.held = row->fen(3);
  liability.disputed = row->fen(4);
  liability.ages = {row->fen(5), row->fen(6), row->fen(7), row->fen(8)};
  liability.dealers = row->integer(9);
  liability.after = row->id<SheetId>(10);
  liability.aged_at = row->maybe_time(11);
  return liability;
}

Fen sum_of(const std::optional<Row>& row) { return row->fen(0); }

std::optional<ForecastRow> read_forecast(Tx& tx, const std::optional<Row>& row) {
  if (!row) return std::nullopt;
  ForecastRow found;
  found.made_on = liability_day_from(row->text(0));
  found.made_at = row->time(1);
  found.available = row->fen(2);
  found.under_way = row->fen(3);
  found.at_wechat = row->fen(4);
  found.forecast.asking_ppm = row->integer(5);
  found.past_days = static_cast<int>(row->integer(6));
  if (const auto day = row->maybe_text(7)) found.forecast.runs_dry_on = liability_day_from(*day);
  const auto days =
      tx.all("SELECT paid_fen FROM payout_forecast_day WHERE made_on = ? ORDER BY number", {row->text(0)});
  FENRUN_ASSERT(days.size() == found.forecast.paid.size());
  for (std::size_t i = 0; i < days.size(); ++i) found.forecast.paid[i] = days[i].fen(0);
  return found;
}

}  // namespace

bool has_liability_day(Tx& tx, BillDay day) {
  return tx.one("SELECT 1 FROM liability_day WHERE day = ?", {bill_day_text(day)}).has_value();
}

bool insert_liability_day(Tx& tx, BillDay day, Fen available) {
  return tx.insert_new("INSERT INTO liability_day (day, available_fen) VALUES (?, ?)",
                       {bill_day_text(day), available});
}

std::optional<Liability> lock_unaged_liability(Tx& tx, BillDay today) {
  return read_liability(tx.one("SELECT " LIABILITY_COLUMNS
                               " FROM liability_day WHERE day = ? AND aged_at IS NULL FOR UPDATE",
                               {bill_day_text(today)}));
}

void save_liability(Tx& tx, const Liability& it) {
  tx.execute_one(
      "UPDATE liability_day SET pending_fen = ?, free_fen = ?, held_fen = ?, disputed_fen = ?, "
      "up_to_30_days_fen = ?, up_to_60_days_fen = ?, up_to_90_days_fen = ?, older_fen = ?, dealers = ?, "
      "after_sheet = ?, aged_at = ? WHERE day = ?",
      {it.pending, it.available, it.held, it.disputed, it.ages.up_to_30_days, it.ages.up_to_60_days,
       it.ages.up_to_90_days, it.ages.older, it.dealers, it.after, it.aged_at, bill_day_text(it.day)});
}

std::optional<Liability> find_liability(Tx& tx) {
  return read_liability(tx.one("SELECT " LIABILITY_COLUMNS
                               " FROM liability_day WHERE aged_at IS NOT NULL ORDER BY day DESC LIMIT 1"));
}

std::vector<BillDay> list_days_to_complete(Tx& tx, BillDay today) {
  std::vector<BillDay> days;
  for (const Row& row :
       tx.all("SELECT day FROM liability_day WHERE released_fen IS NULL AND day < ? ORDER BY day LIMIT 31",
              {bill_day_text(today)})) {
    days.push_back(liability_day_from(row.text(0)));
  }
  return days;
}

void complete_liability_day(Tx& tx, BillDay day, Fen released, Fen asked) {
  tx.execute(
      "UPDATE liability_day SET released_fen = ?, asked_fen = ? WHERE day = ? AND released_fen IS NULL",
      {released, asked, bill_day_text(day)});
}

std::vector<PayoutPast> list_payout_past(Tx& tx, BillDay from, BillDay until) {
  std::vector<PayoutPast> past;
  for (const Row& row :
       tx.all("SELECT available_fen, released_fen, asked_fen FROM liability_day WHERE day >= ? "
              "AND day < ? AND released_fen IS NOT NULL ORDER BY day",
              {bill_day_text(from), bill_day_text(until)})) {
    past.push_back({row.fen(0), row.fen(1), row.fen(2)});
  }
  return past;
}

std::vector<OwedSheet> list_owed_sheets(Tx& tx, SheetId after, int limit) {
  std::vector<OwedSheet> sheets;
  for (const Row& row :
       tx.all("SELECT sheet, pending_fen, available_fen, held_fen, disputed_fen FROM ledger_sheet WHERE "
              "sheet > ? "
              "AND pending_fen + available_fen + held_fen + disputed_fen > 0 ORDER BY sheet LIMIT ?",
              {after, limit})) {
    sheets.push_back({row.id<DealerId>(0), row.fen(1), row.fen(2), row.fen(3), row.fen(4)});
  }
  return sheets;
}

std::vector<DebtEntry> list_earnings(Tx& tx, DealerId dealer, Fen amount) {
  std::vector<DebtEntry> entries;
  std::int64_t before = INT64_MAX;
  for (std::int64_t left = amount.value; left > 0;) {
    const auto rows = tx.all(
        "SELECT id, created_at, earned_fen - clawed_back_fen FROM commission_money WHERE dealer_id = ? AND "
        "id < ? ORDER BY id DESC LIMIT ?",
        {dealer, before, kEarningsAtOnce});
    for (const Row& row : rows) {
      entries.push_back({row.time(1), row.fen(2)});
      left -= row.integer(2);
      before = row.integer(0);
    }
    if (rows.size() < static_cast<std::size_t>(kEarningsAtOnce)) break;
  }
  return entries;
}

Fen sum_available(Tx& tx) {
  return sum_of(
      tx.one("SELECT CAST(COALESCE(SUM(available_fen), 0) AS SIGNED) FROM ledger_sheet WHERE sheet > 0"));
}

Fen sum_released(Tx& tx, const Period& period) {
  return sum_of(
      tx.one("SELECT CAST(COALESCE(SUM(earned_fen - clawed_back_fen), 0) AS SIGNED) FROM "
             "commission_money WHERE state = 'released' AND matures_at >= ? AND matures_at < ?",
             {period.from, period.until}));
}

Fen sum_maturing(Tx& tx, const Period& period) {
  return sum_of(
      tx.one("SELECT CAST(COALESCE(SUM(earned_fen - clawed_back_fen - frozen_fen), 0) AS SIGNED) FROM "
             "commission_money WHERE state = 'pending' AND matures_at >= ? AND matures_at < ?",
             {period.from, period.until}));
}

Fen sum_asked(Tx& tx, const Period& period) {
  return sum_of(
      tx.one("SELECT CAST(COALESCE(SUM(gross_fen), 0) AS SIGNED) FROM withdrawal WHERE requested_at >= "
             "? AND requested_at < ? AND (is_open = 1 OR state = 'paid')",
             {period.from, period.until}));
}

WithdrawalSums sum_open_withdrawals(Tx& tx) {
  const auto row = tx.one(
      "SELECT CAST(COALESCE(SUM(gross_fen), 0) AS SIGNED), CAST(COALESCE(SUM(net_fen), 0) AS SIGNED) FROM "
      "withdrawal WHERE state IN ('requested', 'review', 'approved_1', 'approved', 'paying')");
  return {row->fen(0), row->fen(1)};
}

WithdrawalSums sum_paid(Tx& tx, const Period& period) {
  const auto row = tx.one(
      "SELECT CAST(COALESCE(SUM(gross_fen), 0) AS SIGNED), CAST(COALESCE(SUM(net_fen), 0) AS SIGNED) FROM "
      "withdrawal WHERE state = 'paid' AND state_at >= ? AND state_at < ?",
      {period.from, period.until});
  return {row->fen(0), row->fen(1)};
}

void save_forecast(Tx& tx, const ForecastRow& row) {
  const std::string made_on = bill_day_text(row.made_on);
  tx.execute("DELETE FROM payout_forecast WHERE made_on = ?", {made_on});
  tx.execute("DELETE FROM payout_forecast_day WHERE made_on = ?", {made_on});
  std::optional<std::string> dry;
  if (row.forecast.runs_dry_on) dry = bill_day_text(*row.forecast.runs_dry_on);
  tx.execute_one("INSERT INTO payout_forecast (" FORECAST_COLUMNS ") VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                 {made_on, row.made_at, row.available, row.under_way, row.at_wechat, row.forecast.asking_ppm,
                  row.past_days, dry});
  std::vector<Param> days;
  for (std::size_t i = 0; i < row.forecast.paid.size(); ++i) {
    days.emplace_back(made_on);
    days.emplace_back(static_cast<int>(i));
    days.emplace_back(row.forecast.paid[i]);
  }
  tx.execute_rows("INSERT INTO payout_forecast_day (made_on, number, paid_fen) VALUES", "(?,?,?)", days);
}

std::optional<ForecastRow> find_newest_forecast(Tx& tx) {
  return read_forecast(
      tx, tx.one("SELECT " FORECAST_COLUMNS " FROM payout_forecast ORDER BY made_on DESC LIMIT 1"));
}

std::optional<ForecastRow> find_forecast_of(Tx& tx, BillDay made_on) {
  return read_forecast(tx, tx.one("SELECT " FORECAST_COLUMNS " FROM payout_forecast WHERE made_on = ?",
                                  {bill_day_text(made_on)}));
}

}  // namespace fenrun::db
