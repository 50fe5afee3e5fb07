// db/payout over the rows of the simulation: each function beside the condition of its SQL.
#include <algorithm>

#include "base/assert.hpp"
#include "db/payout/confirm_free.hpp"
#include "db/payout/offline_payout.hpp"
#include "db/payout/payout_receipt.hpp"
#include "db/payout/payout_resolution.hpp"
#include "db/reconciliation/difference.hpp"
#include "tests/simulation/plant.hpp"
#include "tests/simulation/rows.hpp"

namespace fenrun::db {
namespace {

using simulation::is_planted;
using simulation::PayoutRow;
using simulation::Plant;
using simulation::Rows;

constexpr std::int64_t kRowLockedPermille = 100;

Rows& after_statement() {
  Rows& rows = simulation::rows_here();
  rows.statement();
  return rows;
}

Payout as_read(const PayoutRow& row) {
  Payout payout = row.payout;
  payout.has_package = !row.package.empty();
  return payout;
}

std::optional<Payout> read_payout_row(const PayoutRow* row) {
  if (row == nullptr) return std::nullopt;
  return as_read(*row);
}

// SKIP LOCKED: somebody else may have it in hand just now.
bool is_locked_elsewhere(Rows& rows) {
  return rows.locks != nullptr && rows.locks->permille(kRowLockedPermille);
}

bool is_leased(const Rows& rows, const PayoutRow& row) {
  return row.lease_until && !(*row.lease_until < rows.database_now);
}

bool comes_before(const Payout& one, const Payout& other) {
  return std::tuple(*one.due_at, one.id) < std::tuple(*other.due_at, other.id);
}

}  // namespace

bool insert_payout(Tx& /*tx*/, const Payout& payout, const PayoutBodies& bodies) {
  Rows& rows = after_statement();
  for (const auto& [id, row] : rows.payouts.all()) {
    const Payout& other = row.payout;
    const bool is_open_too = other.withdrawal == payout.withdrawal && !is_terminal(other.state);
    const bool is_same_try = other.withdrawal == payout.withdrawal && other.reissue == payout.reissue;
    if (other.number == payout.number || is_same_try) return false;
    if (is_open_too && !is_planted(Plant::reissued_while_open)) return false;
  }
  PayoutRow row{payout, bodies, {}, {}};
  row.payout.id = PayoutId{static_cast<std::int64_t>(rows.payouts.all().size()) + 1};
  row.payout.state = PayoutState::created;
  row.payout.state_at = payout.created_at;
  row.payout.due_at = payout.created_at;
  rows.payouts.put(row.payout.id.value, row);
  return true;
}

std::optional<Payout> find_payout(Tx& /*tx*/, PayoutId id) {
  return read_payout_row(after_statement().payouts.find(id.value));
}

std::optional<Payout> lock_payout(Tx& tx, PayoutId id) { return find_payout(tx, id); }

std::optional<Payout> find_payout_of(Tx& tx, WithdrawalId withdrawal) {
  const auto all = list_payouts_of(tx, withdrawal);
  if (all.empty()) return std::nullopt;
  return all.back();
}

// Tries are numbered as they are made, so that the order of the ids is that of the tries.
std::vector<Payout> list_payouts_of(Tx& /*tx*/, WithdrawalId withdrawal) {
  std::vector<Payout> found;
  for (const auto& [id, row] : after_statement().payouts.all()) {
    const bool is_hidden = is_planted(Plant::reissued_while_open) && !is_terminal(row.payout.state);
    if (row.payout.withdrawal == withdrawal && !is_hidden) found.push_back(as_read(row));
  }
  return found;
}

std::optional<Payout> lock_payout_by_number(Tx& /*tx*/, std::string_view number) {
  for (const auto& [id, row] : after_statement().payouts.all()) {
    if (row.payout.number == number) return as_read(row);
  }
  return std::nullopt;
}

// Of the route that it takes now.
PayoutBody payout_body(Tx& /*tx*/, PayoutId id) {
  const PayoutRow& row = *after_statement().payouts.find(id.value);
  const bool is_again = is_planted(Plant::either_way_again) && row.bodies.direct && row.payout.posts % 2 == 0;
  const bool is_direct = row.payout.route != PayoutRoute::confirmed || is_again;
  return is_direct ? row.bodies.direct.value() : row.bodies.confirmed;
}

int count_payouts_of(Tx& /*tx*/, WithdrawalId withdrawal) {
  int count = 0;
  for (const auto& [id, row] : after_statement().payouts.all()) {
    if (row.payout.withdrawal == withdrawal) ++count;
  }
  return count;
}

// WHERE due_at <= ? AND (lease_until IS NULL OR lease_until < UTC_TIMESTAMP(6)) AND (? OR state NOT IN
// ('created', 'parked_funds')) ORDER BY due_at, id LIMIT 1 FOR UPDATE SKIP LOCKED
std::optional<Payout> claim_due_payout(Tx& /*tx*/, Instant now, bool may_post) {
  Rows& rows = after_statement();
  const PayoutRow* oldest = nullptr;
  for (const auto& [id, row] : rows.payouts.all()) {
    const Payout& payout = row.payout;
    if (!payout.due_at || *payout.due_at > now) continue;
    if (is_leased(rows, row) && !is_planted(Plant::lock_not_taken)) continue;
    const bool is_new = payout.state == PayoutState::created || payout.state == PayoutState::parked_funds;
    if (is_new && !may_post) continue;
    if (oldest != nullptr && !comes_before(payout, oldest->payout)) continue;
    if (!is_locked_elsewhere(rows)) oldest = &row;
  }
  return read_payout_row(oldest);
}

// WHERE id = ? AND fence = ?, of exactly one row.
void save_claim(Tx& /*tx*/, const Payout& payout, std::chrono::seconds lease) {
  Rows& rows = after_statement();
  PayoutRow row = *rows.payouts.find(payout.id.value);
  if (row.payout.fence != payout.fence - 1) throw std::logic_error("a claim hit no row");
  row.payout.state = payout.state;
  row.payout.state_at = payout.state_at;
  row.payout.is_resend_due = payout.is_resend_due;
  row.payout.posts = payout.posts;
  row.payout.queries = payout.queries;
  row.payout.cancels = payout.cancels;
  row.payout.first_post_at = payout.first_post_at;
  row.payout.last_post_at = payout.last_post_at;
  row.payout.last_cancel_at = payout.last_cancel_at;
  row.payout.fence = payout.fence;
  const Instant from = is_planted(Plant::lease_by_workers_clock) ? rows.workers_now : rows.database_now;
  row.lease_until = from + (is_planted(Plant::lease_too_short) ? std::chrono::seconds{2} : lease);
  rows.payouts.put(payout.id.value, std::move(row));
}

// WHERE id = ? AND fence = ?
void save_payout(Tx& /*tx*/, const Payout& payout, bool ends_lease) {
  Rows& rows = after_statement();
  PayoutRow row = *rows.payouts.find(payout.id.value);
  if (row.payout.fence != payout.fence) return;
  row.payout.channel_number = payout.channel_number;
  row.payout.state = payout.state;
  row.payout.state_at = payout.state_at;
  row.payout.fail_reason = payout.fail_reason;
  row.payout.is_locked = payout.is_locked;
  row.payout.needs_human = payout.needs_human;
  row.payout.human_reason = payout.human_reason;
  row.payout.is_cancel_wanted = payout.is_cancel_wanted;
  row.payout.cancel_reason = payout.cancel_reason;
  row.payout.is_resend_due = payout.is_resend_due;
  row.payout.queries = payout.queries;
  row.payout.due_at = payout.due_at;
  row.payout.route = payout.route;
  if (ends_lease) row.lease_until.reset();
  rows.payouts.put(payout.id.value, std::move(row));
}

// WHERE id = ? AND package_sealed IS NULL
void save_package(Tx& /*tx*/, PayoutId id, std::string_view sealed) {
  Rows& rows = after_statement();
  PayoutRow row = *rows.payouts.find(id.value);
  if (!row.package.empty()) return;
  row.package = sealed;
  rows.payouts.put(id.value, std::move(row));
}

void insert_attempt(Tx& /*tx*/, const PayoutAttempt& attempt) {
  Rows& rows = after_statement();
  const bool is_new = rows.attempts.insert_new({attempt.payout.value, attempt.fence}, attempt);
  if (!is_new) throw std::logic_error("the attempt was written already");
}

// WHERE payout_id = ? AND fence = ? AND finished_at IS NULL
void finish_attempt(Tx& /*tx*/, const PayoutAttempt& attempt) {
  Rows& rows = after_statement();
  const PayoutAttempt* const before = rows.attempts.find({attempt.payout.value, attempt.fence});
  if (before == nullptr || before->finished_at) return;
  PayoutAttempt after = *before;
  after.finished_at = attempt.finished_at;
  after.outcome = attempt.outcome;
  after.note = attempt.note;
  rows.attempts.put({attempt.payout.value, attempt.fence}, std::move(after));
}

// Unique by everything that it says.
bool insert_transfer_notice(Tx& /*tx*/, const TransferNotice& notice, Instant now) {
  Rows& rows = after_statement();
  for (const auto& [id, row] : rows.notices.all()) {
    const TransferNotice& other = row.notice;
    const bool is_same = other.number == notice.number && other.channel_number == notice.channel_number &&
                         other.mchid == notice.mchid && other.state == notice.state &&
                         other.amount == notice.amount && other.openid_index == notice.openid_index &&
                         other.fail_reason == notice.fail_reason;
    if (is_same) return false;
  }
  rows.notices.put(static_cast<std::int64_t>(rows.notices.all().size()) + 1, {notice, now, ""});
  return true;
}

// WHERE due_at <= ? ORDER BY due_at, id LIMIT 1 FOR UPDATE SKIP LOCKED
std::optional<DueTransferNotice> take_transfer_notice(Tx& /*tx*/, Instant now) {
  Rows& rows = after_statement();
  std::optional<DueTransferNotice> oldest;
  std::optional<Instant> due_at;
  for (const auto& [id, row] : rows.notices.all()) {
    if (!row.due_at || *row.due_at > now || (due_at && *row.due_at >= *due_at)) continue;
    if (is_locked_elsewhere(rows)) continue;
    oldest = DueTransferNotice{id, row.notice};
    due_at = row.due_at;
  }
  if (!oldest || !is_planted(Plant::notice_not_compared)) return oldest;
  for (const auto& [id, row] : rows.payouts.all()) {
    if (row.payout.number != oldest->notice.number) continue;
    oldest->notice.amount = row.payout.amount;
    oldest->notice.openid_index = row.payout.openid_index;
    oldest->notice.mchid = row.payout.mchid;
  }
  return oldest;
}

void finish_transfer_notice(Tx& /*tx*/, std::int64_t id, std::string_view outcome, Instant /*now*/) {
  Rows& rows = after_statement();
  auto row = *rows.notices.find(id);
  row.due_at.reset();
  row.outcome = outcome;
  rows.notices.put(id, std::move(row));
}

// WHERE dealer_id = ? AND is_open = 1 AND openid_index = ? AND appid = ? AND state = 'in_effect' AND ...
std::optional<ConfirmFree> find_confirm_free_in_effect(Tx& /*tx*/, DealerId dealer, std::string_view appid,
                                                       std::string_view openid_index) {
  Rows& rows = after_statement();
  for (const auto& [number, row] : rows.authorizations.all()) {
    const bool is_payees = row.dealer == dealer && row.place.openid_index == openid_index;
    const bool is_anybodys = is_planted(Plant::consent_of_anybody);
    if ((is_payees || is_anybodys) && row.place.appid == appid && carries_transfers(row)) return row;
  }
  return std::nullopt;
}

std::optional<ConfirmFree> find_confirm_free(Tx& /*tx*/, std::string_view number) {
  const ConfirmFree* const found = after_statement().authorizations.find(std::string(number));
  if (found == nullptr) return std::nullopt;
  return *found;
}

// WHERE number = ? AND state = 'in_effect'
void doubt_confirm_free(Tx& /*tx*/, std::string_view number) {
  Rows& rows = after_statement();
  const ConfirmFree* const found = rows.authorizations.find(std::string(number));
  if (found == nullptr || found->state != ConfirmFreeState::in_effect) return;
  ConfirmFree doubted = *found;
  doubted.is_doubted = true;
  rows.authorizations.put(std::string(number), doubted);
}

// WHERE dealer_id = ? AND is_open = 1 AND id <> ?
void want_confirm_free_ends(Tx& /*tx*/, DealerId dealer, ConfirmFreeId kept) {
  Rows& rows = after_statement();
  std::vector<std::string> unwanted;
  for (const auto& [number, row] : rows.authorizations.all()) {
    const bool is_meant = row.dealer == dealer && row.id != kept && row.state != ConfirmFreeState::closed;
    if (is_meant) unwanted.push_back(number);
  }
  for (const std::string& number : unwanted) {
    ConfirmFree row = *rows.authorizations.find(number);
    row.is_end_wanted = true;
    rows.authorizations.put(number, row);
  }
}

Fuse find_fuse(Tx& /*tx*/) {
  const Rows& rows = after_statement();
  return is_planted(Plant::fuse_not_asked) ? Fuse{} : rows.the_fuse();
}

Fuse lock_fuse(Tx& /*tx*/) { return after_statement().the_fuse(); }
void save_fuse(Tx& /*tx*/, const Fuse& fuse) { after_statement().fuse.put(1, fuse); }
void note_fuse(Tx& /*tx*/, const FuseEvent& /*event*/) { after_statement(); }

std::optional<Instant> find_funds_probe(Tx& /*tx*/) {
  const Rows& rows = after_statement();
  if (is_planted(Plant::breaker_not_asked)) return std::nullopt;
  return rows.breaker.find(1)->probe_at;
}

// WHERE id = 1 AND is_open = 1 AND probe_at <= ?
bool take_funds_probe(Tx& /*tx*/, Instant now, Instant next) {
  Rows& rows = after_statement();
  const simulation::Breaker breaker = *rows.breaker.find(1);
  if (!breaker.is_open || !breaker.probe_at || *breaker.probe_at > now) return false;
  rows.breaker.put(1, {true, next});
  return true;
}

void open_breaker(Tx& /*tx*/, Instant probe_at) {
  Rows& rows = after_statement();
  if (!rows.breaker.find(1)->is_open) rows.breaker.put(1, {true, probe_at});
}

void close_breaker(Tx& /*tx*/) { after_statement().breaker.put(1, {}); }

// Nobody pays outside WeChat here, and receipts are fetched by nobody.
std::optional<OfflinePayout> find_live_offline_payout(Tx& /*tx*/, WithdrawalId /*withdrawal*/) {
  after_statement();
  return std::nullopt;
}

bool was_told_paid(Tx& /*tx*/, WithdrawalId withdrawal) {
  Rows& rows = after_statement();
  const auto is_of = [&](const std::string& number) {
    return std::ranges::any_of(rows.payouts.all(), [&](const auto& entry) {
      return entry.second.payout.withdrawal == withdrawal && entry.second.payout.number == number;
    });
  };
  return std::ranges::any_of(rows.notices.all(), [&](const auto& entry) {
    const TransferNotice& notice = entry.second.notice;
    return notice.state == ChannelState::success && is_of(notice.number);
  });
}

// No bill is read here.
bool is_in_doubt_by_bill(Tx& /*tx*/, std::string_view /*number*/, std::string_view /*channel_number*/) {
  after_statement();
  return false;
}

void want_receipt(Tx& /*tx*/, PayoutId /*payout*/, Instant /*now*/) { after_statement(); }

bool insert_resolution(Tx& /*tx*/, const PayoutResolution& resolution) {
  Rows& rows = after_statement();
  for (const auto& [id, row] : rows.resolutions.all()) {
    const bool is_open = row.state == ResolutionState::proposed || row.state == ResolutionState::confirmed;
    if (row.public_id == resolution.public_id || (row.payout == resolution.payout && is_open)) return false;
  }
  PayoutResolution stored = resolution;
  stored.id = PayoutResolutionId{static_cast<std::int64_t>(rows.resolutions.all().size()) + 1};
  rows.resolutions.put(stored.id.value, stored);
  return true;
}

std::optional<PayoutResolution> lock_resolution(Tx& /*tx*/, std::string_view public_id) {
  for (const auto& [id, row] : after_statement().resolutions.all()) {
    if (row.public_id == public_id) return row;
  }
  return std::nullopt;
}

// WHERE state = 'confirmed' ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED
std::optional<PayoutResolution> lock_confirmed_resolution(Tx& /*tx*/) {
  Rows& rows = after_statement();
  for (const auto& [id, row] : rows.resolutions.all()) {
    if (row.state == ResolutionState::confirmed && !is_locked_elsewhere(rows)) return row;
  }
  return std::nullopt;
}

void save_resolution(Tx& /*tx*/, const PayoutResolution& resolution) {
  after_statement().resolutions.put(resolution.id.value, resolution);
}

}  // namespace fenrun::db
