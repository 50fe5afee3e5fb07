#include "flows/consumer/set_phone.hpp"

#include "db/consumer/consumer.hpp"
#include "domain/text.hpp"
#include "flows/consumer/active_consumer.hpp"

namespace fenrun::flows {

Done set_phone(db::Tx& tx, const SetPhone& command, Instant) {
  const auto consumer = lock_active_consumer(tx, command.consumer_id);
  if (!consumer) return consumer.error();
  db::store_phone(tx, consumer->id, command.phone.index, command.phone.sealed, command.phone.masked);
  return {};
}

Done set_nickname(db::Tx& tx, const SetNickname& command, Instant) {
  if (!is_one_line(command.nickname, 1, 32)) return kNicknameInvalid;
  const auto consumer = lock_active_consumer(tx, command.consumer_id);
  if (!consumer) return consumer.error();
  db::store_nickname(tx, consumer->id, command.nickname);
  return {};
}

}  // namespace fenrun::flows
