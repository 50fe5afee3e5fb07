#include "server/ledger_keeper.hpp"

#include <algorithm>
#include <future>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/crypto/digest.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "db/journal/explained.hpp"
#include "db/journal/seal.hpp"
#include "flows/ledger/release.hpp"
#include "flows/ledger/seal_ledger.hpp"
#include "flows/ledger/statement.hpp"
#include "flows/withdrawal/forecast_payouts.hpp"

namespace fenrun::server {
namespace {

constexpr int kReleaseBite = 50;
constexpr int kSealBite = 200;
// A round over a hundred thousand dealers takes a few hours.
constexpr int kRestingSheets = 500;
constexpr std::int64_t kRestingMovements = 20'000;
// Faults that are looked at again every minute until they are mended; more are found again by the round.
constexpr std::size_t kFaultySheetsMax = 100;
// Their sheets are locked together, so a bite is small.
constexpr int kCloseBite = 20;
constexpr int kAgeBite = 200;
constexpr std::chrono::minutes kForecastEvery{15};
// After a long outage much may be due; the rest comes a minute later.
constexpr int kLedgerBitesMax = 200;

void report_faults(const std::vector<flows::LedgerFault>& faults, std::set<SheetId>& faulty) {
  for (const flows::LedgerFault& fault : faults) {
    faulty.insert(fault.sheet);
    log::error("ledger.fault",
               {{"sheet", fault.sheet.value}, {"number", fault.number}, {"what", fault.what}});
  }
}

// The log leaves the machine: it is the copy of the seal that whoever owns the database cannot change.
void report_seal(const flows::SealBite& bite) {
  if (bite.mac.empty()) return;
  log::info("ledger.sealed", {{"sheets", bite.sheets}, {"mac", crypto::to_hex(crypto::as_bytes(bite.mac))}});
}

void report_forecast(const db::ForecastRow& made) {
  const auto& forecast = made.forecast;
  for (const int days : {7, kForecastDays}) {
    metrics::gauge("fenrun_payout_forecast_fen", "What is expected to be paid within days",
                   {{"days", std::to_string(days)}})
        .set(static_cast<double>(forecast.within(days).value));
  }
  metrics::gauge("fenrun_operating_account_lasts_days", "Whole days until it does not cover what is expected")
      .set(static_cast<double>(forecast.days_covered(made.made_on)));
  if (!forecast.runs_dry_on) return;
  log::warning("payout_forecast.runs_dry", {{"day", bill_day_text(*forecast.runs_dry_on)},
                                            {"at_wechat_fen", made.at_wechat.value},
                                            {"within_7_days_fen", forecast.within(7).value},
                                            {"to_do", "top the operating account up"}});
}

}  // namespace

crypto::Key256 ledger_seal_key(const Secret<crypto::Key256>& index_key) {
  return crypto::hmac_sha256(index_key.reveal(), "fenrun ledger seal v1");
}

LedgerKeeper::LedgerKeeper(db::Database& database, const Clock& clock,
                           const Secret<crypto::Key256>& index_key, std::chrono::milliseconds interval)
    : database_(database),
      clock_(clock),
      seal_key_(ledger_seal_key(index_key)),
      interval_(interval),
      thread_([this] { work(); }) {}

LedgerKeeper::~LedgerKeeper() { stop(); }

void LedgerKeeper::stop() {
  {
    const std::lock_guard lock(mutex_);
    is_stopping_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void LedgerKeeper::work() {
  while (wait()) keep();
}

void LedgerKeeper::keep() {
  release_all();
  check_all();
  close_months();
  age_liabilities();
  foresee_payouts();
  show_totals();
}

void LedgerKeeper::release_all() {
  for (int bite = 0; bite < kLedgerBitesMax; ++bite) {
    const auto released =
        run<int>([this](db::Tx& tx) { return flows::release_due(tx, clock_.now(), kReleaseBite); });
    if (!released || *released < kReleaseBite) return;
  }
}

void LedgerKeeper::check_all() {
  std::set<SheetId> faulty;
  const bool is_sealed = seal_all(faulty);
  const bool is_checked = check_resting(faulty);
  // Nothing is called mended that nobody looked at.
  if (!is_sealed || !is_checked) faulty.insert(faulty_.begin(), faulty_.end());
  faulty_ = std::move(faulty);
  show_faults();
}

bool LedgerKeeper::seal_all(std::set<SheetId>& faulty) {
  SheetId after = flows::kBeforeAllSheets;
  for (int bite = 0; bite < kLedgerBitesMax; ++bite) {
    const auto sealed = run<flows::SealBite>([&](db::Tx& tx) {
      return flows::seal_ledger(tx, seal_key_.reveal(), clock_.now(), kSealBite, after);
    });
    if (!sealed) return false;
    report_faults(sealed->faults, faulty);
    report_seal(*sealed);
    if (sealed->is_done) return true;
    // They stay unsealed: those behind them must not wait.
    if (!sealed->faults.empty()) after = sealed->faults.back().sheet;
  }
  return true;
}

bool LedgerKeeper::check_resting(std::set<SheetId>& faulty) {
  std::vector<SheetId> known(faulty_.begin(), faulty_.end());
  if (known.size() > kFaultySheetsMax) known.resize(kFaultySheetsMax);
  using Faults = std::vector<flows::LedgerFault>;
  const auto again = run<Faults>(
      [&](db::Tx& tx) -> Result<Faults> { return flows::check_sheets(tx, known, kRestingMovements); });
  const auto slice = run<flows::RestingBite>([this](db::Tx& tx) -> Result<flows::RestingBite> {
    return flows::check_resting(tx, resting_after_, kRestingSheets, kRestingMovements);
  });
  if (again) report_faults(*again, faulty);
  if (!slice) return false;
  report_faults(slice->faults, faulty);
  resting_after_ = slice->last;
  metrics::counter("fenrun_ledger_sheets_checked_total",
                   "Sheets that the round over all of them read from end to end")
      .add(slice->sheets);
  return again.has_value();
}

void LedgerKeeper::show_faults() {
  const std::vector<SheetId> faulty(faulty_.begin(), faulty_.end());
  metrics::gauge("fenrun_ledger_faults", "Sheets with a movement, month or balance that does not follow")
      .set(static_cast<double>(faulty.size()));
  const auto apart = run<std::int64_t>([&](db::Tx& tx) -> Result<std::int64_t> {
    return db::fen_apart(tx, std::span(faulty).first(std::min(faulty.size(), kFaultySheetsMax)));
  });
  if (!apart) return;
  metrics::gauge("fenrun_ledger_sheets_differ_fen", "Between balances of faulty sheets and the journal")
      .set(static_cast<double>(*apart));
}

void LedgerKeeper::close_months() {
  for (int bite = 0; bite < kLedgerBitesMax; ++bite) {
    const auto closed =
        run<int>([this](db::Tx& tx) { return flows::close_due_statements(tx, clock_.now(), kCloseBite); });
    if (!closed || *closed < kCloseBite) return;
  }
}

void LedgerKeeper::age_liabilities() {
  const auto opened = run<bool>([this](db::Tx& tx) -> Result<bool> {
    flows::open_liability_day(tx, clock_.now());
    return true;
  });
  if (!opened) return;
  for (int bite = 0; bite < kLedgerBitesMax; ++bite) {
    const auto goes_on = run<bool>(
        [this](db::Tx& tx) -> Result<bool> { return flows::age_liability(tx, clock_.now(), kAgeBite); });
    if (!goes_on || !*goes_on) return;
  }
}

void LedgerKeeper::foresee_payouts() {
  if (clock_.steady() < next_forecast_) return;
  const auto made = run<db::ForecastRow>([this](db::Tx& tx) -> Result<db::ForecastRow> {
    return flows::make_payout_forecast(tx, clock_.now());
  });
  if (!made) return;
  next_forecast_ = clock_.steady() + kForecastEvery;
  report_forecast(*made);
}

void LedgerKeeper::show_totals() {
  const auto totals = run<db::Totals>([](db::Tx& tx) -> Result<db::Totals> { return db::sealed_totals(tx); });
  if (!totals) return;
  std::int64_t sum = 0;
  for (const auto& [account, amount] : *totals) {
    sum += amount;
    metrics::gauge("fenrun_ledger_balance_fen", "Debits less credits of an account, as far as it is sealed",
                   {{"account", std::string(to_word(account))}})
        .set(static_cast<double>(amount));
  }
  metrics::gauge("fenrun_ledger_trial_balance_fen", "The sum of all accounts: 0, or money came from nowhere")
      .set(static_cast<double>(sum));
}

template <class T>
std::optional<T> LedgerKeeper::run(std::function<Result<T>(db::Tx&)> story) {
  const auto ended = std::make_shared<std::promise<std::optional<T>>>();
  database_.run<T>(db::Lane::pool, clock_.steady() + std::chrono::seconds(5), std::move(story),
                   [ended](db::Outcome<T> outcome) {
                     auto* const result = std::get_if<Result<T>>(&outcome);
                     const bool is_there = result != nullptr && result->has_value();
                     if (!is_there) log::warning("ledger.keeper_failed");
                     ended->set_value(is_there ? std::optional<T>(std::move(**result)) : std::nullopt);
                   });
  return ended->get_future().get();
}

bool LedgerKeeper::wait() {
  std::unique_lock lock(mutex_);
  return !wake_.wait_for(lock, interval_, [this] { return is_stopping_; });
}

}  // namespace fenrun::server
