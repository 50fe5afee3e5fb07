// The history that up.sh leaves to look at: a month of trade whose books are sound, and at the emulator of
// WeChat the same transfers.
#include <memory>
#include <set>

#include "db/staff/staff.hpp"
#include "deploy/history/month.hpp"
#include "deploy/history/names.hpp"
#include "flows/ledger/verify_commissions.hpp"
#include "flows/ledger/verify_ledger.hpp"
#include "tests/server/support/broken_invariants.hpp"
#include "tests/server/support/pay_options.hpp"
#include "tests/support/test_database.hpp"

namespace fenrun::testing {
namespace {

constexpr std::uint64_t kHistorySeed = 7;
constexpr LoadShape kSmallShop{24, 120, history::kGoodsCount, 50, 30};
// Midnight in China.
constexpr Instant kBegin{std::chrono::sys_days{std::chrono::year{2026} / 10 / 29} + std::chrono::hours{16}};
// After the hour at which finance decides.
constexpr Instant kEnd = kBegin + std::chrono::days{28} + std::chrono::hours{15};
constexpr int kDaysClosed = 27;

class HistoryTest : public DatabaseTest {
 protected:
  config::Config make_config() {
    config::Config config;
    config.mysql.mysql = database().options();
    config.mini_program.appid = emulator_.appid();
    config.pay = server::testing::public_key_options_for(emulator_);
    crypto::Key256 key{};
    key.fill(5);
    config.security.sealing.emplace(1, Secret<crypto::Key256>(key));
    config.security.index = Secret<crypto::Key256>(key);
    return config;
  }
  void employ(const std::string& name, Role role) {
    database().run([&](db::Tx& tx) -> Result<bool> {
      const std::string public_id = "01HISTORY00000000000000" + std::to_string(++employed_);
      return db::insert_staff(tx, {public_id, name, role, "no password", "", kBegin});
    });
  }
  std::int64_t paid_by_wechat() {
    std::int64_t sum = 0;
    const nlohmann::json shown = emulator_.get("/pay/transfers?limit=10000");
    for (const auto& transfer : shown.at("entries")) {
      if (transfer.at("state") == "SUCCESS") sum += transfer.at("amount").get<std::int64_t>();
    }
    return sum;
  }
  static std::int64_t count(db::Sql sql) {
    return database().run([&](db::Tx& tx) -> Result<std::int64_t> { return tx.one(sql)->integer(0); });
  }

  int employed_ = 100;
  Emulator emulator_{EmulatorOptions{.has_merchant = true}};
  config::Config config_ = make_config();
};

TEST_F(HistoryTest, a_month_of_generated_trade_leaves_sound_books) {
  history::Desk desk(config_, kHistorySeed);
  const history::Payday::Setting setting{config_, config_, emulator_.control_url(), kBegin, kEnd};
  EXPECT_THROW(history::Payday(desk, setting), std::runtime_error) << "nobody works there";
  EXPECT_TRUE(history::is_untouched(desk));
  RealisticLoad load(kSmallShop, kHistorySeed);
  EXPECT_THROW((void)history::open_shop(desk, load, kBegin), std::runtime_error) << "nobody works there";
  employ("operator", Role::operator_);
  employ("finance", Role::finance);
  employ("finance2", Role::finance);
  auto payday = std::make_unique<history::Payday>(desk, setting);
  auto opening = history::open_shop(desk, load, kBegin);
  EXPECT_FALSE(history::is_untouched(desk));
  payday->open(opening.sellers);
  history::Month month(desk, std::move(opening), std::move(load), payday.get());
  const int orders = month.play(kBegin, kEnd);
  EXPECT_GT(orders, 200);
  EXPECT_EQ(count("SELECT COUNT(*) FROM sale_order WHERE paid_at IS NOT NULL"), orders);
  EXPECT_EQ(count("SELECT COUNT(*) FROM sale_order WHERE consumer_id = 0"), 0);
  EXPECT_EQ(count("SELECT COUNT(*) FROM dealer"), kSmallShop.dealers);
  EXPECT_EQ(server::testing::broken_invariants(connection()), "");
  database().run([](db::Tx& tx) -> Result<bool> {
    CommissionId last;
    std::int64_t commissions = 0;
    EXPECT_EQ(flows::verify_commissions(tx, last, 100'000, commissions), std::nullopt);
    EXPECT_GT(commissions, 200);
    EXPECT_EQ(flows::trial_balance(tx).difference(), 0);
    return true;
  });
  // Something of everything that a page shows.
  EXPECT_GT(count("SELECT COUNT(*) FROM commission_money WHERE state = 'pending'"), 0);
  EXPECT_GT(count("SELECT COUNT(*) FROM commission_money WHERE state = 'released'"), 0);
  EXPECT_GT(count("SELECT COUNT(*) FROM commission WHERE clawed_back_fen > 0"), 0);
  EXPECT_GT(count("SELECT COUNT(DISTINCT tier_id) FROM commission"), 1);
  EXPECT_GT(
      count("SELECT COUNT(*) FROM commission c JOIN commission_money m ON m.reference = CONCAT('c', c.id) "
            "JOIN sale_order o ON o.id = c.order_id WHERE m.matures_at = o.received_at + INTERVAL 3 DAY"),
      0)
      << "of the dealer in gold";
  EXPECT_EQ(count("SELECT COUNT(*) FROM dealer_standing WHERE is_suspended = 1"), 1);
  EXPECT_GT(count("SELECT COUNT(*) FROM sale_order WHERE state = 'completed'"), 0);
  EXPECT_GT(count("SELECT COUNT(*) FROM sale_order WHERE state = 'shipped'"), 0);
  EXPECT_GT(count("SELECT COUNT(*) FROM withdrawal WHERE state = 'paid'"), 20);
  EXPECT_GT(count("SELECT COUNT(*) FROM withdrawal WHERE state = 'returned'"), 0);
  EXPECT_GT(count("SELECT COUNT(*) FROM withdrawal WHERE state = 'rejected'"), 0);
  EXPECT_GT(count("SELECT COUNT(*) FROM withdrawal WHERE state = 'requested'"), 0);
  // Nothing is under way that only this emulator knows.
  EXPECT_EQ(count("SELECT COUNT(*) FROM payout WHERE is_open = 1"), 0);
  EXPECT_EQ(count("SELECT CAST(SUM(amount_fen) AS SIGNED) FROM payout WHERE state = 'succeeded'"),
            paid_by_wechat());
  // From the first day to the one before the newest whose bills can be had.
  EXPECT_EQ(count("SELECT COUNT(*) FROM reconciliation_day WHERE state = 'closed'"), kDaysClosed);
  EXPECT_EQ(count("SELECT COUNT(*) FROM reconciliation_day WHERE state <> 'closed'"), 0);
  EXPECT_EQ(payday->figures().days_closed, kDaysClosed);
  EXPECT_TRUE(emulator_.get("/clock").at("is_frozen").get<bool>());
  payday->end();
  payday.reset();
  const nlohmann::json clock = emulator_.get("/clock");
  EXPECT_FALSE(clock.at("is_frozen").get<bool>());
  const auto real = std::chrono::duration_cast<std::chrono::seconds>(SystemClock{}.now().time_since_epoch());
  EXPECT_NEAR(clock.at("unix_seconds").get<double>(), static_cast<double>(real.count()), 60.0);
}

TEST(HistoryNames, tell_people_apart) {
  std::set<std::string> shops;
  std::set<std::string> people;
  for (std::uint32_t number = 0; number < 2'000; ++number) {
    shops.insert(history::shop_name(number));
    people.insert(history::nickname(number));
  }
  EXPECT_EQ(shops.size(), 2'000U);
  EXPECT_EQ(people.size(), 2'000U);
}

}  // namespace
}  // namespace fenrun::testing
