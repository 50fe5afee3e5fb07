#!/usr/bin/env bash
# private_store.sh mariadb|redis DIR [OPTION...]: runs a server of the caller's own in DIR until the server ends or the
# caller's end of this script's standard input closes, which it does however the caller ends. The options are added to
# mariadbd's own. DIR/tls has certificates to try them with.
set -euo pipefail
cd "$(dirname "$0")/../.."
# shellcheck source=deploy/stores.sh
. deploy/stores.sh
store=$1 dir=$2
shift 2
options=("$@")

# start_mariadb runs it in the background, so exec gives the server the pid that is noted down.
mariadbd() { exec "$(type -P mariadbd)" "$@" "${options[@]}"; }

# new_certificate NAME CA SUBJECT-NAME: signed by CA.pem, for the key server.key.
new_certificate() {
  openssl req -new -key server.key -subj "/CN=$1" 2>/dev/null |
    openssl x509 -req -CA "$2.pem" -CAkey "$2.key" -CAcreateserial -days 2 -extfile <(echo "subjectAltName=$3") \
      -out "$1.pem" 2>/dev/null
}

# A CA, a server's certificate for this host and one for another, and a CA that signed nothing.
make_certificates() {
  local name
  mkdir -p "$dir/tls" && cd "$dir/tls"
  for name in ca other-ca; do
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj "/CN=$name" -keyout $name.key \
      -out $name.pem 2>/dev/null
  done
  openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out server.key 2>/dev/null
  new_certificate server ca IP:127.0.0.1
  new_certificate elsewhere ca DNS:elsewhere.example
  cd - >/dev/null
}

case $store in
  mariadb)
    [ -d "$dir/tls" ] || make_certificates
    start_mariadb "$dir" && pidfile="$dir/mariadbd.pid"
    ;;
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
