#include "deploy/history/payday.hpp"

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <initializer_list>
#include <stdexcept>
#include <utility>

#include "base/log.hpp"
#include "db/journal/sheet.hpp"
#include "db/payout/payout_backlog.hpp"
#include "db/reconciliation/bill_file.hpp"
#include "db/reconciliation/difference.hpp"
#include "db/withdrawal/dealer_message.hpp"
#include "db/withdrawal/withdrawal.hpp"
#include "domain/dealer/dealer.hpp"
#include "domain/ledger/sheet.hpp"
#include "domain/tax/taxpayer.hpp"
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
constexpr std::size_t kOverlookedOneOf = 15;
constexpr int kRejectedOneOf = 20;
// What nobody takes needs a day to come back.
constexpr days kLastOverlooked{3};
constexpr std::uint64_t kWaitsSeed = 20'261'201;
// WeChat's own, until a merchant asks for more.
constexpr Fen kTransferMax{20'000};
constexpr int kMessagesMax = 100;

wechat::PayOptions pay_options_of(const config::Config& worker) {
  if (!worker.pay) throw std::runtime_error("the worker's configuration has no [wechat.pay]");
  wechat::PayOptions options = payout::with_quick_files(*worker.pay);
  options.transfer_notify_url.clear();  // nobody listens, and later nobody wants to hear of it
  return options;
}

// The shop refuses people some things every day; whatever else is refused is a fault of ours.
void expect_usual(const Error& refusal, std::initializer_list<ErrorCode> usual) {
  const auto is_this = [&](const ErrorCode& code) { return refusal.code() == code.code; };
  if (!std::ranges::any_of(usual, is_this))
    throw std::runtime_error("refused: " + std::string(refusal.code()));
}

FundExplanation explanation_of(const Difference& found) {
  return found.unbooked.value > 0 ? FundExplanation::top_up : FundExplanation::none;
}

}  // namespace

Payday::Payday(Desk& desk, const Setting& setting)
    : desk_(desk),
      rules_(setting.server.api.withdrawals),
      keys_(flows::derive_withdrawal_keys(setting.server.security.index)),
      options_(setting.worker.payout),
      finance_(staff_named(desk, "finance")),
      finance2_(staff_named(desk, "finance2")),
      begin_(setting.begin),
      end_(setting.end),
      random_(kWaitsSeed),
      wechat_(setting.emulator),
      pay_(pay_options_of(setting.worker), clock_, desk.secrets()),
      governor_(options_),
      lane_({pay_, desk.sealer(), keys_, rules_, options_, governor_, clock_, random_},
            setting.worker.mysql.mysql) {
  go_to(begin_ + hours(9));
}

Payday::~Payday() {
  try {
    wechat_.run_clock(SystemClock{}.now());
  } catch (const std::exception& gone) {
    log::error("history.clock_not_set", {{"what", gone.what()}});
  }
}

void Payday::open(const std::vector<Seller>& sellers) {
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
    const Fen gross = std::min({available, rules_.terms.max, kTransferMax});
    return flows::request_withdrawal(tx, rules_, {id, dealer, gross, "history " + id, ""}, at);
  });
  if (asked) {
    ++figures_.asked;
    return;
  }
  // One of theirs is open, they rest, or their income of the month is taxed from here on and they have not
  // said who they are.
  expect_usual(asked.error(), {kWithdrawalAmountLow, kWithdrawalAmountHigh, kWithdrawalAlreadyOpen,
                               kWithdrawalDayFull, kDealerSuspended, kTaxpayerUnknown});
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
    const auto decided = desk_.attempt([&](db::Tx& tx) -> Result<Withdrawal> {
      if (figures_.decided % kRejectedOneOf == 0) {
        return flows::reject_withdrawal(tx, {one.public_id, who, "收款信息待核实，请联系客服"}, at);
      }
      return flows::approve_withdrawal(tx, rules_, keys_, {one.public_id, one.version, who}, at);
    });
    // Of a dealer who rests, or owes, it waits on.
    if (!decided) expect_usual(decided.error(), {kDealerSuspended, flows::kWithdrawalDealerOwes});
  }
}

// Most dealers look at their phones; some overlook one of them, and have it back the day after.
bool Payday::takes_it(const std::string& number) {
  const bool is_new = seen_.insert(number).second;
  if (is_new && seen_.size() % kOverlookedOneOf == 0 && clock_.at < end_ - kLastOverlooked) {
    overlooked_.insert(number);
  }
  return !overlooked_.contains(number);
}

void Payday::pay() {
  while (lane_.pay_once()) {
  }
}

// None of them has allowed messages; a server that starts afterwards would find them all too late.
void Payday::tell_nobody(Instant at) {
  (void)desk_.run([&](db::Tx& tx) -> Result<bool> {
    for (const DealerMessage& message : db::take_due_dealer_messages(tx, at, kMessagesMax)) {
      (void)db::end_dealer_message(tx, message, DealerMessageState::refused, "43101", at);
    }
    return true;
  });
}

void Payday::work(Instant at) {
  go_to(at);
  lane_.expire();
  for (const std::string& number : wechat_.waiting()) {
    if (takes_it(number)) wechat_.confirm(number);
  }
  pay();
  tell_nobody(at);
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
    const std::string why = outcome.refusal() != nullptr ? outcome.refusal()->code : outcome.unknown()->note;
    throw std::runtime_error("no " + std::string(to_word(bill)) + " bill of " + bill_day_text(day) + ": " +
                             why);
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
  pay();  // what WeChat ended late yesterday is ended with us before its bill is looked at
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

void Payday::end() {
  const db::PayoutBacklog left =
      desk_.run([](db::Tx& tx) -> Result<db::PayoutBacklog> { return db::count_payout_backlog(tx); });
  if (left.is_fuse_blown) throw std::runtime_error("payouts were stopped while the history was played");
  if (left.oldest_made_at || left.oldest_approved_at) throw std::runtime_error("a payout has not ended");
}

}  // namespace fenrun::history
