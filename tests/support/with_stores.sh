#!/usr/bin/env bash
# with_stores.sh COMMAND...: runs COMMAND beside a fresh private MariaDB and Redis, then ends them and removes their
# data. The command finds them by FENRUN_TEST_MYSQL_SOCKET (user root, no password) and FENRUN_TEST_REDIS_SOCKET;
# each test program makes a schema of its own. FENRUN_STORES_IN names another folder than /tmp for the data.
set -euo pipefail
cd "$(dirname "$0")/../.."
# shellcheck source=deploy/stores.sh
. deploy/stores.sh
dir=$(mktemp -d -p "${FENRUN_STORES_IN:-${TMPDIR:-/tmp}}" fenrun-test.XXXXXX)
finish() {
  stop_by_pidfile "$dir/redis-server.pid"
  stop_by_pidfile "$dir/mariadbd.pid"
  rm -rf "$dir"
}
trap finish EXIT
trap 'exit 130' INT TERM
start_mariadb "$dir"
start_redis "$dir"
export FENRUN_TEST_MYSQL_SOCKET="$dir/mysql.sock" FENRUN_TEST_REDIS_SOCKET="$dir/redis.sock"
"$@"
