#!/usr/bin/env bash
# private_store.sh mariadb|redis DIR: runs a server of the caller's own in DIR until the server ends or the caller's end
# of this script's standard input closes, which it does however the caller ends.
set -euo pipefail
cd "$(dirname "$0")/../.."
# shellcheck source=deploy/stores.sh
. deploy/stores.sh
store=$1 dir=$2
case $store in
  mariadb) start_mariadb "$dir" && pidfile="$dir/mariadbd.pid" ;;
  redis) start_redis "$dir" && pidfile="$dir/redis-server.pid" ;;
  *) exit 2 ;;
esac
server=$(cat "$pidfile")
{ read -r _ || kill -9 "$server"; } <&0 2>/dev/null &
watcher=$!
exec 2>/dev/null  # a server killed by the test is no news
echo ready
wait "$server" || true
rm -f "$pidfile"
kill "$watcher" 2>/dev/null || true
