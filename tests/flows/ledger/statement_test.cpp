#include "flows/ledger/statement.hpp"

#include <gtest/gtest.h>

#include "tests/flows/ledger/ledger_world.hpp"

namespace fenrun::testing {
namespace {

constexpr DealerId kReader{7};

Instant at(std::string_view text) { return parse_rfc3339(text).value(); }

class StatementTest : public LedgerWorld {
 protected:
  static flows::Statement of_month(std::string_view month) {
    return database().run([&](db::Tx& tx) -> Result<flows::Statement> {
      return flows::draw_statement(tx, sheet_of(kReader), parse_month(month).value());
    });
  }
};

TEST_F(StatementTest, a_statement_foots_to_the_journal_and_the_next_one_opens_where_it_closes) {
  EXPECT_EQ(post({flows::accrue("c1", kReader, Fen{1000}),
                  {MovementKind::release, "c1", kReader, Fen{1000}, "c1"},
                  flows::hold("w1", kReader, Fen{800}),
                  flows::settle("b1", "w1", kReader, Fen{700}),
                  {MovementKind::withhold_tax, "w1", kReader, Fen{100}, "w1"}},
                 at("2026-10-31T23:59:59.999999+08:00")),
            "posted");
  EXPECT_EQ(post({flows::claw_back("r1", "c1", kReader, Fen{500})}, at("2026-11-01T00:00:00+08:00")),
            "posted");
  EXPECT_EQ(post({{MovementKind::write_off, "o1", kReader, Fen{50}, ""}}, at("2026-11-02T00:00:00+08:00")),
            "posted");
  const flows::Statement october = of_month("2026-10");
  EXPECT_EQ(october.opening, Balance{});
  EXPECT_EQ(october.flows, (flows::MoneyFlows{Fen{1000}, {}, Fen{700}, Fen{100}, {}}));
  EXPECT_EQ(october.closing, (Balance{{}, Fen{200}, {}, {}, {}}));
  EXPECT_EQ(october.last_number, 5);
  const flows::Statement november = of_month("2026-11");
  EXPECT_EQ(november.opening, october.closing);
  EXPECT_EQ(november.flows, (flows::MoneyFlows{{}, Fen{500}, {}, {}, Fen{50}}));
  EXPECT_EQ(november.closing, (Balance{{}, {}, {}, {}, Fen{250}}));
  EXPECT_EQ(of_month("2026-09").last_number, 0);
}

TEST_F(StatementTest, a_month_that_has_been_followed_by_another_never_changes_whatever_a_slow_clock_says) {
  EXPECT_EQ(post({flows::accrue("c1", kReader, Fen{1000})}, at("2026-10-15T12:00:00+08:00")), "posted");
  EXPECT_EQ(post({flows::accrue("c2", kReader, Fen{10})}, at("2026-11-01T00:00:00+08:00")), "posted");
  const flows::Statement before = of_month("2026-10");
  EXPECT_EQ(post({flows::accrue("c3", kReader, Fen{1})}, at("2026-10-31T23:59:00+08:00")), "posted");
  const flows::Statement after = of_month("2026-10");
  EXPECT_EQ(after.hash, before.hash);
  EXPECT_EQ(after.flows, before.flows);
  EXPECT_EQ(after.closing, before.closing);
  EXPECT_EQ(of_month("2026-11").flows.earned, Fen{11});
}

}  // namespace
}  // namespace fenrun::testing
