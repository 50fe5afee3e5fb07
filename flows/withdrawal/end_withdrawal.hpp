// What all endings of a withdrawal share: the hold goes back once, the row moves, the life is written down
// and the dealer is to be told.
#pragma once

#include <string>
#include <string_view>

#include "db/mysql/tx.hpp"
#include "domain/withdrawal/withdrawal.hpp"

namespace fenrun::flows {

std::string actor_of(DealerId dealer);
std::string actor_of(StaffId staff);
inline constexpr std::string_view kWorkerActor = "worker";
inline constexpr std::string_view kWechatActor = "wechat";

void note_withdrawal_moved(db::Tx& tx, const Withdrawal& withdrawal, std::string_view actor,
                           std::string_view what, Instant now);

// Moves the locked row and writes it down; where it has ended, the message to the dealer is written by the
// same transaction. Returns it as it is stored afterwards. Refuses with kWithdrawalStateConflict.
Result<Withdrawal> move_and_save(db::Tx& tx, Withdrawal withdrawal, WithdrawalEvent event,
                                 std::string_view actor, std::string_view what, Instant now);

// For events that end it without paying: gives the whole hold back in the same transaction. A second ending
// is refused by the state, and a second return by the ledger. Refuses with kWithdrawalContradicted and
// kWithdrawalStateConflict.
Result<Withdrawal> end_unpaid(db::Tx& tx, Withdrawal withdrawal, WithdrawalEvent event,
                              std::string_view actor, std::string reason, Instant now);

}  // namespace fenrun::flows
