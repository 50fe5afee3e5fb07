#include "db/payout/payout.hpp"

#include <stdexcept>

#include "base/assert.hpp"

#define PAYOUT_COLUMNS                                                                                  \
  "id, withdrawal_id, reissue, number, channel_number, amount_fen, mchid, appid, openid_index, state, " \
  "fail_reason, is_locked, package_sealed IS NOT NULL, needs_human, human_reason, is_cancel_wanted, "   \
  "cancel_reason, is_resend_due, posts, queries, cancels, fence, created_at, state_at, first_post_at, " \
  "last_post_at, last_cancel_at, due_at, route, authorization_number"

namespace fenrun::db {
namespace {

Payout read_payout(const Row& row) {
  const auto state = payout_state_from(row.text(9));
  if (!state) throw std::logic_error("no such state of a transfer: " + row.text(9));
  const auto route = payout_route_from(row.text(28));
  if (!route) throw std::logic_error("no such route of a transfer: " + row.text(28));
  Payout payout;
  payout.id = row.id<PayoutId>(0);
  payout.withdrawal = row.id<WithdrawalId>(1);
  payout.reissue = static_cast<int>(row.integer(2));
  payout.number = row.text(3);
  payout.channel_number = row.text(4);
  payout.amount = row.fen(5);
  payout.mchid = row.text(6);
  payout.appid = row.text(7);
  payout.openid_index = row.text(8);
  payout.state = *state;
  payout.fail_reason = row.text(10);
  payout.is_locked = row.boolean(11);
  payout.has_package = row.boolean(12);
  payout.needs_human = row.boolean(13);
  payout.human_reason = row.text(14);
  payout.is_cancel_wanted = row.boolean(15);
  payout.cancel_reason = row.text(16);
  payout.is_resend_due = row.boolean(17);
  payout.posts = static_cast<int>(row.integer(18));
  payout.queries = static_cast<int>(row.integer(19));
  payout.cancels = static_cast<int>(row.integer(20));
  payout.fence = row.integer(21);
  payout.created_at = row.time(22);
  payout.state_at = row.time(23);
  payout.first_post_at = row.maybe_time(24);
  payout.last_post_at = row.maybe_time(25);
  payout.last_cancel_at = row.maybe_time(26);
  payout.due_at = row.maybe_time(27);
  payout.route = *route;
  payout.authorization = row.text(29);
  return payout;
}

std::optional<Payout> maybe_payout(const std::optional<Row>& row) {
  if (!row) return std::nullopt;
  return read_payout(*row);
}

PayoutStep payout_step_from(std::string_view word) {
  for (const auto step : {PayoutStep::post, PayoutStep::query, PayoutStep::cancel}) {
    if (to_word(step) == word) return step;
  }
  throw std::logic_error("no such step of a transfer: " + std::string(word));
}

}  // namespace

std::string_view to_word(PayoutStep step) {
  switch (step) {
    case PayoutStep::post:
      return "post";
    case PayoutStep::query:
      return "query";
    case PayoutStep::cancel:
      return "cancel";
  }
  FENRUN_UNREACHABLE("no such step of a transfer");
}

bool insert_payout(Tx& tx, const Payout& payout, const PayoutBodies& bodies) {
  const PayoutBody& body = bodies.confirmed;
  const auto of_direct = [&](std::string PayoutBody::*member) {
    return bodies.direct ? std::optional(*bodies.direct.*member) : std::nullopt;
  };
  return tx.insert_new(
      "INSERT INTO payout (withdrawal_id, reissue, number, amount_fen, mchid, appid, openid_index, route, "
      "authorization_number, body_sealed, body_hash, sealing_serial, direct_sealed, direct_hash, "
      "direct_serial, state, is_open, created_at, state_at, due_at) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'created', 1, ?, ?, ?)",
      {payout.withdrawal, payout.reissue, payout.number, payout.amount, payout.mchid, payout.appid,
       payout.openid_index, fenrun::to_word(payout.route), payout.authorization, body.sealed, body.hash,
       body.sealing_serial, of_direct(&PayoutBody::sealed), of_direct(&PayoutBody::hash),
       of_direct(&PayoutBody::sealing_serial), payout.created_at, payout.created_at, payout.created_at});
}

PayoutId newest_payout_id(Tx& tx) {
  return tx.one("SELECT COALESCE(MAX(id), 0) FROM payout")->id<PayoutId>(0);
}

std::optional<Payout> find_payout(Tx& tx, PayoutId id) {
  return maybe_payout(tx.one("SELECT " PAYOUT_COLUMNS " FROM payout WHERE id = ?", {id}));
}

std::optional<Payout> find_payout_of(Tx& tx, WithdrawalId withdrawal) {
  return maybe_payout(tx.one("SELECT " PAYOUT_COLUMNS
                             " FROM payout WHERE withdrawal_id = ? ORDER BY reissue DESC LIMIT 1",
                             {withdrawal}));
}

std::vector<Payout> list_payouts_of(Tx& tx, WithdrawalId withdrawal) {
  std::vector<Payout> payouts;
  for (const Row& row : tx.all(
           "SELECT " PAYOUT_COLUMNS " FROM payout WHERE withdrawal_id = ? ORDER BY reissue", {withdrawal})) {
    payouts.push_back(read_payout(row));
  }
  return payouts;
}

std::optional<Payout> lock_payout(Tx& tx, PayoutId id) {
  return maybe_payout(tx.one("SELECT " PAYOUT_COLUMNS " FROM payout WHERE id = ? FOR UPDATE", {id}));
}

std::optional<Payout> lock_payout_by_number(Tx& tx, std::string_view number) {
  return maybe_payout(tx.one("SELECT " PAYOUT_COLUMNS " FROM payout WHERE number = ? FOR UPDATE", {number}));
}

PayoutBody payout_body(Tx& tx, PayoutId id) {
  const auto row = tx.one(
      "SELECT IF(route = 'confirmed', body_sealed, direct_sealed), "
      "IF(route = 'confirmed', body_hash, direct_hash), "
      "IF(route = 'confirmed', sealing_serial, direct_serial) FROM payout WHERE id = ?",
      {id});
  FENRUN_ASSERT(row.has_value());
  return {row->text(0), row->text(1), row->text(2)};
}

std::optional<std::string> payout_package(Tx& tx, PayoutId id) {
  const auto row = tx.one("SELECT package_sealed FROM payout WHERE id = ?", {id});
  if (!row) return std::nullopt;
  return row->maybe_text(0);
}

int count_payouts_of(Tx& tx, WithdrawalId withdrawal) {
  const auto row = tx.one("SELECT COUNT(*) FROM payout WHERE withdrawal_id = ?", {withdrawal});
  return static_cast<int>(row->integer(0));
}

// SKIP LOCKED: a transfer that another worker is just claiming is no reason to wait for it.
std::optional<Payout> claim_due_payout(Tx& tx, Instant now, bool may_post) {
  return maybe_payout(
      tx.one("SELECT " PAYOUT_COLUMNS
             " FROM payout WHERE due_at <= ? AND (lease_until IS NULL OR lease_until < UTC_TIMESTAMP(6)) "
             "AND (? OR state NOT IN ('created', 'parked_funds')) "
             "ORDER BY due_at, id LIMIT 1 FOR UPDATE SKIP LOCKED",
             {now, may_post}));
}

void save_claim(Tx& tx, const Payout& payout, std::chrono::seconds lease) {
  tx.execute_one(
      "UPDATE payout SET state = ?, state_at = ?, is_resend_due = ?, posts = ?, queries = ?, cancels = ?, "
      "first_post_at = ?, last_post_at = ?, last_cancel_at = ?, fence = ?, "
      "lease_until = UTC_TIMESTAMP(6) + INTERVAL ? SECOND WHERE id = ? AND fence = ?",
      {fenrun::to_word(payout.state), payout.state_at, payout.is_resend_due, payout.posts, payout.queries,
       payout.cancels, payout.first_post_at, payout.last_post_at, payout.last_cancel_at, payout.fence,
       lease.count(), payout.id, payout.fence - 1});
}

void save_payout(Tx& tx, const Payout& payout, bool ends_lease) {
  const std::optional<int> open = is_terminal(payout.state) ? std::nullopt : std::optional(1);
  tx.execute(
      "UPDATE payout SET channel_number = ?, state = ?, is_open = ?, state_at = ?, fail_reason = ?, "
      "is_locked = ?, needs_human = ?, human_reason = ?, is_cancel_wanted = ?, cancel_reason = ?, "
      "is_resend_due = ?, queries = ?, due_at = ?, route = ?, lease_until = IF(?, NULL, lease_until) "
      "WHERE id = ? AND fence = ?",
      {payout.channel_number, fenrun::to_word(payout.state), open, payout.state_at, payout.fail_reason,
       payout.is_locked, payout.needs_human, payout.human_reason, payout.is_cancel_wanted,
       payout.cancel_reason, payout.is_resend_due, payout.queries, payout.due_at,
       fenrun::to_word(payout.route), ends_lease, payout.id, payout.fence});
}

void save_package(Tx& tx, PayoutId id, std::string_view sealed) {
  tx.execute("UPDATE payout SET package_sealed = ? WHERE id = ? AND package_sealed IS NULL", {sealed, id});
}

void insert_attempt(Tx& tx, const PayoutAttempt& attempt) {
  tx.execute_one(
      "INSERT INTO payout_attempt (payout_id, fence, step, body_hash, started_at) VALUES (?, ?, ?, ?, ?)",
      {attempt.payout, attempt.fence, to_word(attempt.step), attempt.body_hash, attempt.started_at});
}

void finish_attempt(Tx& tx, const PayoutAttempt& attempt) {
  tx.execute(
      "UPDATE payout_attempt SET finished_at = ?, outcome = ?, note = ? "
      "WHERE payout_id = ? AND fence = ? AND finished_at IS NULL",
      {attempt.finished_at, attempt.outcome, attempt.note, attempt.payout, attempt.fence});
}

std::vector<PayoutAttempt> list_attempts(Tx& tx, PayoutId payout) {
  std::vector<PayoutAttempt> attempts;
  for (const Row& row :
       tx.all("SELECT payout_id, fence, step, body_hash, started_at, finished_at, outcome, note FROM "
              "payout_attempt WHERE payout_id = ? ORDER BY fence",
              {payout})) {
    attempts.push_back({row.id<PayoutId>(0), row.integer(1), payout_step_from(row.text(2)), row.text(3),
                        row.time(4), row.maybe_time(5), row.maybe_text(6).value_or(""), row.text(7)});
  }
  return attempts;
}

}  // namespace fenrun::db
