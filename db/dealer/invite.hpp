// Rows of `dealer_invite`.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "db/mysql/tx.hpp"
#include "domain/dealer/invite.hpp"
#include "domain/page.hpp"

namespace fenrun::db {

std::optional<Invite> find_invite(Tx& tx, std::string_view code);
std::optional<Invite> find_invite_by_id(Tx& tx, InviteId id);
// FOR UPDATE: two approvals cannot both take the last use.
std::optional<Invite> lock_invite(Tx& tx, InviteId id);
std::optional<Invite> lock_invite_by_code(Tx& tx, std::string_view code);

// Invites of `inviter` that can still be used.
int count_open_invites(Tx& tx, DealerId inviter, Instant now);

// The id, or nothing when the code exists already.
std::optional<InviteId> insert_invite(Tx& tx, const Invite& invite);
// Takes one use; the caller holds the row and has checked that one is left.
void consume_invite(Tx& tx, InviteId id);
void revoke_invite_row(Tx& tx, InviteId id, Instant at);
// All that are not revoked yet; returns how many that were.
std::int64_t revoke_invites_of(Tx& tx, DealerId inviter, Instant at);

// Newest first: `after` is the id of the last one seen.
Page<Invite> list_invites_of(Tx& tx, DealerId inviter, const PageRequest& page);

}  // namespace fenrun::db
