# A private MariaDB and a private Redis in a folder of our own: Unix sockets only, no network. Sourced by up.sh and by
# tests/support/with_stores.sh. Every function takes the folder; pids are kept in it, and only those are ever ended.

# start_mariadb DIR: socket DIR/mysql.sock, user root without password (the socket's folder is ours alone).
start_mariadb() {
  local dir=$1
  mkdir -p "$dir/files" "$dir/tmp" && chmod 700 "$dir"
  # A starting server deletes the temporary tables it finds, so two servers must not share a folder for them.
  local -x TMPDIR=$dir/tmp
  if [ ! -d "$dir/mysql/mysql" ]; then
    # --force: a machine that cannot resolve its own name may have one too, for nothing here goes by name.
    mariadb-install-db --no-defaults --force --datadir="$dir/mysql" --auth-root-authentication-method=normal \
      --skip-test-db --user="$(id -un)" >"$dir/mysql-install.log" 2>&1 || { cat "$dir/mysql-install.log" >&2; return 1; }
  fi
  mariadbd --no-defaults --datadir="$dir/mysql" --socket="$dir/mysql.sock" --pid-file="$dir/mysql.pid" \
    --user="$(id -un)" --skip-networking --skip-log-bin --character-set-server=utf8mb4 --collation-server=utf8mb4_bin \
    --innodb-flush-log-at-trx-commit=1 --innodb-buffer-pool-size="${FENRUN_MYSQL_BUFFER:-256M}" \
    --innodb-log-file-size=256M --max-connections=300 --local-infile=0 --secure-file-priv="$dir/files" \
    --sql-mode=STRICT_ALL_TABLES,ONLY_FULL_GROUP_BY,NO_ENGINE_SUBSTITUTION,ERROR_FOR_DIVISION_BY_ZERO,NO_ZERO_DATE,NO_ZERO_IN_DATE \
    >>"$dir/mysql.log" 2>&1 7>&- &
  local pid=$! tries=0
  echo $pid >"$dir/mariadbd.pid"
  until mariadb-admin --no-defaults --socket="$dir/mysql.sock" --user=root ping >/dev/null 2>&1; do
    tries=$((tries + 1))
    if [ $tries -gt 300 ] || ! kill -0 $pid 2>/dev/null; then
      tail -20 "$dir/mysql.log" >&2
      return 1
    fi
    sleep 0.1
  done
}

# start_redis DIR: socket DIR/redis.sock, nothing kept on disk.
start_redis() {
  local dir=$1
  mkdir -p "$dir" && chmod 700 "$dir"
  redis-server --port 0 --unixsocket "$dir/redis.sock" --unixsocketperm 700 --save '' --appendonly no \
    --dir "$dir" --daemonize no --maxmemory 512mb --maxmemory-policy noeviction >>"$dir/redis.log" 2>&1 7>&- &
  local pid=$! tries=0
  echo $pid >"$dir/redis-server.pid"
  until [ "$(redis-cli -s "$dir/redis.sock" ping 2>/dev/null)" = PONG ]; do
    tries=$((tries + 1))
    if [ $tries -gt 100 ] || ! kill -0 $pid 2>/dev/null; then
      tail -20 "$dir/redis.log" >&2
      return 1
    fi
    sleep 0.1
  done
}

# stop_by_pidfile FILE: ends the process that we started, gently, then by force after ten seconds.
stop_by_pidfile() {
  local file=$1 pid tries=0
  [ -f "$file" ] || return 0
  pid=$(cat "$file")
  rm -f "$file"
  kill "$pid" 2>/dev/null || return 0
  while kill -0 "$pid" 2>/dev/null; do
    tries=$((tries + 1))
    [ $tries -gt 100 ] && { kill -9 "$pid" 2>/dev/null; return 0; }
    sleep 0.1
  done
}
