// Versioned schema changes: db/schema/V0001__name.sql, V0002__ … , compiled into the program and run in
// order.
//
// What ran is kept in the table schema_migration, statement by statement. A runner may die anywhere: the next
// one repeats at most the one statement whose record was lost, so every statement must be repeatable (IF NOT
// EXISTS, INSERT IGNORE; an ALTER TABLE that adds or drops one column or key is, because "it is so already"
// is success). A named lock makes a second runner wait for the first. Rolling updates: a migration may only
// add, what is no longer used is removed one release later.
#pragma once

#include <cstddef>
#include <limits>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "db/mysql/connection.hpp"

namespace fenrun::db {

struct Migration {
  int version;
  std::string_view name;
  std::string_view script;
};

// The files of db/schema, ascending.
std::span<const Migration> compiled_migrations();

// Database and program do not fit: a file was changed after it ran, the database holds a version that the
// program does not know, a version is missing in the middle, or another runner held the lock for a minute.
// Nothing was changed.
class MigrationRefused : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct PlannedMigration {
  int version;
  std::string name;
  std::size_t statements;       // in the file
  std::size_t statements_done;  // by an earlier runner that did not finish
};

// What migrate() would run now. Changes nothing. Throws MigrationRefused, DatabaseError.
std::vector<PlannedMigration> plan_migrations(Connection& connection,
                                              std::span<const Migration> migrations = compiled_migrations());

// Whether the database holds all that this program needs: every one of `migrations`, finished and unchanged.
// What a newer program has added does no harm, so the old one goes on serving while it is replaced. Throws
// DatabaseError.
bool has_every_migration(Connection& connection,
                         std::span<const Migration> migrations = compiled_migrations());

// Runs what is missing and returns it. `now` is recorded as the finishing time. Give the connection a read
// time-out that suits the longest statement. Stops after `statements_max` statements (tests of a runner that
// dies). Throws MigrationRefused, DatabaseError, LostConnection.
std::vector<PlannedMigration> migrate(Connection& connection, Instant now,
                                      std::span<const Migration> migrations = compiled_migrations(),
                                      std::size_t statements_max = std::numeric_limits<std::size_t>::max());

}  // namespace fenrun::db
