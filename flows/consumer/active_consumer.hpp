// Locks a consumer who may act.
#pragma once

#include "base/result.hpp"
#include "db/consumer/consumer.hpp"
#include "db/mysql/tx.hpp"
#include "domain/ids.hpp"

namespace fenrun::flows {

// Refuses with kConsumerGone (unknown or deleted), kConsumerBlocked.
Done may_act(ConsumerState state);
Result<db::Consumer> lock_active_consumer(db::Tx& tx, ConsumerId id);

}  // namespace fenrun::flows
