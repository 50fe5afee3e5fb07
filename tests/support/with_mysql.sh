#!/usr/bin/env bash
# with_mysql.sh COMMAND...: as with_stores.sh, with a real MySQL from Debian sid in the place of MariaDB, to check on
# demand that our SQL runs on both (docs/mysql.md). Needs root, debootstrap and the network for the packages: about
# 750 MB and a minute or two. Nothing of the host is changed; the server runs in a chroot on the host's kernel.
# FENRUN_MYSQL_OPTIONS are more of the server's own. FENRUN_MYSQL_CHROOT=DIR keeps the installed system in DIR for the next run; without it, it is removed at the end.
set -euo pipefail
cd "$(dirname "$0")/../.."
# shellcheck source=deploy/stores.sh
. deploy/stores.sh
dir=$(mktemp -d -t fenrun-test.XXXXXX)
system=${FENRUN_MYSQL_CHROOT:-$dir/system}
finish() {
  stop_by_pidfile "$dir/redis-server.pid"
  stop_by_pidfile "$dir/mysqld.pid"
  rm -rf "$dir" "${system:?}/data"
}
trap finish EXIT
trap 'exit 130' INT TERM

install_mysql() {
  [ -x "$system/usr/sbin/mysqld" ] && return
  command -v debootstrap >/dev/null || { echo "with_mysql.sh: the package debootstrap is missing" >&2; return 1; }
  mkdir -p "$system"
  debootstrap --variant=minbase sid "$system" >"$dir/install.log" 2>&1 &&
    DEBIAN_FRONTEND=noninteractive chroot "$system" apt-get install -y -qq --no-install-recommends \
      mysql-server-core mysql-client-core >>"$dir/install.log" 2>&1 || { tail -20 "$dir/install.log" >&2; return 1; }
}

# Durable and, unless an option says otherwise, with binary log, as a production server is.
start_mysql() {
  rm -rf "$system/data" && mkdir -p "$system/data"
  chroot "$system" mysqld --no-defaults --initialize-insecure --user=root --datadir=/data/my >"$dir/mysql.log" 2>&1 ||
    { tail -20 "$dir/mysql.log" >&2; return 1; }
  # shellcheck disable=SC2086  # options are words
  chroot "$system" mysqld --no-defaults --user=root --datadir=/data/my --socket=/data/mysql.sock --mysqlx=OFF \
    --skip-networking --secure-file-priv=NULL --max-connections=300 ${FENRUN_MYSQL_OPTIONS:-} >>"$dir/mysql.log" 2>&1 &
  local pid=$! tries=0
  until chroot "$system" mysqladmin --no-defaults --socket=/data/mysql.sock --user=root ping >/dev/null 2>&1; do
    tries=$((tries + 1))
    if [ $tries -gt 600 ] || ! kill -0 $pid 2>/dev/null; then
      tail -20 "$dir/mysql.log" >&2
      return 1
    fi
    sleep 0.1
  done
  echo $pid >"$dir/mysqld.pid"
}

install_mysql
start_mysql
start_redis "$dir"
chroot "$system" mysqld --version
ln -s "$system/data/mysql.sock" "$dir/mysql.sock"  # a socket's path has 107 characters at most
export FENRUN_TEST_MYSQL_SOCKET="$dir/mysql.sock" FENRUN_TEST_REDIS_SOCKET="$dir/redis.sock"
"$@"
