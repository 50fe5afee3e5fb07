// Stores the phone number WeChat gave for a consumer, or the nickname they chose.
#pragma once

#include <string>

#include "base/result.hpp"
#include "db/mysql/tx.hpp"
#include "domain/ids.hpp"
#include "flows/consumer/sealed_identity.hpp"

namespace fenrun::flows {

struct SetPhone {
  ConsumerId consumer_id;
  SealedPhone phone;
};

// Refuses with kConsumerGone, kConsumerBlocked.
Done set_phone(db::Tx& tx, const SetPhone& command, Instant now);

struct SetNickname {
  ConsumerId consumer_id;
  std::string nickname;  // 1 to 32 characters on one line
};

// Refuses with kNicknameInvalid, kConsumerGone, kConsumerBlocked.
Done set_nickname(db::Tx& tx, const SetNickname& command, Instant now);

}  // namespace fenrun::flows
