#include "flows/consumer/log_out.hpp"

#include "db/session/session.hpp"

namespace fenrun::flows {

Result<EndedSessions> log_out(db::Tx& tx, const LogOut& command, Instant) {
  EndedSessions ended;
  if (db::delete_session_of(tx, command.token_hash, command.consumer_id)) {
    ended.token_hashes.push_back(command.token_hash);
  }
  return ended;
}

Result<EndedSessions> log_out_everywhere(db::Tx& tx, const LogOutEverywhere& command, Instant) {
  return EndedSessions{db::delete_sessions_of(tx, command.consumer_id)};
}

}  // namespace fenrun::flows
