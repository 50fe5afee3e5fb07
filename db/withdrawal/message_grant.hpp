// Rows of `message_grant`.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "db/mysql/tx.hpp"
#include "domain/ids.hpp"
#include "domain/withdrawal/dealer_message.hpp"

namespace fenrun::db {

// An acceptance counts one message more, up to kMessageGrantsMax; any other answer is noted alone.
void save_grant_answer(Tx& tx, ConsumerId consumer, std::string_view template_id, GrantAnswer answer,
                       Instant now);
// By template, those of which there are any.
std::map<std::string, int, std::less<>> message_grants_of(Tx& tx, ConsumerId consumer);
// One message less.
void use_message_grant(Tx& tx, ConsumerId consumer, std::string_view template_id);
// WeChat knows of none.
void clear_message_grants(Tx& tx, ConsumerId consumer, std::string_view template_id);

}  // namespace fenrun::db
