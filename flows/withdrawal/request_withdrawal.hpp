// A dealer asks for money. The fen are held in the ledger by the transaction that stores the withdrawal, so
// that neither exists without the other.
#pragma once

#include <string>

#include "db/mysql/tx.hpp"
#include "domain/withdrawal/withdrawal.hpp"
#include "flows/withdrawal/withdrawal_rules.hpp"

namespace fenrun::flows {

// What fee, tax and net of an amount would be now. Refuses as request_withdrawal() does, but asks nobody
// about the balance.
Result<WithdrawalAmounts> quote_withdrawal(db::Tx& tx, const WithdrawalRules& rules, DealerId dealer,
                                           Fen gross, bool has_name, Instant now);

struct RequestWithdrawal {
  std::string public_id;  // a fresh ULID
  DealerId dealer;
  Fen gross;
  std::string request_key;  // the client's own: a repetition with the same amount gives the same withdrawal
  std::string name_sealed;  // bound to the public id; empty: no name
};

// The payee is the account that the dealer logs in with, and nothing that a client says. Refuses, in this
// order, with kDealerNotFound, kWithdrawalKeyReused, kDealerSuspended or kDealerEnded, kConsumerGone or
// kConsumerBlocked, as check_withdrawal_amount() does, with kTaxpayerUnknown, as split_withdrawal() does,
// with kWithdrawalAlreadyOpen and kAvailableShort.
Result<Withdrawal> request_withdrawal(db::Tx& tx, const WithdrawalRules& rules,
                                      const RequestWithdrawal& command, Instant now);

struct CancelWithdrawal {
  std::string public_id;
  DealerId dealer;
};

// Before it is approved. Refuses with kWithdrawalNotFound (also for another dealer's) and
// kWithdrawalStateConflict.
Result<Withdrawal> cancel_withdrawal(db::Tx& tx, const CancelWithdrawal& command, Instant now);

}  // namespace fenrun::flows
