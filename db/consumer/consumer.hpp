// Rows of `consumer`. Sealed columns travel as they are stored; flows/consumer/sealed_identity.hpp makes and
// opens them.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "db/mysql/tx.hpp"
#include "domain/consumer/consumer.hpp"
#include "domain/ids.hpp"

namespace fenrun::db {

struct Consumer {
  ConsumerId id;
  std::string public_id;
  std::string appid;
  std::string openid_index;    // 32 bytes; empty once deleted
  std::string openid_sealed;   // empty once deleted
  std::string unionid_sealed;  // empty: WeChat gave none
  std::string session_key_sealed;
  std::string phone_sealed;  // empty: none given
  std::string phone_masked;
  std::string nickname;
  ConsumerState state = ConsumerState::active;
  Instant created_at;
  Instant last_login_at;
};

std::optional<Consumer> find_consumer(Tx& tx, ConsumerId id);
std::optional<Consumer> find_consumer_by_public_id(Tx& tx, std::string_view public_id);
// Of those that exist; empty for who was deleted.
std::map<ConsumerId, std::string> openid_indexes_of(Tx& tx, const std::set<ConsumerId>& ids);
// FOR UPDATE: logins, binds and erasure of one person come one after the other.
std::optional<Consumer> lock_consumer(Tx& tx, ConsumerId id);
std::optional<Consumer> lock_consumer_by_openid(Tx& tx, std::string_view appid,
                                                std::string_view openid_index);

struct NewConsumer {
  std::string_view public_id;
  std::string_view appid;
  std::string_view openid_index;
  std::string_view openid_sealed;
  std::string_view unionid_sealed;  // empty: none
  std::string_view session_key_sealed;
  Instant at;
};
// Leaves the row that is there already as it is. Either way the caller locks by openid next, and knows by
// public_id whose row it is.
void insert_consumer_if_absent(Tx& tx, const NewConsumer& consumer);

struct LoginRefresh {
  ConsumerId id;
  std::string_view unionid_sealed;  // empty keeps the one stored
  std::string_view session_key_sealed;
  Instant at;
};
void refresh_login(Tx& tx, const LoginRefresh& refresh);

void store_phone(Tx& tx, ConsumerId id, std::string_view index, std::string_view sealed,
                 std::string_view masked);
void store_nickname(Tx& tx, ConsumerId id, std::string_view nickname);

// Consumers with this phone number; several accounts may share one. At most 100, oldest first.
std::vector<Consumer> find_consumers_by_phone(Tx& tx, std::string_view phone_index);

// Erases personal data everywhere outside the ledger (profile, applications, requests); ids stay.
void erase_consumer(Tx& tx, ConsumerId id, Instant at);

// False when the login code was spent before.
[[nodiscard]] bool spend_login_code(Tx& tx, std::string_view code_hash, Instant at);
// Deletes attempts made before `before`, at most `limit`; returns how many went.
std::uint64_t sweep_login_codes(Tx& tx, Instant before, int limit);

}  // namespace fenrun::db
