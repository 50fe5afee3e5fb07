// Rows of `confirm_free_authorization`. The server writes them; the payout worker reads who may be paid
// without a tap, and doubts what WeChat refused.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "db/mysql/tx.hpp"
#include "domain/withdrawal/confirm_free.hpp"

namespace fenrun::db {

// Nothing when another of the same place is open.
std::optional<ConfirmFreeId> insert_confirm_free(Tx& tx, const ConfirmFree& authorization);
// All that a message changes.
void save_confirm_free(Tx& tx, const ConfirmFree& authorization);
// Once and for all.
void save_confirm_free_package(Tx& tx, ConfirmFreeId id, std::string_view sealed);
std::optional<std::string> confirm_free_package(Tx& tx, ConfirmFreeId id);

// The dealer's that is open, or else the newest.
std::optional<ConfirmFree> find_confirm_free_of(Tx& tx, DealerId dealer);
std::optional<ConfirmFree> find_confirm_free(Tx& tx, std::string_view number);
std::optional<ConfirmFree> lock_open_confirm_free(Tx& tx, const ConfirmFreePlace& place);
std::optional<ConfirmFree> lock_confirm_free(Tx& tx, std::string_view number);
// Of a dealer as this payee, the one under which transfers may be tried.
std::optional<ConfirmFree> find_confirm_free_in_effect(Tx& tx, DealerId dealer, std::string_view appid,
                                                       std::string_view openid_index);
// A transfer under it was refused: no other is tried until WeChat has said how it stands.
void doubt_confirm_free(Tx& tx, std::string_view number);
// Every open one of the dealer but `kept` is to be ended, and WeChat told of it soon.
void want_confirm_free_ends(Tx& tx, DealerId dealer, ConfirmFreeId kept);
// Those that WeChat is to be asked about or told of, and was not since `before`; the longest waiting first.
std::vector<ConfirmFree> list_unsettled_confirm_free(Tx& tx, Instant before, int limit);

}  // namespace fenrun::db
