#!/usr/bin/env bash
# run.sh: row 15 of docs/performance.md, the same flows on MySQL and on MariaDB, which run side by side and take turns.
# Both without a binary log, every commit on disk, 1 GB of buffer. Build release first (bench/run.sh does); MySQL is
# installed as tests/support/with_mysql.sh says.
set -euo pipefail
cd "$(dirname "$0")/../.."
bench=build/release/bench/mysql_bench
[ -x $bench ] || { echo "build release first: bench/run.sh" >&2; exit 1; }
if [ "${1:-}" = beside-mysql ]; then
  export FENRUN_BENCH_MYSQL_SOCKET=$FENRUN_TEST_MYSQL_SOCKET
  FENRUN_MYSQL_BUFFER=1G exec tests/support/with_stores.sh bench/mysql/run.sh beside-both
elif [ "${1:-}" = beside-both ]; then
  export FENRUN_BENCH_MARIADB_SOCKET=$FENRUN_TEST_MYSQL_SOCKET
  exec $bench
fi
FENRUN_MYSQL_OPTIONS="--skip-log-bin --innodb-buffer-pool-size=1G --innodb-redo-log-capacity=256M" \
  exec tests/support/with_mysql.sh bench/mysql/run.sh beside-mysql
