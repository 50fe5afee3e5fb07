// Rows of `dealer_message`.
#pragma once

#include <string_view>
#include <vector>

#include "db/mysql/tx.hpp"
#include "db/waiting.hpp"
#include "domain/withdrawal/dealer_message.hpp"

namespace fenrun::db {

// Due at once. A second one of the withdrawal changes nothing: no message is worth a transaction of money.
void insert_dealer_message(Tx& tx, WithdrawalId withdrawal, DealerMessageKind kind, Instant now);

// Takes the longest due for `kDealerMessageLease` and counts the try; what another server is just taking is
// left to it. When this transaction has ended, nobody else has them.
std::vector<DealerMessage> take_due_dealer_messages(Tx& tx, Instant now, int limit);

// Both only while nobody has taken it since; false when somebody has.
bool postpone_dealer_message(Tx& tx, const DealerMessage& message, std::string_view code, Instant due_at);
bool end_dealer_message(Tx& tx, const DealerMessage& message, DealerMessageState state, std::string_view code,
                        Instant now);

Waiting count_waiting_dealer_messages(Tx& tx);

}  // namespace fenrun::db
