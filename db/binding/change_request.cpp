#include "db/binding/change_request.hpp"

#include "base/assert.hpp"

namespace fenrun::db {
namespace {

ChangeRequest request_of(const Row& row) {
  const auto state = change_state_from(row.text(6));
  FENRUN_ASSERT(state);
  return {row.id<ChangeRequestId>(0),
          row.text(1),
          row.id<ConsumerId>(2),
          row.id<DealerId>(3),
          row.id<DealerId>(4),
          row.text(5),
          *state,
          row.maybe_id<StaffId>(7).value_or(StaffId{}),
          row.maybe_time(8),
          row.maybe_text(9).value_or(""),
          row.maybe_text(10).value_or(""),
          row.time(11)};
}

std::optional<ChangeRequest> request_of(const std::optional<Row>& row) {
  if (!row) return std::nullopt;
  return request_of(*row);
}

}  // namespace

std::optional<ChangeRequest> find_change_request(Tx& tx, std::string_view public_id) {
  return request_of(
      tx.one("SELECT id, public_id, consumer_id, from_dealer_id, to_dealer_id, reason, state, decided_by, "
             "decided_at,"
             " decision_reason, evidence, created_at FROM binding_change_request WHERE public_id = ?",
             {public_id}));
}

std::optional<ChangeRequest> lock_change_request(Tx& tx, std::string_view public_id) {
  return request_of(tx.one(
      "SELECT id, public_id, consumer_id, from_dealer_id, to_dealer_id, reason, state, decided_by, "
      "decided_at,"
      " decision_reason, evidence, created_at FROM binding_change_request WHERE public_id = ? FOR UPDATE",
      {public_id}));
}

std::optional<ChangeRequest> find_latest_change_request_of(Tx& tx, ConsumerId consumer) {
  return request_of(
      tx.one("SELECT id, public_id, consumer_id, from_dealer_id, to_dealer_id, reason, state, decided_by, "
             "decided_at,"
             " decision_reason, evidence, created_at FROM binding_change_request WHERE consumer_id = ?"
             " ORDER BY id DESC LIMIT 1",
             {consumer}));
}

bool insert_change_request(Tx& tx, const ChangeRequest& request) {
  return tx.insert_new(
      "INSERT INTO binding_change_request (public_id, consumer_id, open_consumer_id, from_dealer_id, "
      "to_dealer_id,"
      " reason, state, created_at) VALUES (?, ?, ?, ?, ?, ?, 'open', ?)",
      {request.public_id, request.consumer_id, request.consumer_id, request.from_dealer_id,
       request.to_dealer_id, request.reason, request.created_at});
}

void close_change_request(Tx& tx, const ChangeRequest& request) {
  const auto decided_by = request.decided_by.is_set() ? std::optional(request.decided_by) : std::nullopt;
  tx.execute_one(
      "UPDATE binding_change_request SET state = ?, open_consumer_id = NULL, decided_by = ?, decided_at = ?,"
      " decision_reason = ?, evidence = ? WHERE id = ? AND state = 'open'",
      {to_text(request.state), decided_by, request.decided_at, request.decision_reason, request.evidence,
       request.id});
}

Page<ChangeRequest> list_change_requests(Tx& tx, ChangeState state, const PageRequest& request) {
  std::vector<ChangeRequest> requests;
  for (const auto& row : tx.all("SELECT id, public_id, consumer_id, from_dealer_id, to_dealer_id, reason, "
                                "state, decided_by, decided_at,"
                                " decision_reason, evidence, created_at FROM binding_change_request"
                                " WHERE state = ? AND id > ? ORDER BY id LIMIT ?",
                                {to_text(state), request.after, request.rows() + 1})) {
    requests.push_back(request_of(row));
  }
  return cut_page(std::move(requests), request, [](const ChangeRequest& item) { return item.id.value; });
}

}  // namespace fenrun::db
