#!/usr/bin/env bash
# run.sh [DEALERS...]: rows 10 and 11 of docs/performance.md for the program that ships. For each number of dealers
# (1,000,000 when none is given) it starts fenrun-server beside MariaDB and Redis, five times with an empty Redis and five
# times with the tree that the run before has left there, and tells how long it took from the start to the first 200 of
# /readyz; beside it the same table read by the C client alone; then the memory of the server and of 1,000 idle TLS
# connections, and the size of the stripped program.
set -euo pipefail
cd "$(dirname "$0")/../.."
for part in packages stores accounts certificates settings programs; do
  # shellcheck source=/dev/null
  . "deploy/$part.sh"
done
bin=build/release
var=$(mktemp -d -t fenrun-start.XXXXXX)
# shellcheck disable=SC2034  # the sourced parts read them
server_port=48443 ops_port=49464 emulator_port=49443 control_port=49480

finish() {
  stop_everything
  rm -rf "$var"
}
trap finish EXIT
trap 'exit 130' INT TERM

redis() { redis-cli -s "$var/stores/redis.sock" "$@"; }
sql() { root_sql "$var/stores/mysql.sock"; }

# Twenty of level 1, a twentieth of the rest at level 2, all others at level 3 below them.
write_dealers() {
  local count=$1
  sql <<SQL
USE fenrun;
DELETE FROM dealer; DELETE FROM dealer_gate;
INSERT INTO dealer_gate (dealer_id, is_open) SELECT seq, 1 FROM seq_1_to_$count;
INSERT INTO dealer (id, public_id, consumer_id, parent_id, sponsor_id, level, tier_id, name, state, joined_at)
SELECT seq, CONCAT('01BENCH', LPAD(seq, 19, '0')), seq, parent, parent, level, 1, 'dealer', 'active', '2026-01-01'
FROM (SELECT seq, CASE WHEN seq <= 20 THEN 0 WHEN seq <= $count DIV 20 THEN seq MOD 20 + 1
                       ELSE 21 + seq MOD ($count DIV 20 - 20) END AS parent,
             CASE WHEN seq <= 20 THEN 1 WHEN seq <= $count DIV 20 THEN 2 ELSE 3 END AS level FROM seq_1_to_$count) AS made;
ANALYZE TABLE dealer;
SQL
}

now_ms() { echo $(($(date +%s%N) / 1000000)); }

# start_once: milliseconds from the start of the program to the first 200 of /readyz.
start_once() {
  local begun pid
  begun=$(now_ms)
  "$bin/server/fenrun-server" --config "$var/config.toml" >>"$var/log/fenrun-server.log" 2>&1 &
  pid=$!
  echo $pid >"$var/fenrun-server.pid"
  until curl -fsS -o /dev/null --max-time 2 "http://127.0.0.1:$ops_port/readyz" 2>/dev/null; do
    kill -0 $pid || { tail -20 "$var/log/fenrun-server.log" >&2; exit 1; }
    sleep 0.005
  done
  echo $(($(now_ms) - begun))
}

scan_ms() {
  local begun
  begun=$(now_ms)
  echo "SELECT id, parent_id, tier_id FROM fenrun.dealer ORDER BY id" |
    mariadb --no-defaults --batch --quick --skip-column-names --socket="$var/stores/mysql.sock" --user=root >/dev/null
  echo $(($(now_ms) - begun))
}

resident_mb() { awk '/^VmRSS/ { printf "%.1f", $2 / 1000 }' "/proc/$(cat "$var/fenrun-server.pid")/status"; }

idle_connections_kb() {
  python3 - "$server_port" "$(cat "$var/fenrun-server.pid")" "$var/tls/ca.pem" <<'PY'
import socket, ssl, sys

port, pid, ca = int(sys.argv[1]), sys.argv[2], sys.argv[3]
context = ssl.create_default_context(cafile=ca)


def resident_kb():
    with open(f"/proc/{pid}/status", encoding="ascii") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))


def connect(count, host):
    return [context.wrap_socket(
        socket.create_connection(("127.0.0.1", port), source_address=(host, 0)), server_hostname="localhost"
    ) for _ in range(count)]


# Fewer from one address than the server allows it.
warm = connect(40, "127.0.0.1")
before = resident_kb()
held = [connection for number in range(2, 27) for connection in connect(40, f"127.0.0.{number}")]
print(f"{(resident_kb() - before) / len(held):.1f}")
PY
}

medians() { sort -n | awk '{ value[NR] = $1 } END { printf "%d ms [%d .. %d]", value[int((NR + 1) / 2)], value[1], value[NR] }'; }

measure_dealers() {
  local count=$1 run cold="" warm="" scan=""
  write_dealers "$count" >/dev/null
  for run in 1 2 3 4 5; do
    redis flushall >/dev/null
    cold+="$(start_once)"$'\n'
    # The tree reaches Redis some moments later.
    sleep $((2 + count / 500000))
    [ "$run" -lt 5 ] || printf '#11 the server beside %s dealers: %s MB resident\n' "$count" "$(resident_mb)"
    stop_by_pidfile "$var/fenrun-server.pid"
    warm+="$(start_once)"$'\n'
    stop_by_pidfile "$var/fenrun-server.pid"
    scan+="$(scan_ms)"$'\n'
  done
  printf '#10 start to ready beside %s dealers, Redis empty: %s\n' "$count" "$(printf %s "$cold" | medians)"
  printf '#10 the same, Redis has the tree: %s\n' "$(printf %s "$warm" | medians)"
  printf '#10 mariadb client reads the three columns: %s\n' "$(printf %s "$scan" | medians)"
}

[ -x "$bin/server/fenrun-server" ] || { echo "build release first: bench/run.sh" >&2; exit 1; }
prepare_stores >/dev/null
start_emulator
strip -o "$var/stripped" "$bin/server/fenrun-server"
printf '#11 fenrun-server: %s MB stripped\n' "$(awk -v bytes="$(stat -c %s "$var/stripped")" 'BEGIN { printf "%.1f", bytes / 1e6 }')"
start_once >/dev/null
printf '#11 the server without dealers: %s MB resident; each idle TLS connection: %s kB more\n' "$(resident_mb)" "$(idle_connections_kb)"
stop_by_pidfile "$var/fenrun-server.pid"
[ $# -gt 0 ] || set -- 1000000
for count in "$@"; do measure_dealers "$count"; done
