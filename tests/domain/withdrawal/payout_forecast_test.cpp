#include "domain/withdrawal/payout_forecast.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <random>

namespace fenrun {
namespace {

using std::chrono::days;

const BillDay kToday{days(20'000)};

ForecastBasis basis_of(Fen available, Fen at_wechat) {
  ForecastBasis basis;
  basis.today = kToday;
  basis.available = available;
  basis.at_wechat = at_wechat;
  return basis;
}

TEST(PayoutForecast, the_share_that_was_asked_for_is_asked_for_again) {
  auto basis = basis_of(Fen{10'000}, Fen{100'000});
  basis.past = {{Fen{900}, Fen{100}, Fen{250}}, {Fen{1'000}, Fen{0}, Fen{250}}};
  const PayoutForecast forecast = forecast_payouts(basis);
  EXPECT_EQ(forecast.asking_ppm, 250'000);
  // 10,000 and the 50 that are usual; then what is left of it and 50 more.
  EXPECT_EQ(forecast.paid[0], Fen{2'512});
  EXPECT_EQ(forecast.paid[1], Fen{1'897});
  EXPECT_EQ(forecast.within(2), Fen{2'512 + 1'897});
  EXPECT_EQ(forecast.runs_dry_on, std::nullopt);
}

TEST(PayoutForecast, commissions_that_mature_are_known_by_their_day) {
  auto basis = basis_of(Fen{0}, Fen{1'000'000});
  basis.past = {{Fen{1'000}, Fen{0}, Fen{1'000}}};  // everything is asked for at once
  basis.maturing = {Fen{70}, Fen{0}, Fen{900}, Fen{0}, Fen{0}};
  const PayoutForecast forecast = forecast_payouts(basis);
  EXPECT_EQ(forecast.paid[0], Fen{70});
  EXPECT_EQ(forecast.paid[1], Fen{0});
  EXPECT_EQ(forecast.paid[2], Fen{900});
  EXPECT_EQ(forecast.within(kForecastDays), Fen{970});
}

TEST(PayoutForecast, what_is_asked_for_already_is_paid_today_and_tax_stays_with_us) {
  auto basis = basis_of(Fen{1'000}, Fen{1'000'000});
  basis.under_way = Fen{333};
  basis.past = {{Fen{1'000}, Fen{0}, Fen{500}}};
  basis.net_ppm = 800'000;
  EXPECT_EQ(forecast_payouts(basis).paid[0], Fen{333 + 400});
}

TEST(PayoutForecast, without_a_past_a_tenth_a_day_is_assumed) {
  EXPECT_EQ(forecast_payouts(basis_of(Fen{1'000}, Fen{1'000})).paid[0], Fen{100});
  EXPECT_EQ(forecast_payouts(basis_of(Fen{0}, Fen{0})).within(kForecastDays), Fen{0});
}

TEST(PayoutForecast, the_day_is_named_that_the_account_does_not_cover) {
  auto basis = basis_of(Fen{1'000}, Fen{270});
  EXPECT_EQ(forecast_payouts(basis).runs_dry_on, kToday + days(2));  // 100, 90, 81
  basis.at_wechat = Fen{271};
  EXPECT_EQ(forecast_payouts(basis).runs_dry_on, kToday + days(3));
  basis.at_wechat = Fen{0};
  EXPECT_EQ(forecast_payouts(basis).runs_dry_on, kToday);
}

TEST(PayoutForecast, days_that_the_account_covers_are_whole_days_from_today) {
  EXPECT_EQ(forecast_payouts(basis_of(Fen{1'000}, Fen{0})).days_covered(kToday), 0);
  EXPECT_EQ(forecast_payouts(basis_of(Fen{1'000}, Fen{270})).days_covered(kToday), 2);
  EXPECT_EQ(forecast_payouts(basis_of(Fen{1'000}, Fen{1'000})).days_covered(kToday), kForecastDays);
}

TEST(PayoutForecast, sums_of_a_large_company_fit) {
  auto basis = basis_of(Fen{4'000'000'000'000'000}, Fen{1});
  basis.past = {{Fen{4'000'000'000'000'000}, Fen{0}, Fen{4'000'000'000'000'000}}};
  EXPECT_EQ(forecast_payouts(basis).paid[0], basis.available);
}

// A shop whose sales and dealers have moods: they differ by a quarter from day to day, and by weekday.
class MoodyShop {
 public:
  explicit MoodyShop(std::uint64_t seed)
      : random_(seed), share_(between(40'000, 250'000)), sales_(between(100'000, 5'000'000)) {
    for (int i = 0; i < 60; ++i) live();
  }

  // Returns what was paid.
  Fen live() {
    const Fen released = maturing_.front();
    maturing_.erase(maturing_.begin());
    maturing_.push_back(Fen{sales_ * between(750, 1'250) / 1'000 * weekday(900, 1'300) / 1'000});
    const Fen before = available_;
    available_.value += released.value;
    const Fen asked{available_.value * share_ / 1'000'000 * between(750, 1'250) / 1'000};
    available_.value -= asked.value;
    past_.push_back({before, released, asked});
    ++day_;
    return asked;
  }
  [[nodiscard]] ForecastBasis basis(Fen at_wechat) const {
    auto basis = basis_of(available_, at_wechat);
    basis.today = kToday + days(day_);
    basis.past.assign(past_.end() - kForecastPastDays, past_.end());
    basis.maturing = maturing_;
    return basis;
  }
  [[nodiscard]] BillDay today() const { return kToday + days(day_); }
  std::int64_t between(std::int64_t least, std::int64_t most) {
    return std::uniform_int_distribution<std::int64_t>(least, most)(random_);
  }

 private:
  [[nodiscard]] std::int64_t weekday(std::int64_t usual, std::int64_t weekend) const {
    return day_ % 7 < 5 ? usual : weekend;
  }

  std::mt19937_64 random_;
  std::int64_t share_;
  std::int64_t sales_;
  int day_ = 0;
  Fen available_;
  std::vector<Fen> maturing_ = std::vector<Fen>(7);
  std::vector<PayoutPast> past_;
};

TEST(PayoutForecastBackTest, a_week_and_a_month_are_foreseen_within_a_tenth) {
  constexpr std::uint64_t kSeeds = 400;
  double week_error = 0;
  double month_error = 0;
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    MoodyShop shop(seed);
    const PayoutForecast forecast = forecast_payouts(shop.basis(Fen{1}));
    double paid = 0;
    for (int day = 1; day <= kForecastDays; ++day) {
      paid += static_cast<double>(shop.live().value);
      const double error = std::abs(static_cast<double>(forecast.within(day).value) - paid) / paid;
      if (day == 7) week_error += error;
      if (day == kForecastDays) month_error += error;
    }
  }
  std::cout << "seeds 1 to " << kSeeds << ": mean error of a week " << week_error / kSeeds << ", of a month "
            << month_error / kSeeds << "\n";
  EXPECT_LT(week_error / kSeeds, 0.10);
  EXPECT_LT(month_error / kSeeds, 0.10);
}

// The account lasts some days, whatever happens; a day before it does not, the forecast has said so.
TEST(PayoutForecastBackTest, a_shortage_is_flagged_a_day_ahead) {
  constexpr int kSeeds = 400;
  int flagged = 0;
  int too_early = 0;
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    MoodyShop shop(seed);
    Fen money{forecast_payouts(shop.basis(Fen{1})).within(static_cast<int>(shop.between(2, 20))).value};
    std::optional<BillDay> said;
    while (true) {
      const auto dry = forecast_payouts(shop.basis(money)).runs_dry_on;
      const bool is_warned = said && *said <= shop.today() - days(1);
      money.value -= shop.live().value;
      if (money.value < 0) {
        flagged += is_warned ? 1 : 0;
        break;
      }
      if (dry && *dry <= shop.today() + days(1) && !said) said = shop.today() - days(1);
      if (said && *said < shop.today() - days(5)) {
        ++too_early;
        flagged += 1;
        break;
      }
    }
  }
  std::cout << "seeds 1 to " << kSeeds << ": " << flagged << " flagged a day ahead, " << too_early
            << " more than five days before\n";
  EXPECT_GE(flagged, kSeeds * 95 / 100);
  EXPECT_LE(too_early, kSeeds * 5 / 100);
}

}  // namespace
}  // namespace fenrun
