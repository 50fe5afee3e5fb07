// A person deletes their account: personal data is erased, sessions end, the binding in force ends. Ids stay,
// so that the ledger and the history of bindings keep adding up. Orders lose remark and receiver: at once
// when they are finished, on receipt or closing when the parcel is still to be sent. A dealer whose
// dealership has ended loses its name too. The same openid may later begin anew as another consumer.
#pragma once

#include "base/result.hpp"
#include "db/mysql/tx.hpp"
#include "domain/ids.hpp"
#include "flows/consumer/log_out.hpp"

namespace fenrun::flows {

struct DeleteAccount {
  ConsumerId consumer_id;
};

// Refuses with kConsumerGone, kConsumerIsDealer (unless the dealership has ended; a suspended one has not).
Result<EndedSessions> delete_account(db::Tx& tx, const DeleteAccount& command, Instant now);

}  // namespace fenrun::flows
