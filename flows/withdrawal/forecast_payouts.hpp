// What is owed to dealers, for how long, and what will be paid of it in the days to come. Made in small steps
// beside the requests and kept, so that whoever asks reads a few rows.
#pragma once

#include <optional>

#include "db/mysql/tx.hpp"
#include "db/withdrawal/liability.hpp"

namespace fenrun::flows {

inline constexpr ErrorCode kForecastNotMade{ErrorKind::not_found, "payout_forecast.not_made",
                                            "付款预测尚未生成，请稍后再试",
                                            "The forecast has not been made yet; try again in a minute"};

// Opens the day in China that has begun and completes those that are over.
void open_liability_day(db::Tx& tx, Instant now);
// Counts and ages what is owed on the next `limit` sheets. False when every sheet is counted.
bool age_liability(db::Tx& tx, Instant now, int limit);
// Makes today's forecast anew.
db::ForecastRow make_payout_forecast(db::Tx& tx, Instant now);

// What was foreseen a week ago, and what was paid since.
struct ForecastCheck {
  BillDay made_on;
  Fen expected;
  Fen paid;
};
struct ShownForecast {
  db::ForecastRow made;
  std::optional<db::Liability> owed;  // nothing until a day is counted
  std::optional<ForecastCheck> check;
};
// Refuses with kForecastNotMade.
Result<ShownForecast> show_payout_forecast(db::Tx& tx);

}  // namespace fenrun::flows
