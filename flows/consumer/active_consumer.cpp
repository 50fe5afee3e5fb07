#include "flows/consumer/active_consumer.hpp"

#include "base/assert.hpp"

namespace fenrun::flows {

Done may_act(ConsumerState state) {
  switch (state) {
    case ConsumerState::active:
      return {};
    case ConsumerState::blocked:
      return kConsumerBlocked;
    case ConsumerState::deleted:
      return kConsumerGone;
  }
  FENRUN_ASSERT(false);
}

Result<db::Consumer> lock_active_consumer(db::Tx& tx, ConsumerId id) {
  auto consumer = db::lock_consumer(tx, id);
  if (!consumer) return kConsumerGone;
  const auto may = may_act(consumer->state);
  if (!may) return may.error();
  return std::move(*consumer);
}

}  // namespace fenrun::flows
