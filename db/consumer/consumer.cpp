#include "db/consumer/consumer.hpp"

#include "base/assert.hpp"

namespace fenrun::db {
namespace {

Consumer consumer_of(const Row& row) {
  const auto state = consumer_state_from(row.text(10));
  FENRUN_ASSERT(state);
  return {row.id<ConsumerId>(0),
          row.text(1),
          row.text(2),
          row.maybe_text(3).value_or(""),
          row.maybe_text(4).value_or(""),
          row.maybe_text(5).value_or(""),
          row.maybe_text(6).value_or(""),
          row.maybe_text(7).value_or(""),
          row.maybe_text(8).value_or(""),
          row.maybe_text(9).value_or(""),
          *state,
          row.time(11),
          row.time(12)};
}

std::optional<Consumer> consumer_of(const std::optional<Row>& row) {
  if (!row) return std::nullopt;
  return consumer_of(*row);
}

std::optional<std::string_view> or_null(std::string_view text) {
  if (text.empty()) return std::nullopt;
  return text;
}

}  // namespace

std::optional<Consumer> find_consumer(Tx& tx, ConsumerId id) {
  return consumer_of(
      tx.one("SELECT id, public_id, appid, openid_index, openid_sealed, unionid_sealed, session_key_sealed, "
             "phone_sealed,"
             " phone_masked, nickname, state, created_at, last_login_at FROM consumer WHERE id = ?",
             {id}));
}

std::map<ConsumerId, std::string> openid_indexes_of(Tx& tx, const std::set<ConsumerId>& ids) {
  const std::vector<Param> params(ids.begin(), ids.end());
  std::map<ConsumerId, std::string> indexes;
  for (const Row& row : tx.all_of("SELECT id, openid_index FROM consumer WHERE id IN (", "?", params, ")")) {
    indexes.emplace(row.id<ConsumerId>(0), row.maybe_text(1).value_or(""));
  }
  return indexes;
}

std::optional<Consumer> find_consumer_by_public_id(Tx& tx, std::string_view public_id) {
  return consumer_of(
      tx.one("SELECT id, public_id, appid, openid_index, openid_sealed, unionid_sealed, session_key_sealed, "
             "phone_sealed,"
             " phone_masked, nickname, state, created_at, last_login_at FROM consumer WHERE public_id = ?",
             {public_id}));
}

std::optional<Consumer> lock_consumer(Tx& tx, ConsumerId id) {
  return consumer_of(tx.one(
      "SELECT id, public_id, appid, openid_index, openid_sealed, unionid_sealed, session_key_sealed, "
      "phone_sealed,"
      " phone_masked, nickname, state, created_at, last_login_at FROM consumer WHERE id = ? FOR UPDATE",
      {id}));
}

std::optional<Consumer> lock_consumer_by_openid(Tx& tx, std::string_view appid,
                                                std::string_view openid_index) {
  return consumer_of(
      tx.one("SELECT id, public_id, appid, openid_index, openid_sealed, unionid_sealed, session_key_sealed, "
             "phone_sealed,"
             " phone_masked, nickname, state, created_at, last_login_at FROM consumer"
             " WHERE appid = ? AND openid_index = ? FOR UPDATE",
             {appid, openid_index}));
}

// ON DUPLICATE KEY takes the exclusive lock at once, where a plain INSERT that meets a duplicate would leave
// a shared one: many first logins of one person would each hold it and then wait for each other in
// lock_consumer_by_openid().
void insert_consumer_if_absent(Tx& tx, const NewConsumer& consumer) {
  tx.execute(
      "INSERT INTO consumer (public_id, appid, openid_index, openid_sealed, unionid_sealed, "
      "session_key_sealed, state,"
      " created_at, last_login_at) VALUES (?, ?, ?, ?, ?, ?, 'active', ?, ?) ON DUPLICATE KEY UPDATE id = id",
      {consumer.public_id, consumer.appid, consumer.openid_index, consumer.openid_sealed,
       or_null(consumer.unionid_sealed), consumer.session_key_sealed, consumer.at, consumer.at});
}

// Not execute_one: a login that repeats within one microsecond changes nothing.
void refresh_login(Tx& tx, const LoginRefresh& refresh) {
  tx.execute(
      "UPDATE consumer SET session_key_sealed = ?, unionid_sealed = COALESCE(?, unionid_sealed), "
      "last_login_at = ?"
      " WHERE id = ?",
      {refresh.session_key_sealed, or_null(refresh.unionid_sealed), refresh.at, refresh.id});
}

void store_phone(Tx& tx, ConsumerId id, std::string_view index, std::string_view sealed,
                 std::string_view masked) {
  tx.execute("UPDATE consumer SET phone_index = ?, phone_sealed = ?, phone_masked = ? WHERE id = ?",
             {index, sealed, masked, id});
}

void store_nickname(Tx& tx, ConsumerId id, std::string_view nickname) {
  tx.execute("UPDATE consumer SET nickname = ? WHERE id = ?", {nickname, id});
}

std::vector<Consumer> find_consumers_by_phone(Tx& tx, std::string_view phone_index) {
  std::vector<Consumer> found;
  for (const auto& row :
       tx.all("SELECT id, public_id, appid, openid_index, openid_sealed, unionid_sealed, session_key_sealed, "
              "phone_sealed,"
              " phone_masked, nickname, state, created_at, last_login_at FROM consumer WHERE phone_index = ?"
              " ORDER BY id LIMIT 100",
              {phone_index})) {
    found.push_back(consumer_of(row));
  }
  return found;
}

void erase_consumer(Tx& tx, ConsumerId id, Instant at) {
  tx.execute_one(
      "UPDATE consumer SET state = 'deleted', deleted_at = ?, openid_index = NULL, openid_sealed = NULL,"
      " unionid_sealed = NULL, session_key_sealed = NULL, phone_index = NULL, phone_sealed = NULL,"
      " phone_masked = NULL, nickname = NULL WHERE id = ?",
      {at, id});
  tx.execute(
      "UPDATE dealer_application SET state = 'withdrawn', open_consumer_id = NULL, decided_at = ?"
      " WHERE consumer_id = ? AND state = 'open'",
      {at, id});
  tx.execute("UPDATE dealer_application SET name = '', note = NULL WHERE consumer_id = ?", {id});
  tx.execute(
      "UPDATE binding_change_request SET state = 'withdrawn', open_consumer_id = NULL, decided_at = ?"
      " WHERE consumer_id = ? AND state = 'open'",
      {at, id});
  tx.execute("UPDATE binding_change_request SET reason = '' WHERE consumer_id = ?", {id});
  tx.execute("DELETE FROM message_grant WHERE consumer_id = ?", {id});
}

bool spend_login_code(Tx& tx, std::string_view code_hash, Instant at) {
  return tx.insert_new("INSERT INTO login_attempt (code_hash, created_at) VALUES (?, ?)", {code_hash, at});
}

std::uint64_t sweep_login_codes(Tx& tx, Instant before, int limit) {
  return tx.execute("DELETE FROM login_attempt WHERE created_at < ? ORDER BY created_at LIMIT ?",
                    {before, limit});
}

}  // namespace fenrun::db
