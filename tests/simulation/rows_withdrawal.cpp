// db/withdrawal, and what of db/dealer and db/consumer it needs, over the rows of the simulation.
#include <set>
#include <stdexcept>
#include <string>

#include "db/dealer/dealer.hpp"
#include "db/dealer/tier.hpp"
#include "db/tax/taxpayer.hpp"
#include "tests/simulation/plant.hpp"
#include "tests/simulation/rows.hpp"

namespace fenrun::db {
namespace {

simulation::Rows& withdrawal_rows() {
  simulation::Rows& rows = simulation::rows_here();
  rows.statement();
  return rows;
}

std::optional<Withdrawal> withdrawal_in(const simulation::WithdrawalRow* row) {
  if (row == nullptr) return std::nullopt;
  return row->withdrawal;
}

bool is_in(const Withdrawal& withdrawal, DealerId dealer, const Period& period) {
  return withdrawal.dealer == dealer && withdrawal.requested_at >= period.from &&
         withdrawal.requested_at < period.until;
}

// Those in a state, the one that has been in it for longest first.
std::vector<WithdrawalId> ids_in(const simulation::Rows& rows, WithdrawalState state,
                                 std::optional<Instant> before, int limit) {
  std::set<std::pair<Instant, WithdrawalId>> found;
  for (const auto& [id, row] : rows.withdrawals.all()) {
    const Withdrawal& one = row.withdrawal;
    if (one.state == state && (!before || one.state_at < *before)) found.emplace(one.state_at, one.id);
  }
  std::vector<WithdrawalId> ids;
  for (const auto& [at, id] : found) {
    if (static_cast<int>(ids.size()) < limit) ids.push_back(id);
  }
  return ids;
}

}  // namespace

std::optional<Dealer> find_dealer(Tx& /*tx*/, DealerId id) {
  const Dealer* const dealer = withdrawal_rows().dealers.find(id.value);
  if (dealer == nullptr) return std::nullopt;
  return *dealer;
}

std::optional<Dealer> lock_dealer(Tx& tx, DealerId id) { return find_dealer(tx, id); }

std::optional<Tier> find_tier(Tx& /*tx*/, TierId id) { return Tier{id, "standard", "", "", 1}; }

std::optional<Consumer> find_consumer(Tx& /*tx*/, ConsumerId id) {
  const Consumer* const consumer = withdrawal_rows().consumers.find(id.value);
  if (consumer == nullptr) return std::nullopt;
  return *consumer;
}

std::optional<Consumer> lock_consumer(Tx& tx, ConsumerId id) { return find_consumer(tx, id); }

// Unique: the public id, (dealer, request_key), and (dealer, is_open).
std::optional<WithdrawalId> insert_withdrawal(Tx& /*tx*/, const Withdrawal& withdrawal,
                                              std::string_view request_key) {
  simulation::Rows& rows = withdrawal_rows();
  for (const auto& [id, row] : rows.withdrawals.all()) {
    const Withdrawal& other = row.withdrawal;
    if (other.dealer != withdrawal.dealer) continue;
    const bool is_same_key =
        row.request_key == request_key && !simulation::is_planted(simulation::Plant::request_key_forgotten);
    if (is_same_key || is_open(other.state)) return std::nullopt;
  }
  Withdrawal stored = withdrawal;
  stored.id = WithdrawalId{static_cast<std::int64_t>(rows.withdrawals.all().size()) + 1};
  rows.withdrawals.put(stored.id.value, {stored, std::string(request_key)});
  return stored.id;
}

std::optional<Withdrawal> find_withdrawal(Tx& /*tx*/, WithdrawalId id) {
  return withdrawal_in(withdrawal_rows().withdrawals.find(id.value));
}

std::optional<Withdrawal> lock_withdrawal(Tx& tx, WithdrawalId id) { return find_withdrawal(tx, id); }

std::optional<Withdrawal> find_withdrawal_by_public_id(Tx& /*tx*/, std::string_view public_id) {
  for (const auto& [id, row] : withdrawal_rows().withdrawals.all()) {
    if (row.withdrawal.public_id == public_id) return row.withdrawal;
  }
  return std::nullopt;
}

std::optional<Withdrawal> lock_withdrawal_by_public_id(Tx& tx, std::string_view public_id) {
  return find_withdrawal_by_public_id(tx, public_id);
}

std::optional<Withdrawal> find_withdrawal_of_request(Tx& /*tx*/, DealerId dealer,
                                                     std::string_view request_key) {
  simulation::Rows& rows = withdrawal_rows();
  if (simulation::is_planted(simulation::Plant::request_key_forgotten)) return std::nullopt;
  for (const auto& [id, row] : rows.withdrawals.all()) {
    if (row.withdrawal.dealer == dealer && row.request_key == request_key) return row.withdrawal;
  }
  return std::nullopt;
}

// WHERE id = ? AND version = ?, of exactly one row.
void save_withdrawal_state(Tx& /*tx*/, const Withdrawal& withdrawal) {
  simulation::Rows& rows = withdrawal_rows();
  simulation::WithdrawalRow row = *rows.withdrawals.find(withdrawal.id.value);
  if (row.withdrawal.version != withdrawal.version)
    throw std::logic_error("a withdrawal was changed meanwhile");
  row.withdrawal.state = withdrawal.state;
  row.withdrawal.approvals_needed = withdrawal.approvals_needed;
  row.withdrawal.round = withdrawal.round;
  row.withdrawal.edited_by = withdrawal.edited_by;
  row.withdrawal.reason = withdrawal.reason;
  row.withdrawal.state_at = withdrawal.state_at;
  ++row.withdrawal.version;
  rows.withdrawals.put(withdrawal.id.value, std::move(row));
}

// WHERE state = 'approved' AND state_at >= ? AND (state_at > ? OR id > ?) ORDER BY state_at, id LIMIT ?
std::vector<ApprovedWithdrawal> list_approved_withdrawals(Tx& /*tx*/, const ApprovedWithdrawal& after,
                                                          int limit) {
  std::set<std::pair<Instant, WithdrawalId>> waiting;
  for (const auto& [id, row] : withdrawal_rows().withdrawals.all()) {
    const Withdrawal& one = row.withdrawal;
    if (one.state == WithdrawalState::approved) waiting.emplace(one.state_at, one.id);
  }
  std::vector<ApprovedWithdrawal> found;
  for (auto next = waiting.upper_bound({after.approved_at, after.id});
       next != waiting.end() && static_cast<int>(found.size()) < limit; ++next) {
    found.push_back({next->second, next->first});
  }
  return found;
}

std::vector<WithdrawalId> list_withdrawals_since(Tx& /*tx*/, WithdrawalState state, Instant before,
                                                 int limit) {
  return ids_in(withdrawal_rows(), state, before, limit);
}

WithdrawalDay withdrawn_in(Tx& /*tx*/, DealerId dealer, const Period& period) {
  WithdrawalDay day;
  for (const auto& [id, row] : withdrawal_rows().withdrawals.all()) {
    const Withdrawal& one = row.withdrawal;
    const bool counts = is_open(one.state) || one.state == WithdrawalState::paid;
    if (!counts || !is_in(one, dealer, period)) continue;
    day.gross.value += one.amounts.gross.value;
    ++day.count;
  }
  return day;
}

// Everybody has said who they are, and nobody is two dealers.
std::optional<Taxpayer> find_taxpayer(Tx& /*tx*/, DealerId dealer) {
  Taxpayer taxpayer;
  taxpayer.id = taxpayer.dealer.value = dealer.value;
  taxpayer.identity_index = std::to_string(dealer.value);
  return taxpayer;
}

std::set<DealerId> dealers_of_identity(Tx& /*tx*/, std::string_view identity_index) {
  return {DealerId{std::stoll(std::string(identity_index))}};
}

TaxPast taxed_in(Tx& /*tx*/, DealerId dealer, const Period& period) {
  TaxPast past;
  past.months = 1;
  for (const auto& [id, row] : withdrawal_rows().withdrawals.all()) {
    const Withdrawal& one = row.withdrawal;
    if (one.state != WithdrawalState::paid || !is_in(one, dealer, period)) continue;
    past.income.value += one.amounts.gross.value;
    past.withheld.value += one.amounts.tax.value;
  }
  return past;
}

void insert_approval(Tx& /*tx*/, const Approval& approval) {
  const bool is_new = withdrawal_rows().approvals.insert_new(
      {approval.withdrawal.value, approval.round, approval.staff.value}, approval);
  if (!is_new) throw std::logic_error("the same person has approved it already");
}

std::vector<Approval> list_approvals(Tx& /*tx*/, WithdrawalId withdrawal, int round) {
  std::vector<Approval> found;
  for (const auto& [key, approval] : withdrawal_rows().approvals.all()) {
    if (approval.withdrawal == withdrawal && approval.round == round) found.push_back(approval);
  }
  return found;
}

void insert_dealer_message(Tx& /*tx*/, WithdrawalId withdrawal, DealerMessageKind kind, Instant now) {
  (void)withdrawal_rows().dealer_messages.insert_new({withdrawal.value, kind}, now);
}

// Of the notes only who edited is read again.
void note_withdrawal(Tx& /*tx*/, const WithdrawalNote& note) {
  simulation::Rows& rows = withdrawal_rows();
  constexpr std::string_view kStaff = "staff ";
  const bool is_edit = (note.what == "review" || note.what == "reissue") && note.actor.starts_with(kStaff);
  if (is_edit) rows.editors.put({note.withdrawal.value, std::stoll(note.actor.substr(kStaff.size()))}, true);
}

std::set<StaffId> list_editors(Tx& /*tx*/, WithdrawalId withdrawal) {
  std::set<StaffId> editors;
  for (const auto& [key, is_editor] : withdrawal_rows().editors.all()) {
    if (key.first == withdrawal.value) editors.insert(StaffId{key.second});
  }
  return editors;
}

}  // namespace fenrun::db
