// Bills of a day against real rows: transfers that the flows made, lines that the test writes.
#include <gtest/gtest.h>

#include <sstream>

#include "db/reconciliation/difference.hpp"
#include "db/reconciliation/reconciliation_day.hpp"
#include "flows/reconciliation/close_day.hpp"
#include "flows/reconciliation/plan_reconciliation.hpp"
#include "flows/reconciliation/reconcile_day.hpp"
#include "flows/reconciliation/store_bill.hpp"
#include "tests/flows/withdrawal/offline_world.hpp"

namespace fenrun::testing {
namespace {

using std::chrono::days;

// A bill as these tests write it: fund number, voucher, kind and flow of each line.
std::vector<BillLine> read_plain_lines(std::string_view text) {
  std::vector<BillLine> lines;
  std::istringstream words{std::string(text)};
  BillLine line;
  int kind = 0;
  std::int64_t flow = 0;
  while (words >> line.fund_number >> line.voucher_number >> kind >> flow) {
    line.kind = static_cast<LineKind>(kind);
    line.is_income = flow > 0;
    line.amount = Fen{std::abs(flow)};
    lines.push_back(line);
  }
  return lines;
}

void walk_plain_lines(BillKind, const flows::FilePieces& pieces, const LineVisitor& visit) {
  std::string text;
  for (auto piece = pieces(); !piece.empty(); piece = pieces()) text += piece;
  for (const BillLine& line : read_plain_lines(text)) visit(line);
}

std::string plain_line(const std::string& fund_number, const std::string& voucher, LineKind kind,
                       std::int64_t flow) {
  return fund_number + " " + voucher + " " + std::to_string(static_cast<int>(kind)) + " " +
         std::to_string(flow) + "\n";
}

class ReconcileTest : public OfflineWorld {
 protected:
  // A transfer that ends well at kLedgerNow.
  Payout paid(Fen amount) const {
    const Withdrawal withdrawal = prepared(dealer_with(amount), amount);
    const auto claimed = claim();
    EXPECT_TRUE(claimed.claimed);
    if (claimed.claimed) {
      reply(*claimed.claimed, {create_says(ChannelState::wait), "1330" + payout_of(withdrawal).number, "",
                               FailBlame::ours, true, std::chrono::seconds(0)});
      const auto query = claim(kLedgerNow + std::chrono::hours(1));
      EXPECT_TRUE(query.claimed);
      reply(*query.claimed,
            {query_says(ChannelState::success), "", "", FailBlame::dealer, false, std::chrono::seconds(0)},
            kLedgerNow + std::chrono::hours(1));
    }
    EXPECT_EQ(payout_state(withdrawal), "succeeded");
    return payout_of(withdrawal);
  }
  static std::string line_of(const Payout& payout) {
    return plain_line("F" + payout.number, payout.number, LineKind::transfer, -payout.amount.value);
  }

  static flows::BillStored store(BillKind account, BillDay day, const std::string& text,
                                 bool is_readable = true) {
    flows::StoreBill command;
    command.file.mchid = "1900000001";
    command.file.account = account;
    command.file.day = day;
    command.file.sha1 = text.empty() ? "" : crypto::to_hex(crypto::sha1(text));
    command.file.is_readable = is_readable;
    command.file.lines = std::ssize(read_plain_lines(text));
    command.packed = text;
    return database().run(
        [&](db::Tx& tx) -> Result<flows::BillStored> { return flows::store_bill(tx, command, kLedgerNow); });
  }
  static void store_all(BillDay day, const std::string& operation) {
    store(BillKind::operation, day, operation);
    store(BillKind::basic, day, "");
    store(BillKind::trade, day, "");
  }
  static std::string reconcile(BillDay day) {
    const flows::ReconcileDay command{day, "1900000001", walk_plain_lines};
    const auto done =
        connection().transact([&](db::Tx& tx) { return flows::reconcile_day(tx, command, kLedgerNow); });
    return done ? "done" : std::string(done.error().code());
  }
  // "class state" of each difference of the day, in the order of their filing.
  static std::vector<std::string> differences(BillDay day) {
    std::vector<std::string> shown;
    for (const FiledDifference& one : filed(day)) {
      shown.push_back(std::string(to_word(one.found.kind)) + " " + std::string(to_word(one.state)));
    }
    return shown;
  }
  static std::vector<FiledDifference> filed(BillDay day) {
    return database().run([&](db::Tx& tx) -> Result<std::vector<FiledDifference>> {
      return db::read_differences(tx, day, 100);
    });
  }
  static std::string propose(DifferenceId id, StaffId staff,
                             FundExplanation explanation = FundExplanation::none) {
    const auto done = connection().transact([&](db::Tx& tx) {
      return flows::propose_closing(tx, {id, staff, "已核实", explanation}, kLedgerNow);
    });
    return done ? std::string(to_word(done->state)) : std::string(done.error().code());
  }
  static std::string confirm(DifferenceId id, StaffId staff, FundExplanation shown = FundExplanation::none) {
    const auto done = connection().transact([&](db::Tx& tx) {
      return flows::confirm_closing(tx, {id, staff, {shown, "已核实"}}, kLedgerNow);
    });
    return done ? std::string(to_word(done->state)) : std::string(done.error().code());
  }
  static std::string close(BillDay day, Instant now = kLedgerNow) {
    const auto done = connection().transact([&](db::Tx& tx) {
      return flows::close_day(tx, {day, "1900000001", kFinanceOne}, now);
    });
    return done ? std::string(to_word(done->state)) : std::string(done.error().code());
  }
  static BillFigures operation_figures(BillDay day) {
    return database().run(
        [&](db::Tx& tx) -> Result<BillFigures> { return db::find_reconciliation_day(tx, day)->operation; });
  }

  const BillDay today_ = bill_day_of(kLedgerNow);
};

using Shown = std::vector<std::string>;

TEST_F(ReconcileTest, a_day_that_agrees_is_closed) {
  EXPECT_EQ(close(today_), kReconciliationNotFound.code);
  const Payout one = paid(Fen{5'000});
  const Payout two = paid(Fen{7'000});
  EXPECT_EQ(reconcile(today_), kReconciliationBillMissing.code);
  store_all(today_, line_of(one) + line_of(two));
  EXPECT_EQ(reconcile(today_), "done");
  EXPECT_EQ(differences(today_), Shown{});
  EXPECT_EQ(operation_figures(today_).matched, 2);
  EXPECT_EQ(operation_figures(today_).matched_sum, Fen{12'000});
  EXPECT_EQ(close(today_), "closed");
  EXPECT_EQ(close(today_), kReconciliationClosed.code);
  EXPECT_EQ(reconcile(today_), kReconciliationClosed.code);
  EXPECT_FALSE(is_fuse_blown());
}

// The bill of its own day agreed; days later another line names it.
TEST_F(ReconcileTest, money_that_moves_again_days_later_is_no_agreement) {
  const Payout one = paid(Fen{5'000});
  store_all(today_, line_of(one));
  EXPECT_EQ(reconcile(today_), "done");
  EXPECT_EQ(differences(today_), Shown{});
  const BillDay later = today_ + days(3);
  store_all(later, plain_line("F2", one.number, LineKind::transfer, -5'000));
  EXPECT_EQ(reconcile(later), "done");
  EXPECT_EQ(differences(later), Shown{"amount_differs open"});
  EXPECT_EQ(operation_figures(later).matched, 0);
}

TEST_F(ReconcileTest, the_figures_of_each_bill_are_read_as_they_were_saved) {
  const BillFigures operation{1, Fen{2}, Fen{3}, 4, Fen{5}, 6, 7, Fen{8}, 9};
  const BillFigures basic{11, Fen{12}, Fen{13}, 14, Fen{15}, 16, 17, Fen{18}, 19};
  const BillFigures trade{21, Fen{22}, Fen{23}, 24, Fen{25}, 26, 27, Fen{28}, 29};
  const auto day = database().run([&](db::Tx& tx) -> Result<ReconciliationDay> {
    EXPECT_TRUE(db::insert_reconciliation_day(tx, today_, std::nullopt));
    db::save_bill_figures(tx, today_, BillKind::operation, operation);
    db::save_bill_figures(tx, today_, BillKind::basic, basic);
    db::save_bill_figures(tx, today_, BillKind::trade, trade);
    return *db::find_reconciliation_day(tx, today_);
  });
  EXPECT_EQ(day.operation, operation);
  EXPECT_EQ(day.basic, basic);
  EXPECT_EQ(day.trade, trade);
}

// Its transfer is in no bill, and must not be: the day agrees without it.
TEST_F(ReconcileTest, what_was_paid_outside_wechat_is_not_missed) {
  const Payout one = paid(Fen{5'000});
  const Withdrawal offline = closed_unpaid(dealer_with(Fen{7'000}), Fen{7'000});
  EXPECT_EQ(confirm_offline(propose_offline(offline, "B1"), kFinanceTwo), "paid");
  store_all(today_, line_of(one));
  EXPECT_EQ(reconcile(today_), "done");
  EXPECT_EQ(differences(today_), Shown{});
  EXPECT_EQ(operation_figures(today_).matched_sum, Fen{5'000});
  EXPECT_EQ(close(today_), "closed");
  // WeChat's own bill says that it paid all the same: that is no agreement.
  const Withdrawal twice = closed_unpaid(dealer_with(Fen{3'000}), Fen{3'000});
  EXPECT_EQ(confirm_offline(propose_offline(twice, "B2"), kFinanceTwo), "paid");
  const BillDay tomorrow = bill_day_of(kLedgerNow + days(1));
  store_all(tomorrow, line_of(payout_of(twice)));
  EXPECT_EQ(reconcile(tomorrow), "done");
  EXPECT_NE(differences(tomorrow), Shown{});
}

// A transfer that failed is never asked about again: the bill is the last word that can be heard of it.
TEST_F(ReconcileTest, a_failed_transfer_that_the_bill_has_stops_payouts_and_shuts_every_other_way) {
  const Withdrawal withdrawal = closed_unpaid(dealer_with(Fen{3'000}), Fen{3'000});
  const auto proposed = propose_offline(withdrawal, "B1");
  store_all(today_, line_of(payout_of(withdrawal)));
  EXPECT_EQ(reconcile(today_), "done");
  EXPECT_EQ(differences(today_), Shown{"state_differs open"});
  EXPECT_TRUE(is_fuse_blown());
  EXPECT_EQ(confirm_offline(proposed, kFinanceTwo), "withdrawal.contradicted");
  EXPECT_EQ(refuse_offline(proposed, kFinanceTwo), "refused");
  EXPECT_EQ(propose_offline(withdrawal, "B2"), "withdrawal.contradicted");
  EXPECT_EQ(judge(withdrawal, true), "withdrawal.contradicted");
  EXPECT_EQ(judge(withdrawal, false), "withdrawal.contradicted");
  const DifferenceId id = filed(today_).front().id;
  EXPECT_EQ(propose(id, kFinanceOne), "proposed");
  EXPECT_EQ(judge(withdrawal, false), "withdrawal.contradicted");
  // Two people have found out what it was.
  EXPECT_EQ(confirm(id, kFinanceTwo), "closed");
  EXPECT_EQ(judge(withdrawal, false), "returned");
}

TEST_F(ReconcileTest, one_that_ends_only_after_its_bill_stops_payouts_when_the_day_is_matched_again) {
  const Withdrawal withdrawal = closed_unpaid(dealer_with(Fen{3'000}), Fen{3'000});
  connection().run_script_statement("UPDATE payout SET state = 'transferring', is_open = 1");
  store_all(today_, line_of(payout_of(withdrawal)));
  EXPECT_EQ(reconcile(today_), "done");
  EXPECT_EQ(differences(today_), Shown{"state_differs open"});
  EXPECT_FALSE(is_fuse_blown());
  connection().run_script_statement("UPDATE payout SET state = 'failed', is_open = NULL");
  EXPECT_EQ(reconcile(today_), "done");
  EXPECT_TRUE(is_fuse_blown());
}

TEST_F(ReconcileTest, a_bill_is_stored_once_and_another_file_is_a_difference) {
  const std::string line = plain_line("F1", "x", LineKind::top_up, 5);
  EXPECT_EQ(store(BillKind::operation, today_, ""), flows::BillStored::stored);
  EXPECT_EQ(store(BillKind::operation, today_, ""), flows::BillStored::repeated);
  EXPECT_EQ(store(BillKind::operation, today_, line, false), flows::BillStored::renewed);
  EXPECT_EQ(store(BillKind::operation, today_, line), flows::BillStored::renewed);
  EXPECT_EQ(store(BillKind::operation, today_, line), flows::BillStored::repeated);
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(store(BillKind::operation, today_, line + line), flows::BillStored::changed);
  }
  EXPECT_EQ(differences(today_), Shown{"bill_changed open"});
  // It stays whatever the first file says.
  store(BillKind::basic, today_, "");
  EXPECT_EQ(reconcile(today_), kReconciliationBillMissing.code) << "of three bills";
  store(BillKind::trade, today_, "");
  EXPECT_EQ(reconcile(today_), "done");
  EXPECT_EQ(differences(today_), (Shown{"bill_changed open", "to_explain open"}));
}

TEST_F(ReconcileTest, a_bill_that_came_after_the_match_is_matched_before_the_day_is_closed) {
  store_all(today_, "");
  EXPECT_EQ(reconcile(today_), "done");
  connection().run_script_statement(
      "UPDATE bill_file SET fetched_at = fetched_at + INTERVAL 1 SECOND WHERE account = 'trade'");
  EXPECT_EQ(close(today_), kReconciliationBillMissing.code);
  connection().run_script_statement(
      "UPDATE reconciliation_day SET reconciled_at = reconciled_at + INTERVAL 2 SECOND");
  EXPECT_EQ(close(today_), "closed");
}

TEST_F(ReconcileTest, a_day_of_before_trade_bills_that_is_too_old_for_one_is_closed_without) {
  store(BillKind::operation, today_, "");
  store(BillKind::basic, today_, "");
  EXPECT_EQ(reconcile(today_), kReconciliationBillMissing.code);
  database().run([&](db::Tx& tx) -> Result<bool> {
    (void)db::insert_reconciliation_day(tx, today_, std::nullopt);
    return true;
  });
  // As an older program left it.
  connection().run_script_statement("UPDATE reconciliation_day SET reconciled_at = '2026-11-21 03:00:00'");
  EXPECT_EQ(close(today_), kReconciliationBillMissing.code);
  EXPECT_EQ(close(today_, kLedgerNow + days(120)), "closed");
}

TEST_F(ReconcileTest, what_one_bill_has_against_us_is_found_while_another_is_missing) {
  store(BillKind::operation, today_, plain_line("F1", "STRANGER", LineKind::transfer, -900));
  const flows::ReconcileDay command{today_, "1900000001", walk_plain_lines};
  database().run([&](db::Tx& tx) -> Result<bool> {
    flows::match_stored_bills(tx, command, kLedgerNow);
    return true;
  });
  EXPECT_EQ(differences(today_), Shown{"not_ours open"});
  EXPECT_TRUE(is_fuse_blown());
  EXPECT_EQ(close(today_), kReconciliationBillMissing.code);
}

TEST_F(ReconcileTest, a_line_that_is_not_ours_stops_payouts_and_keeps_the_day_open) {
  store_all(today_, plain_line("F1", "STRANGER", LineKind::transfer, -900));
  EXPECT_EQ(reconcile(today_), "done");
  EXPECT_EQ(differences(today_), Shown{"not_ours open"});
  EXPECT_TRUE(is_fuse_blown());
  EXPECT_EQ(balance_of("suspense"), 900);
  EXPECT_EQ(balance_of("wechat"), -900);
  EXPECT_EQ(reconcile(today_), "done");  // the same again changes nothing
  EXPECT_EQ(differences(today_), Shown{"not_ours open"});
  EXPECT_EQ(balance_of("suspense"), 900);
  EXPECT_EQ(close(today_), kReconciliationDifferenceOpen.code);
  EXPECT_EQ(contradictions(), 0);
}

TEST_F(ReconcileTest, a_top_up_is_explained_by_one_and_confirmed_by_another) {
  store_all(today_, plain_line("F1", "bank", LineKind::top_up, 100'000));
  EXPECT_EQ(reconcile(today_), "done");
  EXPECT_FALSE(is_fuse_blown());
  EXPECT_EQ(balance_of("suspense"), -100'000);
  const DifferenceId id = filed(today_).at(0).id;
  EXPECT_EQ(confirm(id, kFinanceTwo), kDifferenceNotProposed.code);
  EXPECT_EQ(propose(id, kFinanceOne), kDifferenceUnexplained.code);
  EXPECT_EQ(propose(id, kFinanceOne, FundExplanation::fee), kDifferenceUnexplained.code);
  EXPECT_EQ(propose(id, kFinanceOne, FundExplanation::top_up), "proposed");
  EXPECT_EQ(confirm(id, kFinanceOne, FundExplanation::top_up), kDifferenceOwn.code);
  EXPECT_EQ(confirm(id, kFinanceTwo, FundExplanation::fee), kDifferenceChanged.code);
  EXPECT_EQ(close(today_), kReconciliationDifferenceOpen.code);
  EXPECT_EQ(reconcile(today_), "done");  // a proposal outlives it
  EXPECT_EQ(confirm(id, kFinanceTwo, FundExplanation::top_up), "closed");
  EXPECT_EQ(confirm(id, kFinanceTwo, FundExplanation::top_up), kDifferenceClosed.code);
  EXPECT_EQ(balance_of("suspense"), 0);
  EXPECT_EQ(balance_of("wechat"), 100'000);
  EXPECT_EQ(balance_of("bank"), -100'000);
  EXPECT_EQ(reconcile(today_), "done");
  EXPECT_EQ(differences(today_), Shown{"to_explain closed"});
  EXPECT_EQ(close(today_), "closed");
}

TEST_F(ReconcileTest, what_is_missing_is_gone_when_the_next_bill_has_it) {
  const Payout late = paid(Fen{5'000});
  store_all(today_, "");
  EXPECT_EQ(reconcile(today_), "done");
  EXPECT_EQ(differences(today_), Shown{"missing_in_bill open"});
  EXPECT_EQ(close(today_), kReconciliationDifferenceOpen.code);
  store_all(today_ + days(1), line_of(late));
  EXPECT_EQ(reconcile(today_ + days(1)), "done");
  EXPECT_EQ(differences(today_ + days(1)), Shown{});
  EXPECT_EQ(differences(today_), Shown{"missing_in_bill gone"});
  EXPECT_EQ(operation_figures(today_).beside, 1);
  EXPECT_EQ(operation_figures(today_ + days(1)).matched, 1);
  EXPECT_EQ(close(today_), "closed");
}

TEST_F(ReconcileTest, what_was_closed_opens_again_when_the_figures_change) {
  const Payout one = paid(Fen{5'000});
  const std::string wrong = plain_line("F1", one.number, LineKind::transfer, -5'001);
  store(BillKind::operation, today_, wrong, false);  // cannot be read yet
  store(BillKind::basic, today_, "");
  store(BillKind::trade, today_, "");
  EXPECT_EQ(reconcile(today_), "done");
  EXPECT_EQ(differences(today_), Shown{"bill_broken open"});
  EXPECT_EQ(close(today_), kReconciliationBillMissing.code);
  EXPECT_EQ(store(BillKind::operation, today_, wrong), flows::BillStored::renewed);
  EXPECT_EQ(reconcile(today_), "done");
  EXPECT_EQ(differences(today_), (Shown{"bill_broken gone", "amount_differs open"}));
  EXPECT_TRUE(is_fuse_blown());
  const DifferenceId id = filed(today_).at(1).id;
  EXPECT_EQ(propose(id, kFinanceOne), "proposed");
  EXPECT_EQ(confirm(id, kFinanceTwo), "closed");
  connection().run_script_statement("UPDATE payout SET amount_fen = 4999");
  EXPECT_EQ(reconcile(today_), "done");
  EXPECT_EQ(differences(today_), (Shown{"bill_broken gone", "amount_differs open", "ledger_differs open"}));
}

TEST_F(ReconcileTest, money_in_suspense_from_elsewhere_keeps_every_day_open) {
  store_all(today_, "");
  EXPECT_EQ(reconcile(today_), "done");
  EXPECT_EQ(post({{MovementKind::fund_in, "by-hand", DealerId{}, Fen{1}, {}}}), "posted");
  EXPECT_EQ(close(today_), kReconciliationSuspense.code);
  EXPECT_EQ(post({{MovementKind::explain_top_up, "by-hand", DealerId{}, Fen{1}, {}}}), "posted");
  // What the next day has not explained yet is no business of this one.
  store_all(today_ + days(1), plain_line("F1", "bank", LineKind::top_up, 100));
  EXPECT_EQ(reconcile(today_ + days(1)), "done");
  EXPECT_EQ(close(today_), "closed");
}

TEST_F(ReconcileTest, mornings_open_days_and_missed_ones_are_made_up_for) {
  const auto open_at = [](Instant now) {
    return database().run([&](db::Tx& tx) -> Result<Shown> {
      flows::open_reconciliation_days(tx, now);
      Shown taken;
      for (const BillDay day : flows::take_due_days(tx, now, 10)) taken.push_back(bill_day_text(day));
      return taken;
    });
  };
  const Instant morning = *parse_rfc3339("2026-11-22T10:00:00+08:00");
  EXPECT_EQ(open_at(morning - std::chrono::seconds(1)), Shown{"2026-11-20"});
  EXPECT_EQ(open_at(morning), Shown{"2026-11-21"});
  EXPECT_EQ(open_at(morning), Shown{});  // somebody is at it
  EXPECT_EQ(open_at(morning + std::chrono::hours(1)), (Shown{"2026-11-20", "2026-11-21"}));
  EXPECT_EQ(open_at(morning + days(2)), (Shown{"2026-11-20", "2026-11-21", "2026-11-22", "2026-11-23"}));
  store_all(today_, "");
  EXPECT_EQ(reconcile(today_), "done");
  EXPECT_EQ(open_at(morning + days(2) + std::chrono::hours(1)),
            (Shown{"2026-11-20", "2026-11-22", "2026-11-23"}));
}

}  // namespace
}  // namespace fenrun::testing
