// The history that up.sh leaves to look at: a month of trade whose books are sound.
#include <set>

#include "db/staff/staff.hpp"
#include "deploy/history/month.hpp"
#include "deploy/history/names.hpp"
#include "flows/ledger/verify_commissions.hpp"
#include "flows/ledger/verify_ledger.hpp"
#include "tests/server/support/broken_invariants.hpp"
#include "tests/support/test_database.hpp"

namespace fenrun::testing {
namespace {

constexpr std::uint64_t kHistorySeed = 7;
constexpr LoadShape kSmallShop{24, 120, history::kGoodsCount, 50, 30};
// Midnight in China.
constexpr Instant kBegin{std::chrono::sys_days{std::chrono::year{2026} / 10 / 29} + std::chrono::hours{16}};
constexpr Instant kEnd = kBegin + std::chrono::days{29};

class HistoryTest : public DatabaseTest {
 protected:
  static config::Config config_of(const db::MysqlOptions& mysql) {
    config::Config config;
    config.mysql.mysql = mysql;
    config.mini_program.appid = "wx0123456789abcdef";
    crypto::Key256 key{};
    key.fill(5);
    config.security.sealing.emplace(1, Secret<crypto::Key256>(key));
    config.security.index = Secret<crypto::Key256>(key);
    return config;
  }
  static void employ(const std::string& name, Role role) {
    database().run([&](db::Tx& tx) -> Result<bool> {
      const std::string public_id = "01HISTORY00000000000000" + std::to_string(100 + static_cast<int>(role));
      return db::insert_staff(tx, {public_id, name, role, "no password", "", kBegin});
    });
  }
  static std::int64_t count(db::Sql sql) {
    return database().run([&](db::Tx& tx) -> Result<std::int64_t> { return tx.one(sql)->integer(0); });
  }
};

TEST_F(HistoryTest, a_month_of_generated_trade_leaves_sound_books) {
  history::Desk desk(config_of(database().options()), kHistorySeed);
  EXPECT_TRUE(history::is_untouched(desk));
  RealisticLoad load(kSmallShop, kHistorySeed);
  EXPECT_THROW((void)history::open_shop(desk, load, kBegin), std::runtime_error) << "nobody works there";
  employ("operator", Role::operator_);
  employ("finance", Role::finance);
  auto opening = history::open_shop(desk, load, kBegin);
  EXPECT_FALSE(history::is_untouched(desk));
  history::Month month(desk, std::move(opening), std::move(load));
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
}

TEST_F(HistoryTest, names_tell_people_apart) {
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
