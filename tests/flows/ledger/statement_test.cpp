#include "flows/ledger/statement.hpp"

#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <barrier>
#include <iostream>
#include <random>
#include <thread>

#include "base/crypto/digest.hpp"
#include "db/dealer/dealer.hpp"
#include "db/journal/statement.hpp"
#include "flows/ledger/verify_ledger.hpp"
#include "tests/flows/ledger/ledger_world.hpp"
#include "tests/support/seed.hpp"

namespace fenrun::testing {
namespace {

constexpr DealerId kReader{7};

Instant at(std::string_view text) { return parse_rfc3339(text).value(); }
Period month(std::string_view text) { return parse_month(text).value(); }

Dealer statement_dealer(DealerId id = kReader) {
  Dealer dealer;
  dealer.id = id;
  dealer.public_id = "01J0000000000000000000" + std::to_string(1000 + id.value);
  dealer.consumer_id = ConsumerId{id.value};
  dealer.level = 1;
  dealer.tier_id = TierId{1};
  dealer.name = "经销商";
  dealer.joined_at = at("2026-09-20T00:00:00+08:00");
  return dealer;
}

class StatementTest : public LedgerWorld {
 protected:
  static Result<flows::ShownStatement> asked(std::string_view text, Instant now) {
    return connection().transact(
        [&](db::Tx& tx) { return flows::statement_of(tx, statement_dealer(), month(text), now); });
  }
  static flows::ShownStatement shown(std::string_view text, Instant now = at("2026-12-05T00:00:00+08:00")) {
    const auto statement = asked(text, now);
    if (!statement) throw std::runtime_error(std::string(statement.error().code()));
    return *statement;
  }
  static flows::MoneyNow money(Instant now) {
    return database().run(
        [&](db::Tx& tx) -> Result<flows::MoneyNow> { return flows::money_now(tx, kReader, now); });
  }
  static std::int64_t stored() { return count("SELECT COUNT(*) FROM statement"); }
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
  const Statement october = shown("2026-10").statement;
  EXPECT_EQ(october.opening, Balance{});
  EXPECT_EQ(october.flows, (MoneyFlows{Fen{1000}, {}, Fen{700}, Fen{100}, {}}));
  EXPECT_EQ(october.closing, (Balance{{}, Fen{200}, {}, {}, {}}));
  EXPECT_EQ(october.last_number, 5);
  const Statement november = shown("2026-11").statement;
  EXPECT_EQ(november.opening, october.closing);
  EXPECT_EQ(november.opening_number, 5);
  EXPECT_EQ(november.flows, (MoneyFlows{{}, Fen{500}, {}, {}, Fen{50}}));
  EXPECT_EQ(november.closing, (Balance{{}, {}, {}, {}, Fen{250}}));
  EXPECT_EQ(november.to_date, (MoneyFlows{Fen{1000}, Fen{500}, Fen{700}, Fen{100}, Fen{50}}));
  EXPECT_EQ(shown("2026-09").statement.last_number, 0);
}

TEST_F(StatementTest, a_closed_month_is_stored_once_and_never_changes_whatever_a_slow_clock_says) {
  EXPECT_EQ(post({flows::accrue("c1", kReader, Fen{1000})}, at("2026-10-15T12:00:00+08:00")), "posted");
  const auto provisional = shown("2026-10", at("2026-10-31T23:59:59+08:00"));
  EXPECT_EQ(provisional.closed_at, std::nullopt);
  EXPECT_EQ(stored(), 0);
  const Instant closed_at = at("2026-11-01T00:00:00+08:00");
  const auto before = shown("2026-10", closed_at);
  EXPECT_EQ(before.closed_at, closed_at);
  EXPECT_EQ(before.hash, provisional.hash);
  EXPECT_EQ(stored(), 1);
  // A process whose clock is slow posts a moment "before" the end of the month.
  EXPECT_EQ(post({flows::accrue("c2", kReader, Fen{1})}, at("2026-10-31T23:59:00+08:00")), "posted");
  const auto after = shown("2026-10");
  EXPECT_EQ(after.statement, before.statement);
  EXPECT_EQ(after.hash, before.hash);
  EXPECT_EQ(after.closed_at, closed_at);
  EXPECT_EQ(stored(), 1);
  EXPECT_EQ(shown("2026-11").statement.flows.earned, Fen{1});
  EXPECT_EQ(contradictions(), 0);
}

TEST_F(StatementTest, its_hash_is_that_of_what_it_says) {
  EXPECT_EQ(post({flows::accrue("c1", kReader, Fen{1000})}, at("2026-10-15T12:00:00+08:00")), "posted");
  const auto it = shown("2026-10");
  const std::string text = to_text(it.statement);
  EXPECT_TRUE(text.starts_with("fenrun statement 1\ndealer 01J00000000000000000001007\nmonth 202610\n"))
      << text;
  EXPECT_NE(text.find("\nearned 1000\n"), std::string::npos);
  EXPECT_EQ(it.hash, crypto::as_text(crypto::sha256(text)));
}

TEST_F(StatementTest, a_stored_month_that_somebody_changed_is_not_shown) {
  EXPECT_EQ(post({flows::accrue("c1", kReader, Fen{1000})}, at("2026-10-15T12:00:00+08:00")), "posted");
  shown("2026-10");
  // The rows foot still: only the hash can tell.
  connection().run_script_statement(
      "UPDATE statement SET earned_fen = 900, closing_pending_fen = 900, to_date_earned_fen = 900");
  const auto refused = asked("2026-10", at("2026-12-05T00:00:00+08:00"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code(), "statement.broken");
  EXPECT_THROW(connection().run_script_statement("UPDATE statement SET earned_fen = earned_fen + 1"),
               db::DatabaseError)
      << "what does not foot cannot be stored";
}

TEST_F(StatementTest, verification_finds_a_closed_month_that_the_journal_does_not_bear_out) {
  database().run([](db::Tx& tx) -> Result<bool> { return db::insert_dealer(tx, statement_dealer()); });
  EXPECT_EQ(post({flows::accrue("c1", kReader, Fen{1000})}, at("2026-10-15T12:00:00+08:00")), "posted");
  shown("2026-10");
  const auto fault = [] {
    return database().run([](db::Tx& tx) -> Result<std::optional<flows::LedgerFault>> {
      std::int64_t movements = 0;
      const SheetId sheet = sheet_of(kReader);
      return flows::verify_sheets(tx, {&sheet, 1}, movements);
    });
  };
  const flows::LedgerFault found{sheet_of(kReader), 1, "is not what the closed month 2026-10 says"};
  EXPECT_EQ(fault(), std::nullopt);
  connection().run_script_statement("UPDATE statement SET journal_hash = REPEAT('x', 32)");
  EXPECT_EQ(fault(), found);
  // Whoever can write can hash too: what was earned and taken back grows by the same, and the hash fits.
  database().run([](db::Tx& tx) -> Result<bool> {
    auto row = db::find_statements_of(tx, std::array{sheet_of(kReader)}).at(sheet_of(kReader)).front();
    row.statement.journal_hash = db::find_sheet(tx, sheet_of(kReader)).hash;
    for (MoneyFlows* flows : {&row.statement.flows, &row.statement.to_date}) {
      flows->earned.value += 500;
      flows->clawed_back.value += 500;
    }
    tx.execute_one("DELETE FROM statement");
    db::insert_statements(tx,
                          {{kReader, {row.statement, flows::statement_hash(row.statement), row.closed_at}}});
    return true;
  });
  EXPECT_EQ(shown("2026-10").statement.flows.clawed_back, Fen{500}) << "the hash alone does not tell";
  EXPECT_EQ(fault(), found);
}

TEST_F(StatementTest, months_that_have_not_begun_and_those_before_the_dealer_joined_are_refused) {
  const Instant now = at("2026-10-15T00:00:00+08:00");
  const std::pair<std::string_view, std::string_view> cases[] = {{"2026-08", "statement.before_joining"},
                                                                 {"2026-09", ""},
                                                                 {"2026-10", ""},
                                                                 {"2026-11", "statement.month_in_future"}};
  for (const auto& [text, code] : cases) {
    const auto statement = asked(text, now);
    EXPECT_EQ(statement ? "" : statement.error().code(), code) << text;
  }
}

TEST_F(StatementTest, two_who_ask_at_once_close_it_once) {
  EXPECT_EQ(post({flows::accrue("c1", kReader, Fen{1000})}, at("2026-10-15T12:00:00+08:00")), "posted");
  std::atomic<int> agreed{0};
  std::barrier together(4);
  std::vector<std::thread> threads;
  for (int n = 0; n < 4; ++n) {
    threads.emplace_back([&] {
      db::Connection mine(database().options());
      mine.connect();
      together.arrive_and_wait();
      const auto it = mine.transact([&](db::Tx& tx) {
        return flows::statement_of(tx, statement_dealer(), month("2026-10"), at("2026-11-03T00:00:00+08:00"));
      });
      if (it && it->statement.flows.earned == Fen{1000}) ++agreed;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(agreed, 4);
  EXPECT_EQ(stored(), 1);
}

TEST_F(StatementTest, the_lines_of_a_month_add_up_to_its_figures) {
  EXPECT_EQ(post({flows::accrue("c1", kReader, Fen{1000})}, at("2026-10-15T12:00:00+08:00")), "posted");
  EXPECT_EQ(post({flows::accrue("c2", kReader, Fen{500}),
                  flows::claw_back("r1", "c1", kReader, Fen{300}),
                  {MovementKind::release, "c2", kReader, Fen{500}, "c2"}},
                 at("2026-11-02T00:00:00+08:00")),
            "posted");
  const Statement november = shown("2026-11").statement;
  const auto lines = [&](int most) {
    return connection().transact([&](db::Tx& tx) { return flows::lines_of(tx, kReader, november, most); });
  };
  EXPECT_EQ(lines(2).error().code(), "statement.too_long");
  const auto read = lines(3);
  ASSERT_TRUE(read);
  MoneyFlows sum;
  for (const db::JournalTxn& line : *read) {
    for (const Posting& one : line.postings) count_flow(sum, one.debit(), one.credit(), one.amount());
  }
  EXPECT_EQ(read->size(), 3U);
  EXPECT_EQ(sum, november.flows);
}

TEST_F(StatementTest, the_closing_job_closes_each_month_for_everybody_once_and_catches_up) {
  constexpr int kClosingDealers = 5;
  connection().run_script_statement("UPDATE statement_place SET month = 0, after_sheet = 0");
  for (int n = 1; n <= kClosingDealers; ++n) {
    const DealerId id{n};
    database().run([&](db::Tx& tx) -> Result<bool> {
      EXPECT_TRUE(db::insert_dealer(tx, statement_dealer(id)));
      return true;
    });
    EXPECT_EQ(post({flows::accrue("c" + std::to_string(n), id, Fen{100})}, at("2026-10-10T00:00:00+08:00")),
              "posted");
  }
  const auto close = [](std::string_view now, int limit) {
    return database().run([&](db::Tx& tx) { return flows::close_due_statements(tx, at(now), limit); });
  };
  EXPECT_EQ(close("2026-11-01T00:00:00+08:00", 2), 2);
  EXPECT_EQ(close("2026-11-01T00:00:00+08:00", 2), 2);
  EXPECT_EQ(close("2026-11-01T00:00:00+08:00", 2), 1);
  EXPECT_EQ(stored(), kClosingDealers);
  EXPECT_EQ(close("2026-11-30T23:59:59+08:00", 2), 0);
  EXPECT_EQ(stored(), kClosingDealers);
  // Two months later, after a long outage: November and December one after the other.
  int rounds = 0;
  while (close("2027-01-01T00:00:00+08:00", 10) == 10) ++rounds;
  EXPECT_EQ(rounds, 1);
  EXPECT_EQ(stored(), kClosingDealers * 3);
  EXPECT_EQ(count("SELECT COUNT(DISTINCT month) FROM statement"), 3);
}

// Dealers with and without movements before, in and after the month, with and without earlier statements.
TEST_F(StatementTest, months_closed_together_say_what_the_journal_says_of_each_dealer) {
  constexpr int kDealers = 40;
  const std::uint64_t seed = test_seed();
  std::mt19937_64 random(seed);
  connection().run_script_statement("UPDATE statement_place SET month = 0, after_sheet = 0");
  const Period november = month("2026-11");
  const Instant edges[] = {november.from, november.from - std::chrono::microseconds(1), november.until,
                           november.until - std::chrono::microseconds(1)};
  for (int n = 1; n <= kDealers; ++n) {
    const DealerId id{n};
    EXPECT_TRUE(database().run(
        [&](db::Tx& tx) -> Result<bool> { return db::insert_dealer(tx, statement_dealer(id)); }));
    std::vector<Instant> instants;
    for (auto i = random() % 6; i > 0; --i)
      instants.push_back(at("2026-09-25T00:00:00+08:00") + std::chrono::minutes(random() % (80 * 24 * 60)));
    for (const Instant edge : edges) {
      if (random() % 3 == 0) instants.push_back(edge);
    }
    std::ranges::sort(instants);
    for (std::size_t i = 0; i < instants.size(); ++i) {
      const std::string name = "c" + std::to_string(n) + "." + std::to_string(i);
      std::vector<Movement> movements{flows::accrue(name, id, Fen{100 + static_cast<std::int64_t>(i)})};
      if (random() % 2 == 0) movements.push_back(flows::claw_back("r" + name, name, id, Fen{40}));
      EXPECT_EQ(post(movements, instants[i]), "posted");
    }
    for (const std::string_view asked : {"2026-09", "2026-10", "2026-11"}) {
      if (random() % 3 != 0) continue;
      database().run([&](db::Tx& tx) {
        return flows::statement_of(tx, statement_dealer(id), month(asked), at("2026-12-30T00:00:00+08:00"));
      });
    }
  }
  while (database().run([&](db::Tx& tx) { return flows::close_due_statements(tx, november.until, 15); }) ==
         15) {
  }
  database().run([&](db::Tx& tx) -> Result<bool> {
    for (int n = 1; n <= kDealers; ++n) {
      const DealerId id{n};
      const SheetId sheet = sheet_of(id);
      const auto row = db::find_statement(tx, id, 202611);
      if (!row) {  // never moved, and nobody asked
        EXPECT_EQ(db::find_sheet(tx, sheet).number, 0);
        continue;
      }
      const Statement& said = row->statement;
      const auto last = db::find_last_before(tx, sheet, november.until);
      EXPECT_EQ(said.last_number, last ? last->number : 0);
      EXPECT_EQ(said.opening, db::balance_before(tx, sheet, november.from));
      EXPECT_EQ(said.closing, db::balance_before(tx, sheet, november.until));
      EXPECT_EQ(said.flows, flows::flows_of(tx, sheet, said.opening_number, said.last_number));
      EXPECT_EQ(said.to_date, flows::flows_of(tx, sheet, 0, said.last_number));
      EXPECT_EQ(flows::statement_of(tx, statement_dealer(id), november, november.until)->hash, row->hash);
    }
    EXPECT_EQ(flows::verify_rest(tx), std::nullopt);
    return true;
  });
}

// Whatever moved when: the balance as of any instant is what a replay of the journal up to it says, and what
// the dealer's page shows foots to it.
TEST_F(StatementTest, the_balance_as_of_any_instant_is_a_replay_of_the_journal) {
  const std::uint64_t seed = test_seed();
  std::mt19937_64 engine(seed);
  const auto below = [&](std::int64_t bound) {
    return static_cast<std::int64_t>(engine() % static_cast<std::uint64_t>(bound));
  };
  Instant now = at("2026-10-20T00:00:00+08:00");
  const Instant begin = now;
  for (int n = 0; n < 120; ++n) {
    now += std::chrono::minutes(below(600));
    const std::string name = std::to_string(n);
    const std::string old = "c" + std::to_string(below(n + 1));
    switch (below(5)) {
      case 0:
      case 1:
        post({flows::accrue("c" + name, kReader, Fen{1 + below(1000)})}, now);
        break;
      case 2:
        post({{MovementKind::release, old, kReader, Fen{1 + below(1000)}, old}}, now);
        break;
      case 3:
        post({flows::claw_back("r" + name, old, kReader, Fen{1 + below(500)})}, now);
        break;
      default:
        post({flows::hold("w" + name, kReader, Fen{1 + below(300)})}, now);
    }
  }
  const auto journal = database().run([](db::Tx& tx) -> Result<std::vector<db::JournalTxn>> {
    return db::read_journal(tx, sheet_of(kReader), 0, 1000);
  });
  ASSERT_GT(journal.size(), 20U);
  const auto replay = [&](Instant until) {
    Balance balance;
    for (const db::JournalTxn& txn : journal) {
      if (txn.at < until) balance = after(balance, txn.postings);
    }
    return balance;
  };
  const std::int64_t span = std::chrono::duration_cast<std::chrono::microseconds>(now - begin).count();
  std::vector<Instant> instants{begin, now, now + std::chrono::microseconds(1)};
  for (int n = 0; n < 200; ++n) instants.push_back(begin + std::chrono::microseconds(below(span + 1)));
  for (const db::JournalTxn& txn : journal) instants.push_back(txn.at);
  for (const Instant instant : instants) {
    const Balance told = database().run(
        [&](db::Tx& tx) -> Result<Balance> { return db::balance_before(tx, sheet_of(kReader), instant); });
    ASSERT_EQ(told, replay(instant)) << to_rfc3339(instant);
  }
  shown("2026-10", now + std::chrono::days(40));
  const flows::MoneyNow page = money(now);
  EXPECT_EQ(page.balance, replay(now + std::chrono::microseconds(1)));
  EXPECT_EQ(page.balance.net(), page.to_date.net());
}

}  // namespace
}  // namespace fenrun::testing
