#include "db/withdrawal/message_grant.hpp"

namespace fenrun::db {

void save_grant_answer(Tx& tx, ConsumerId consumer, std::string_view template_id, GrantAnswer answer,
                       Instant now) {
  const int more = answer == GrantAnswer::accept ? 1 : 0;
  tx.execute(
      "INSERT INTO message_grant (consumer_id, template_id, grants, answer, answered_at) "
      "VALUES (?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE grants = LEAST(grants + ?, ?), answer = ?, "
      "answered_at = ?",
      {consumer, template_id, more, fenrun::to_word(answer), now, more, kMessageGrantsMax,
       fenrun::to_word(answer), now});
}

std::map<std::string, int, std::less<>> message_grants_of(Tx& tx, ConsumerId consumer) {
  std::map<std::string, int, std::less<>> grants;
  for (const Row& row :
       tx.all("SELECT template_id, grants FROM message_grant WHERE consumer_id = ? AND grants > 0",
              {consumer})) {
    grants.emplace(row.text(0), static_cast<int>(row.integer(1)));
  }
  return grants;
}

void use_message_grant(Tx& tx, ConsumerId consumer, std::string_view template_id) {
  tx.execute(
      "UPDATE message_grant SET grants = grants - 1 WHERE consumer_id = ? AND template_id = ? AND grants > 0",
      {consumer, template_id});
}

void clear_message_grants(Tx& tx, ConsumerId consumer, std::string_view template_id) {
  tx.execute("UPDATE message_grant SET grants = 0 WHERE consumer_id = ? AND template_id = ?",
             {consumer, template_id});
}

}  // namespace fenrun::db
