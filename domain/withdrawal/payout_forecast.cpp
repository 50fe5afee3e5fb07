#include "domain/withdrawal/payout_forecast.hpp"

#include <algorithm>

namespace fenrun {
namespace {

constexpr std::int64_t kForecastWhole = 1'000'000;

__extension__ using ForecastWide = __int128;

std::int64_t forecast_share(std::int64_t amount, std::int64_t ppm) {
  return static_cast<std::int64_t>(ForecastWide{amount} * ppm / kForecastWhole);
}

std::int64_t asking_ppm_of(const std::vector<PayoutPast>& past) {
  std::int64_t could = 0;
  std::int64_t asked = 0;
  for (const PayoutPast& day : past) {
    could += day.available.value + day.released.value;
    asked += day.asked.value;
  }
  if (could == 0) return kAskingUnknownPpm;
  return std::min(kForecastWhole, static_cast<std::int64_t>(ForecastWide{asked} * kForecastWhole / could));
}

std::int64_t mean_release(const std::vector<PayoutPast>& past) {
  if (past.empty()) return 0;
  std::int64_t released = 0;
  for (const PayoutPast& day : past) released += day.released.value;
  return released / std::ssize(past);
}

// Goods that are received from now on are released after everything that is known today.
std::size_t days_known(const std::vector<Fen>& maturing) {
  std::size_t known = maturing.size();
  while (known > 0 && maturing[known - 1].value == 0) --known;
  return known;
}

}  // namespace

int PayoutForecast::days_covered(BillDay today) const {
  if (!runs_dry_on) return kForecastDays;
  return static_cast<int>((*runs_dry_on - today).count());
}

Fen PayoutForecast::within(int days) const {
  Fen sum;
  for (int i = 0; i < std::min(days, kForecastDays); ++i)
    sum.value += paid[static_cast<std::size_t>(i)].value;
  return sum;
}

PayoutForecast forecast_payouts(const ForecastBasis& basis) {
  PayoutForecast forecast;
  forecast.asking_ppm = asking_ppm_of(basis.past);
  const std::int64_t usual = mean_release(basis.past);
  const std::size_t known = days_known(basis.maturing);
  std::int64_t available = basis.available.value;
  std::int64_t money = basis.at_wechat.value;
  for (std::size_t i = 0; i < forecast.paid.size(); ++i) {
    available += i < known ? basis.maturing[i].value : usual;
    const std::int64_t asked = forecast_share(available, forecast.asking_ppm);
    available -= asked;
    const std::int64_t paid = forecast_share(asked, basis.net_ppm) + (i == 0 ? basis.under_way.value : 0);
    forecast.paid[i] = Fen{paid};
    money -= paid;
    if (money < 0 && !forecast.runs_dry_on) {
      forecast.runs_dry_on = basis.today + std::chrono::days(static_cast<int>(i));
    }
  }
  return forecast;
}

}  // namespace fenrun
