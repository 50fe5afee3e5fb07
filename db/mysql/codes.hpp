// The error numbers of MySQL and MariaDB that mean something to us. Texts differ between servers and are
// never read.
#pragma once

namespace fenrun::db {

inline constexpr int kDuplicateKey = 1062;
inline constexpr int kRecordChanged =
    1020;  // since it was last read; also thrown by us, to run a story again
inline constexpr int kTlsError = 2026;

// The session is gone or its state is unknown: drop it with everything in it.
constexpr bool is_lost_connection(int code) {
  switch (code) {
    case 1053:  // server shutdown in progress
    case 1927:  // MariaDB: connection was killed
    case 2002:  // cannot connect through the socket
    case 2003:  // cannot connect over TCP
    case 2006:  // server has gone away
    case 2012:  // error in the server handshake
    case 2013:  // lost connection during query, read time-out
    case 2014:  // commands out of sync
    case 2026:  // TLS error
    case 2027:  // malformed packet
    case 2030:  // statement of an older connection
    case 2055:  // lost connection, with the system's reason
    case 3169:  // MySQL: session was killed
    case 4031:  // MySQL: closed by the server for idling
      return true;
    default:
      return false;
  }
}

// The same transaction may well succeed when it is run again from its beginning.
constexpr bool is_worth_retrying(int code) {
  switch (code) {
    case 1020:  // record has changed since last read
    case 1205:  // lock wait time-out (only the statement was rolled back), and NOWAIT on MariaDB
    case 1213:  // deadlock
    case 1467:  // no auto-increment value could be read
    case 3101:  // MySQL group replication: conflict found at commit
    case 3572:  // NOWAIT on MySQL
      return true;
    default:
      return false;
  }
}

// The statement of a migration has done its work before: ALTER TABLE has no IF NOT EXISTS that MySQL knows.
constexpr bool is_already_made(int code) {
  switch (code) {
    case 1060:  // there is such a column
    case 1061:  // there is such a key
    case 1091:  // the column, key or constraint to drop is gone
    case 1826:  // there is such a constraint: MariaDB
    case 3821:  // the constraint to drop is gone: MySQL
    case 3822:  // there is such a constraint: MySQL
    case 3940:  // the constraint to drop is gone: MySQL, whatever its kind
      return true;
    default:
      return false;
  }
}

}  // namespace fenrun::db
