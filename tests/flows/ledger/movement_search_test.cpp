// Every figure is made of the movements that its filter finds.
#include "db/journal/movement_search.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "db/journal/sheet.hpp"
#include "flows/ledger/statement.hpp"
#include "tests/flows/ledger/verified_world.hpp"

namespace fenrun::testing {
namespace {

constexpr Instant kLater = kLedgerNow + std::chrono::hours(30);

class MovementSearchTest : public VerifiedWorld {
 protected:
  void SetUp() override {
    VerifiedWorld::SetUp();
    ASSERT_EQ(post({flows::accrue("c9", kVerified, Fen{40}), flows::keep_unclaimed("u9", Fen{6})}, kLater),
              "posted");
  }
  template <class Read>
  static auto read(Read work) {
    return database().run([&](db::Tx& tx) -> Result<decltype(work(tx))> { return work(tx); });
  }
  // Page by page; adds up what each counts.
  static ListTotal added_up(db::Tx& tx, SheetId sheet, const MovementFilter& filter) {
    ListTotal total{};
    PageRequest request{0, 2};
    do {
      const auto page = db::list_movements(tx, sheet, filter, request);
      for (const db::JournalTxn& one : page.items) {
        EXPECT_TRUE(total.count == 0 || one.number < last_) << "newest first";
        last_ = one.number;
        ++total.count;
        total.sum.value += counted(filter, one.postings, one.amount).value;
      }
      request.after = page.next;
    } while (request.after != 0);
    return total;
  }
  static inline std::int64_t last_ = 0;
};

TEST_F(MovementSearchTest, an_accounts_movements_are_its_balance_on_every_sheet) {
  read([](db::Tx& tx) {
    for (const db::Sheet& row : db::find_sheets(tx, flows::sheets_after(tx, flows::kBeforeAllSheets, 100))) {
      for (const AccountRow& account : chart_of_accounts()) {
        MovementFilter filter;
        filter.account = account.account;
        const auto total = db::total_of_movements(tx, row.id, filter);
        EXPECT_EQ(total, added_up(tx, row.id, filter)) << row.id.value << account.word;
        if (row.id.value < 0 || account.owner != Owner::dealer) continue;
        EXPECT_EQ(total.sum, row.balance.of(account.account)) << row.id.value << account.word;
      }
    }
    return 0;
  });
}

TEST_F(MovementSearchTest, a_flows_movements_are_what_the_dealer_is_told) {
  read([](db::Tx& tx) {
    const auto money = flows::money_now(tx, kVerified, kLater);
    const std::map<Flow, std::pair<Fen, Fen>> told{
        {Flow::earned, {money.to_date.earned, money.today.earned}},
        {Flow::clawed_back, {money.to_date.clawed_back, money.today.clawed_back}},
        {Flow::withdrawn, {money.to_date.withdrawn, money.today.withdrawn}}};
    for (const auto& [flow, figures] : told) {
      MovementFilter filter;
      filter.flow = flow;
      EXPECT_EQ(db::total_of_movements(tx, sheet_of(kVerified), filter).sum, figures.first)
          << static_cast<int>(flow);
      filter.from = kLedgerNow + std::chrono::hours(16);  // midnight in China
      EXPECT_EQ(db::total_of_movements(tx, sheet_of(kVerified), filter),
                added_up(tx, sheet_of(kVerified), filter));
      EXPECT_EQ(db::total_of_movements(tx, sheet_of(kVerified), filter).sum, figures.second)
          << static_cast<int>(flow);
    }
    return 0;
  });
}

TEST_F(MovementSearchTest, a_time_is_from_its_first_instant_to_before_its_last) {
  read([](db::Tx& tx) {
    MovementFilter filter;
    filter.from = kLater;
    EXPECT_EQ(db::total_of_movements(tx, sheet_of(kVerified), filter), (ListTotal{1, Fen{40}}));
    filter.until = kLater;
    EXPECT_EQ(db::total_of_movements(tx, sheet_of(kVerified), filter), ListTotal{});
    EXPECT_TRUE(db::list_movements(tx, sheet_of(kVerified), filter, {0, 10}).items.empty());
    filter.from.reset();
    EXPECT_EQ(db::total_of_movements(tx, sheet_of(kVerified), filter).count, 5);
    return 0;
  });
}

TEST_F(MovementSearchTest, the_sheets_of_an_account_add_up_to_the_trial_balance) {
  read([](db::Tx& tx) {
    const auto totals = flows::trial_balance(tx).journal;
    for (const AccountRow& account : chart_of_accounts()) {
      std::int64_t sum = 0;
      SheetId before = flows::kBeforeAllSheets;
      std::optional<SheetId> next = before;
      while (next) {
        // One sheet is asked about at a time: most have nothing of the account.
        const auto page = db::list_sheets_of(tx, account.account, *next, 1, 1);
        EXPECT_EQ(page, db::list_sheets_of(tx, account.account, *next, 1)) << account.word;
        for (const db::AccountOnSheet& one : page.sheets) {
          EXPECT_LT(before, one.sheet) << account.word;
          before = one.sheet;
          sum += one.balance.value;
        }
        next = page.next;
      }
      const auto found = totals.find(account.account);
      const std::int64_t debits = found == totals.end() ? 0 : found->second;
      EXPECT_EQ(sum, account.side == Side::debit ? debits : -debits) << account.word;
    }
    return 0;
  });
}

}  // namespace
}  // namespace fenrun::testing
