#include "db/mysql/migrate.hpp"

#include <algorithm>
#include <map>

#include "base/crypto/digest.hpp"
#include "base/crypto/encoding.hpp"
#include "base/log.hpp"
#include "db/mysql/codes.hpp"
#include "db/mysql/script.hpp"

namespace fenrun::db {

namespace {

constexpr int kLockTriesMax = 60;  // of one second each

struct Applied {
  std::string checksum;
  std::size_t statements_done;
  bool is_finished;
};

std::string checksum_of(const Migration& migration) {
  return crypto::to_hex(crypto::sha256(migration.script));
}

bool has_table(Connection& connection) {
  const Result<std::int64_t> count = connection.transact([](Tx& tx) -> Result<std::int64_t> {
    return tx
        .one(
            "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE() AND "
            "table_name = 'schema_migration'")
        ->integer(0);
  });
  return *count > 0;
}

std::map<int, Applied> load_applied(Connection& connection) {
  using Rows = std::vector<Row>;
  const Result<Rows> rows = connection.transact([](Tx& tx) -> Result<Rows> {
    return tx.all(
        "SELECT version, checksum, statements_done, finished_at FROM schema_migration ORDER BY version");
  });
  std::map<int, Applied> applied;
  for (const Row& row : *rows) {
    applied.emplace(static_cast<int>(row.integer(0)),
                    Applied{row.text(1), static_cast<std::size_t>(row.integer(2)), !row.is_null(3)});
  }
  return applied;
}

// Throws unless the database holds a prefix of our migrations, unchanged.
void check_fit(const std::map<int, Applied>& applied, std::span<const Migration> migrations) {
  bool is_missing_before = false;
  std::size_t known = 0;
  for (const Migration& migration : migrations) {
    const auto found = applied.find(migration.version);
    const std::string label =
        "V" + std::to_string(migration.version) + " (" + std::string(migration.name) + ")";
    if (found == applied.end()) {
      is_missing_before = true;
      continue;
    }
    ++known;
    if (is_missing_before) throw MigrationRefused("the database has " + label + " but lacks one before it");
    if (found->second.checksum != checksum_of(migration)) {
      throw MigrationRefused(label +
                             " was changed after it ran; restore the file and write a new version instead");
    }
    is_missing_before = !found->second.is_finished;
  }
  if (known < applied.size()) {
    throw MigrationRefused("the database is at V" + std::to_string(applied.rbegin()->first) +
                           ", which this program does not know; start a newer program");
  }
}

std::vector<PlannedMigration> missing(const std::map<int, Applied>& applied,
                                      std::span<const Migration> migrations) {
  std::vector<PlannedMigration> planned;
  for (const Migration& migration : migrations) {
    const auto found = applied.find(migration.version);
    if (found != applied.end() && found->second.is_finished) continue;
    const std::size_t done = found == applied.end() ? 0 : found->second.statements_done;
    planned.push_back(
        {migration.version, std::string(migration.name), split_statements(migration.script).size(), done});
  }
  return planned;
}

// Held by the session: it goes when the session does, however the runner ends.
class Lock {
 public:
  explicit Lock(Connection& connection) : connection_(connection) {
    for (int tries = 0; tries < kLockTriesMax; ++tries) {
      if (ask("SELECT COALESCE(GET_LOCK(CONCAT('fenrun.migrate.', LEFT(SHA2(DATABASE(), 256), 32)), 1), 0)"))
        return;
    }
    throw MigrationRefused("another runner has been migrating this database for a minute");
  }
  Lock(const Lock&) = delete;
  Lock& operator=(const Lock&) = delete;
  ~Lock() {
    try {
      if (connection_.is_open()) {
        ask("SELECT COALESCE(RELEASE_LOCK(CONCAT('fenrun.migrate.', LEFT(SHA2(DATABASE(), 256), 32))), 0)");
      }
    } catch (const DatabaseError&) {
      connection_.close();
    }
  }

 private:
  bool ask(Sql sql) {
    const Result<bool> answer =
        connection_.transact([sql](Tx& tx) -> Result<bool> { return tx.one(sql)->integer(0) == 1; });
    return *answer;
  }

  Connection& connection_;
};

void record(Connection& connection, Sql sql, std::initializer_list<Param> params) {
  const Done done = connection.transact([&](Tx& tx) -> Done {
    tx.execute(sql, params);
    return {};
  });
  if (!done) throw std::logic_error("recording a migration cannot be refused");
}

void run_statement(Connection& connection, const std::string& statement) {
  try {
    connection.run_script_statement(statement);
  } catch (const DatabaseError& error) {
    if (!is_already_made(error.code())) throw;
  }
}

// Returns how many statements ran.
std::size_t run_one(Connection& connection, const Migration& migration, std::size_t done, Instant now,
                    std::size_t statements_max) {
  record(connection,
         "INSERT IGNORE INTO schema_migration (version, name, checksum, statements_done) VALUES (?, ?, ?, 0)",
         {migration.version, migration.name, checksum_of(migration)});
  const std::vector<std::string> statements = split_statements(migration.script);
  for (std::size_t i = done; i < statements.size(); ++i) {
    if (i - done == statements_max) return statements_max;
    run_statement(connection, statements[i]);
    record(connection, "UPDATE schema_migration SET statements_done = ? WHERE version = ?",
           {static_cast<std::int64_t>(i + 1), migration.version});
  }
  record(connection, "UPDATE schema_migration SET finished_at = ? WHERE version = ?",
         {now, migration.version});
  log::info("db.migrated", {{"version", migration.version}, {"name", migration.name}});
  return statements.size() - done;
}

}  // namespace

std::vector<PlannedMigration> plan_migrations(Connection& connection, std::span<const Migration> migrations) {
  const std::map<int, Applied> applied =
      has_table(connection) ? load_applied(connection) : std::map<int, Applied>{};
  check_fit(applied, migrations);
  return missing(applied, migrations);
}

bool has_every_migration(Connection& connection, std::span<const Migration> migrations) {
  if (!has_table(connection)) return false;
  const std::map<int, Applied> applied = load_applied(connection);
  return std::all_of(migrations.begin(), migrations.end(), [&](const Migration& migration) {
    const auto found = applied.find(migration.version);
    return found != applied.end() && found->second.is_finished &&
           found->second.checksum == checksum_of(migration);
  });
}

std::vector<PlannedMigration> migrate(Connection& connection, Instant now,
                                      std::span<const Migration> migrations, std::size_t statements_max) {
  const Lock lock(connection);
  connection.run_script_statement(
      "CREATE TABLE IF NOT EXISTS schema_migration (version INT NOT NULL, name VARCHAR(128) NOT NULL, "
      "checksum CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL, statements_done INT NOT NULL, "
      "finished_at DATETIME(6) NULL, PRIMARY KEY (version)) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4");
  const std::vector<PlannedMigration> planned = plan_migrations(connection, migrations);
  std::size_t left = statements_max;
  for (const Migration& migration : migrations) {
    for (const PlannedMigration& step : planned) {
      if (step.version != migration.version) continue;
      left -= run_one(connection, migration, step.statements_done, now, left);
      if (left == 0) return planned;
    }
  }
  return planned;
}

}  // namespace fenrun::db
