// `fenrun-admin ledger verify` as an operator runs it, over more sheets and seals than fit on one page.
#include <gtest/gtest.h>

#include "base/crypto/encoding.hpp"
#include "flows/ledger/post.hpp"
#include "flows/ledger/seal_ledger.hpp"
#include "server/ledger_keeper.hpp"
#include "tests/config/load_world.hpp"
#include "tests/server/admin/run_admin.hpp"
#include "tests/support/test_database.hpp"

namespace fenrun::testing {
namespace {

// Three pages of sheets, and as many of seals.
constexpr int kSealedDealers = 230;
constexpr Instant kSealedAt{std::chrono::sys_days{std::chrono::year{2026} / 11 / 21}};

class LedgerVerifyTest : public config::LoadTest {
 protected:
  void SetUp() override {
    complete_.replace(complete_.find("host = "), complete_.find("[http]") - complete_.find("host = "),
                      "user = \"root\"\nsocket = \"" + database_.options().socket + "\"\nschema = \"" +
                          database_.name() + "\"\n");
    write_complete();
    crypto::Key256 index{};
    for (std::size_t i = 0; i < index.size(); ++i) index[i] = static_cast<unsigned char>(i);
    const crypto::Key256 key = server::ledger_seal_key(Secret<crypto::Key256>(index));
    for (int n = 1; n <= kSealedDealers; ++n) {
      const Movement earned = flows::accrue("b" + std::to_string(n), DealerId{n}, Fen{100 + n});
      database_.run([&](db::Tx& tx) { return flows::post(tx, earned, kSealedAt); });
      database_.run([&](db::Tx& tx) { return flows::seal_ledger(tx, key, kSealedAt, 10); });
    }
  }

  [[nodiscard]] AdminRun verify() const {
    return run_admin("ledger verify " + (folder_ / "fenrun.toml").string());
  }
  void change(db::Sql sql) {
    EXPECT_GT(database_.run([&](db::Tx& tx) -> Result<std::uint64_t> { return tx.execute(sql); }), 0U);
  }
  // What is said when `harm` was done; `mend` undoes it.
  std::string said_after(db::Sql harm, db::Sql mend) {
    change(harm);
    const AdminRun run = verify();
    change(mend);
    EXPECT_EQ(run.status, 1) << harm.text();
    return run.output;
  }

  TestDatabase database_;
};

TEST_F(LedgerVerifyTest, sound_books_end_with_0_and_one_change_on_any_page_with_1_and_its_place) {
  const AdminRun sound = verify();
  EXPECT_EQ(sound.status, 0);
  EXPECT_EQ(sound.output, "checked 230 sheets, 230 movements, 230 seals, 0 commissions\n");
  EXPECT_EQ(
      said_after("UPDATE posting SET amount_fen = 302 WHERE sheet = 201",
                 "UPDATE posting SET amount_fen = 301 WHERE sheet = 201"),
      "checked 200 sheets, 200 movements, 0 seals, 0 commissions\nmovement 1 of sheet 201 was changed\n");
  EXPECT_EQ(said_after("UPDATE commission_money SET clawed_back_fen = 1 WHERE reference = 'b150'",
                       "UPDATE commission_money SET clawed_back_fen = 0 WHERE reference = 'b150'"),
            "checked 100 sheets, 200 movements, 0 seals, 0 commissions\n"
            "movement 1 of sheet 150 began a commission whose money is something else now\n");
  EXPECT_EQ(said_after("UPDATE ledger_seal SET heads = 2 WHERE number = 150",
                       "UPDATE ledger_seal SET heads = 1 WHERE number = 150"),
            "checked 230 sheets, 230 movements, 149 seals, 0 commissions\n"
            "seal 150 has not as many heads as it says\n");
  EXPECT_EQ(said_after("UPDATE ledger_seal_head SET seal = 300 WHERE seal = 230",
                       "UPDATE ledger_seal_head SET seal = 230 WHERE seal = 300"),
            "checked 230 sheets, 230 movements, 229 seals, 0 commissions\n"
            "seal 230 has not as many heads as it says\n");
  EXPECT_EQ(said_after("UPDATE ledger_total SET amount_fen = amount_fen + 1 WHERE account = 'pending'",
                       "UPDATE ledger_total SET amount_fen = amount_fen - 1 WHERE account = 'pending'"),
            "checked 230 sheets, 230 movements, 230 seals, 0 commissions\n"
            "seal 230 leaves 1 fen in the folded total of pending that no posting explains\n");
  EXPECT_EQ(verify().status, 0);
}

TEST_F(LedgerVerifyTest, seals_made_with_another_key_are_not_ours) {
  write("index.key", "AQECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n");
  const AdminRun run = verify();
  EXPECT_EQ(run.status, 1);
  EXPECT_EQ(run.output,
            "checked 230 sheets, 230 movements, 0 seals, 0 commissions\nseal 1 was not made with our key\n");
}

}  // namespace
}  // namespace fenrun::testing
