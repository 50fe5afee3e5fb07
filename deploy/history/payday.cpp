#include "deploy/history/payday.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "db/journal/sheet.hpp"
#include "db/reconciliation/bill_file.hpp"
#include "db/reconciliation/difference.hpp"
#include "db/withdrawal/withdrawal.hpp"
#include "domain/ledger/sheet.hpp"
#include "flows/reconciliation/close_day.hpp"
#include "flows/reconciliation/plan_reconciliation.hpp"
#include "flows/reconciliation/reconcile_day.hpp"
#include "flows/reconciliation/store_bill.hpp"
#include "flows/withdrawal/decide_withdrawal.hpp"
#include "flows/withdrawal/request_withdrawal.hpp"
#include "payout/receipts.hpp"
#include "server/bill_lines.hpp"
#include "server/fetched_bill.hpp"
#include "wechat/http/ask.hpp"

namespace fenrun::history {
namespace {

using std::chrono::days;
using std::chrono::hours;

// Thirty thousand yuan, on the first morning.
constexpr Fen kTopUp{3'000'000};
constexpr std::string_view kTopUpReason = "月初充值运营账户";
// Dealers do not bother for less.
constexpr Fen kWorthwhile{1'000};
constexpr int kWaitingMax = 1'000;
constexpr int kDifferencesMax = 100;
constexpr std::uint64_t kOverlookedOneOf = 15;
constexpr int kRejectedOneOf = 20;
// What nobody takes needs a day to come back.
constexpr days kLastOverlooked{3};

wechat::PayOptions pay_options_of(const config::Config& worker) {
  if (!worker.pay) throw std::runtime_error("the worker's configuration has no [wechat.pay]");
  return payout::with_quick_files(*worker.pay);
}

FundExplanation explanation_of(const Difference& found) {
  return found.unbooked.value > 0 ? FundExplanation::top_up : FundExplanation::none;
}

}  // namespace

Payday::Payday(Desk& desk, const Setting& setting, const std::vector<Seller>& sellers)
    : desk_(desk),
      rules_(setting.server.api.withdrawals),
      keys_(flows::derive_withdrawal_keys(setting.server.security.index)),
      options_(setting.worker.payout),
      finance_(staff_named(desk, "finance")),
      finance2_(staff_named(desk, "finance2")),
      begin_(setting.begin),
      end_(setting.end),
      wechat_(setting.emulator),
      pay_(pay_options_of(setting.worker), clock_, desk.secrets()),
      governor_(options_),
      lane_({pay_, desk.sealer(), keys_, rules_, options_, governor_, clock_, desk.secrets()},
            setting.worker.mysql.mysql) {
  go_to(begin_ + hours(9));
  for (std::size_t number = 1; number < sellers.size(); ++number) wechat_.add_user(openid_of_dealer(number));
  wechat_.top_up(kTopUp);
}

void Payday::go_to(Instant at) {
  clock_.at = at;
  wechat_.stop_clock(at);
}

void Payday::ask(DealerId dealer, Instant at) {
  const std::string id = desk_.ulid(at);
  const auto asked = desk_.attempt([&](db::Tx& tx) -> Result<Withdrawal> {
    const Fen available = db::find_sheet(tx, sheet_of(dealer)).balance.of(Account::available);
    if (available < kWorthwhile) return kWithdrawalAmountLow;
    const flows::RequestWithdrawal command{id, dealer, std::min(available, rules_.terms.max), "history " + id,
                                           ""};
    return flows::request_withdrawal(tx, rules_, command, at);
  });
  // One of theirs is open, or their income of the month is taxed from here on and they have not said who they
  // are.
  if (asked) ++figures_.asked;
}

void Payday::decide(Instant at) {
  if (bill_day_of(at) >= bill_day_of(end_)) return;
  decide_on(WithdrawalState::requested, finance_, at);
  decide_on(WithdrawalState::approved_1, finance2_, at);
}

void Payday::decide_on(WithdrawalState state, StaffId who, Instant at) {
  const auto waiting = desk_.run([&](db::Tx& tx) -> Result<std::vector<Withdrawal>> {
    return db::list_oldest_withdrawals(tx, state, kWaitingMax);
  });
  for (const Withdrawal& one : waiting) {
    ++figures_.decided;
    // Of a dealer who rests it is refused, and waits on.
    (void)desk_.attempt([&](db::Tx& tx) -> Result<Withdrawal> {
      if (figures_.decided % kRejectedOneOf == 0) {
        return flows::reject_withdrawal(tx, {one.public_id, who, "收款信息待核实，请联系客服"}, at);
      }
      return flows::approve_withdrawal(tx, rules_, keys_, {one.public_id, one.version, who}, at);
    });
  }
}

// Most dealers look at their phones; some overlook one of them, and have it back the day after.
bool Payday::takes_it(const std::string& number) {
  if (seen_.insert(number).second && clock_.at < end_ - kLastOverlooked &&
      desk_.random().below(kOverlookedOneOf) == 0) {
    overlooked_.insert(number);
  }
  return !overlooked_.contains(number);
}

void Payday::work(Instant at) {
  go_to(at);
  lane_.expire();
  for (const std::string& number : wechat_.waiting()) {
    if (takes_it(number)) wechat_.confirm(number);
  }
  while (lane_.pay_once()) {
  }
}

void Payday::fetch(BillKind bill, BillDay day, Instant at) {
  boost::asio::io_context context{1};
  const std::chrono::year_month_day date(day);
  auto outcome = bill == BillKind::trade
                     ? wechat::ask(context, pay_.bills().trade_bill(date))
                     : wechat::ask(context, pay_.bills().fund_bill(date, bill == BillKind::operation
                                                                             ? wechat::FundAccount::operation
                                                                             : wechat::FundAccount::basic));
  flows::StoreBill command;
  command.file.mchid = pay_.merchant().mchid;
  command.file.account = bill;
  command.file.day = day;
  if (outcome.is_done()) {
    server::read_into(command.file, outcome.done());
    command.packed = std::move(outcome.done().packed);
  } else if (!outcome.refused_with("NO_STATEMENT_EXIST")) {
    throw std::runtime_error("the emulator has no bill of " + bill_day_text(day));
  }
  (void)desk_.run([&](db::Tx& tx) -> Result<bool> {
    flows::store_bill(tx, command, at);
    return true;
  });
}

// The top-up, and nothing else: here nothing goes wrong by itself.
void Payday::explain(BillDay day, Instant at) {
  const auto found = desk_.run([&](db::Tx& tx) -> Result<std::vector<FiledDifference>> {
    return db::read_differences(tx, day, kDifferencesMax);
  });
  for (const FiledDifference& one : found) {
    if (!is_open(one.state)) continue;
    if (one.found.kind != DifferenceClass::to_explain) {
      throw std::runtime_error("the books of " + bill_day_text(day) +
                               " differ: " + std::string(to_word(one.found.kind)) + " " + one.found.number);
    }
    const std::string reason(kTopUpReason);
    const flows::ProposeClosing proposal{one.id, finance_, reason, explanation_of(one.found)};
    (void)desk_.run([&](db::Tx& tx) { return flows::propose_closing(tx, proposal, at); });
    const flows::ConfirmClosing confirmation{one.id, finance2_, {proposal.explanation, reason}};
    (void)desk_.run([&](db::Tx& tx) { return flows::confirm_closing(tx, confirmation, at); });
  }
}

void Payday::reconcile(Instant at) {
  const BillDay day = newest_bill_day(at);
  if (day < bill_day_of(begin_) || day >= newest_bill_day(end_)) return;
  go_to(at);
  (void)desk_.run([&](db::Tx& tx) -> Result<bool> {
    flows::open_reconciliation_days(tx, at);
    return true;
  });
  for (const BillKind bill : kBillKinds) fetch(bill, day, at);
  const std::string mchid = pay_.merchant().mchid;
  (void)desk_.run([&](db::Tx& tx) {
    return flows::reconcile_day(tx, {day, mchid, server::walk_stored_bill}, at);
  });
  explain(day, at);
  (void)desk_.run([&](db::Tx& tx) { return flows::close_day(tx, {day, mchid, finance2_}, at); });
  ++figures_.days_closed;
}

void Payday::end(Instant now) { wechat_.run_clock(now); }

}  // namespace fenrun::history
