// What holds all payouts back: the fuse, which two people close, and the breaker of missing funds.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "db/mysql/tx.hpp"
#include "domain/withdrawal/fuse.hpp"

namespace fenrun::db {

Fuse find_fuse(Tx& tx);
Fuse lock_fuse(Tx& tx);
void save_fuse(Tx& tx, const Fuse& fuse);

struct FuseEvent {
  Instant at;
  std::string actor;
  std::string what;  // blown, closing, closed
  std::string reason;
};
void note_fuse(Tx& tx, const FuseEvent& event);
// Newest first.
std::vector<FuseEvent> list_fuse_events(Tx& tx, int limit);

// When the next transfer may try whether there are funds again; nothing while there are.
std::optional<Instant> find_funds_probe(Tx& tx);
// Takes the turn to try: false when somebody else has it, or it is not time.
[[nodiscard]] bool take_funds_probe(Tx& tx, Instant now, Instant next);
void open_breaker(Tx& tx, Instant probe_at);
void close_breaker(Tx& tx);

}  // namespace fenrun::db
