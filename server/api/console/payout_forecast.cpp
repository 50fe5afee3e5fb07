// What is owed, what will be paid in the days to come, and whether the operating account lasts.
#include "flows/withdrawal/forecast_payouts.hpp"
#include "server/api/console/handlers.hpp"

namespace fenrun::server::console {
namespace {

constexpr int kWeek = 7;

json::Writer owed_json(const db::Liability& owed) {
  json::Writer ages;
  ages.fen("up_to_30_days_fen", owed.ages.up_to_30_days)
      .fen("up_to_60_days_fen", owed.ages.up_to_60_days)
      .fen("up_to_90_days_fen", owed.ages.up_to_90_days)
      .fen("older_fen", owed.ages.older);
  json::Writer body;
  body.text("day", bill_day_text(owed.day))
      .integer("dealers", owed.dealers)
      .fen("pending_fen", owed.pending)
      .fen("available_fen", owed.available)
      .fen("held_fen", owed.held)
      .fen("disputed_fen", owed.disputed)
      .object("by_age", ages);
  return body;
}

struct ForecastDay {
  BillDay day;
  Fen paid;
};

json::Writer forecast_day_json(const ForecastDay& day) {
  json::Writer body;
  body.text("day", bill_day_text(day.day)).fen("paid_fen", day.paid);
  return body;
}

std::vector<ForecastDay> days_of(const db::ForecastRow& made) {
  std::vector<ForecastDay> days;
  BillDay day = made.made_on;
  for (const Fen paid : made.forecast.paid) {
    days.push_back({day, paid});
    day += std::chrono::days(1);
  }
  return days;
}

json::Writer check_json(const flows::ForecastCheck& check) {
  json::Writer body;
  body.text("made_on", bill_day_text(check.made_on))
      .fen("expected_fen", check.expected)
      .fen("paid_fen", check.paid);
  return body;
}

json::Writer forecast_json(const flows::ShownForecast& shown) {
  const db::ForecastRow& made = shown.made;
  json::Writer body;
  body.time("made_at", made.made_at)
      .fen("available_fen", made.available)
      .fen("under_way_fen", made.under_way)
      .fen("at_wechat_fen", made.at_wechat)
      .integer("asking_ppm", made.forecast.asking_ppm)
      .integer("past_days", made.past_days)
      .fen("within_7_days_fen", made.forecast.within(kWeek))
      .fen("within_30_days_fen", made.forecast.within(kForecastDays));
  const auto& dry = made.forecast.runs_dry_on;
  body.maybe_text("runs_dry_on", dry ? std::optional(bill_day_text(*dry)) : std::nullopt);
  body.list("days", days_of(made), forecast_day_json);
  shown.owed ? body.object("owed", owed_json(*shown.owed)) : body.null("owed");
  shown.check ? body.object("check", check_json(*shown.check)) : body.null("check");
  return body;
}

}  // namespace

Result<Reply> show_payout_forecast(const Call&, db::Tx& tx) {
  const auto shown = flows::show_payout_forecast(tx);
  if (!shown) return shown.error();
  return ok(forecast_json(*shown));
}

}  // namespace fenrun::server::console
