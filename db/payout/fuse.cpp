#include "db/payout/fuse.hpp"

#include "base/assert.hpp"

#define FUSE_COLUMNS "is_blown, reason, blown_at, closing_by, closing_at"

namespace fenrun::db {
namespace {

Fuse read_fuse(const std::optional<Row>& row) {
  FENRUN_ASSERT(row.has_value());  // the migration made it
  return {row->boolean(0), row->text(1), row->maybe_time(2), row->id<StaffId>(3), row->maybe_time(4)};
}

}  // namespace

Fuse find_fuse(Tx& tx) { return read_fuse(tx.one("SELECT " FUSE_COLUMNS " FROM payout_fuse WHERE id = 1")); }

Fuse lock_fuse(Tx& tx) {
  return read_fuse(tx.one("SELECT " FUSE_COLUMNS " FROM payout_fuse WHERE id = 1 FOR UPDATE"));
}

void save_fuse(Tx& tx, const Fuse& fuse) {
  tx.execute(
      "UPDATE payout_fuse SET is_blown = ?, reason = ?, blown_at = ?, closing_by = ?, closing_at = ? "
      "WHERE id = 1",
      {fuse.is_blown, fuse.reason, fuse.blown_at, fuse.closing_by, fuse.closing_at});
}

void note_fuse(Tx& tx, const FuseEvent& event) {
  tx.execute_one("INSERT INTO payout_fuse_event (at, actor, what, reason) VALUES (?, ?, ?, ?)",
                 {event.at, event.actor, event.what, event.reason});
}

std::vector<FuseEvent> list_fuse_events(Tx& tx, int limit) {
  std::vector<FuseEvent> events;
  for (const Row& row :
       tx.all("SELECT at, actor, what, reason FROM payout_fuse_event ORDER BY id DESC LIMIT ?", {limit})) {
    events.push_back({row.time(0), row.text(1), row.text(2), row.text(3)});
  }
  return events;
}

std::optional<Instant> find_funds_probe(Tx& tx) {
  const auto row = tx.one("SELECT probe_at FROM payout_breaker WHERE id = 1");
  FENRUN_ASSERT(row.has_value());
  return row->maybe_time(0);
}

bool take_funds_probe(Tx& tx, Instant now, Instant next) {
  return tx.execute("UPDATE payout_breaker SET probe_at = ? WHERE id = 1 AND is_open = 1 AND probe_at <= ?",
                    {next, now}) == 1;
}

void open_breaker(Tx& tx, Instant probe_at) {
  tx.execute("UPDATE payout_breaker SET is_open = 1, probe_at = ? WHERE id = 1 AND is_open = 0", {probe_at});
}

void close_breaker(Tx& tx) {
  tx.execute("UPDATE payout_breaker SET is_open = 0, probe_at = NULL WHERE id = 1 AND is_open = 1");
}

}  // namespace fenrun::db
