// Rows of `binding_change_request`.
#pragma once

#include <optional>
#include <string_view>

#include "base/clock.hpp"
#include "db/mysql/tx.hpp"
#include "domain/binding/change_request.hpp"
#include "domain/page.hpp"

namespace fenrun::db {

std::optional<ChangeRequest> find_change_request(Tx& tx, std::string_view public_id);
// FOR UPDATE: a request is decided once.
std::optional<ChangeRequest> lock_change_request(Tx& tx, std::string_view public_id);
// The consumer's last one, whatever became of it.
std::optional<ChangeRequest> find_latest_change_request_of(Tx& tx, ConsumerId consumer);

// False when the consumer has an open one.
[[nodiscard]] bool insert_change_request(Tx& tx, const ChangeRequest& request);
// Writes state, decided_by, decided_at, decision_reason and evidence.
void close_change_request(Tx& tx, const ChangeRequest& request);

// In one state, oldest first: the operator's queue.
Page<ChangeRequest> list_change_requests(Tx& tx, ChangeState state, const PageRequest& request);

}  // namespace fenrun::db
