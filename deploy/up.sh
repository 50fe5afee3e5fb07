#!/usr/bin/env bash
# From a fresh Debian 12 to the running system: packages, build, private MariaDB and Redis, emulator, server, sample
# data, and the story played through HTTP. Everything it makes lives under var/ (FENRUN_VAR moves it); Ctrl-C ends it.
#   deploy/up.sh            start, play the story, stay up
#   deploy/up.sh --reset    the same, from empty data
#   deploy/up.sh --once     start, play the story, stop; the exit status says whether all went well
#   deploy/up.sh --then COMMAND   start, play the story, run the command beside it, stop; the status is the command's
set -euo pipefail
shopt -s inherit_errexit
cd "$(dirname "$0")/.."
for part in packages console stores accounts certificates settings programs story; do
  # shellcheck source=/dev/null
  . "deploy/$part.sh"
done

reset=no once=no then=""
while [ $# -gt 0 ]; do
  case $1 in
    --reset) reset=yes ;;
    --once) once=yes ;;
    --then) once=yes then=${2:?a command}; shift ;;
    *) sed -n '2,7s/^# //p' "$0"; [ "$1" = --help ]; exit ;;
  esac
  shift
done

var=${FENRUN_VAR:-$PWD/var}
server_port=${FENRUN_SERVER_PORT:-8443}
ops_port=${FENRUN_OPS_PORT:-9464} payout_ops_port=${FENRUN_PAYOUT_OPS_PORT:-9465}
emulator_port=${FENRUN_EMULATOR_PORT:-9443}
control_port=${FENRUN_CONTROL_PORT:-9480}
bin=build/release
# Multiplies every rate limit; tests do in a minute what people do in an hour.
rate_limit_factor=${FENRUN_RATE_LIMIT_FACTOR:-1}

say() { printf '\n== %s\n' "$*"; }

build_programs() {
  local log=$var/log/build.log
  { cmake --preset release && cmake --build --preset release --target fenrun-server fenrun-payout fenrun-admin fenrun-emulator fenrun-history; } \
    >"$log" 2>&1 &
  local pid=$! shown=""
  while kill -0 $pid 2>/dev/null; do
    sleep 2
    # Progress for a person: ninja's own counter, once every two seconds.
    local now
    now=$(grep -oE '^\[[0-9]+/[0-9]+\]' "$log" 2>/dev/null | tail -1 || true)
    [ "$now" = "$shown" ] || printf '\r   building %s ' "$now"
    shown=$now
  done
  wait $pid || { printf '\n'; tail -40 "$log" >&2; echo "the build failed; the whole log is $log" >&2; exit 1; }
  [ -z "$shown" ] || printf '\r   built             \n'
}

# What was under way in a history that was broken off only that emulator knew. $var/sample/history says how many dealers it
# has: an emulator forgets its users when it ends, too. It is empty where nobody took anything out yet.
make_history() {
  local said number dealers
  if [ -e "$var/sample/history-begun" ]; then
    dealers=$(cat "$var/sample/history" 2>/dev/null) || { echo "the generated history was broken off: --reset begins anew" >&2; exit 1; }
    for number in $(seq "${dealers:-0}"); do control users "{\"openid\":\"oHistoryDealer$number\"}" >/dev/null; done
    return
  fi
  # A shop that was begun without a history goes on without one.
  [ ! -e "$var/sample/made" ] || return 0
  touch "$var/sample/history-begun"
  said=$("$bin/deploy/history/fenrun-history" "$var/config.toml" --payouts "$var/payout.toml" --emulator "http://127.0.0.1:$control_port")
  plant_line "$(newest_bill_day)"
  # Nothing of a shop that had begun: then it says so, and counts nobody.
  (grep -oE '^[0-9]+' <<<"$said" || true) >"$var/sample/history"
  printf '   a month of generated history: %s\n' "$said"
}

mkdir -p "$var/log"
exec 7>"$var/up.lock"
if ! flock -n 7; then
  echo "up.sh is already running on $var" >&2
  exit 1
fi

say "packages"
install_packages "${build_packages[@]}" "${run_packages[@]}"
refuse_busy_ports
[ $reset = no ] || rm -rf "$var/stores" "$var/keys" "$var/tls" "$var/sample" "$var/config.toml" "$var/migrate.toml" "$var/payout.toml" "$var/payout.watermark" "$var/logins.txt"

say "build"
build_console
build_programs

is_playing=no
finish() {
  trap '' INT TERM
  stop_everything
  [ $is_playing = no ] || echo "the story broke off; if an earlier one that did so is in its way, --reset begins with empty data" >&2
}
trap finish EXIT
trap 'exit 130' INT TERM

say "MariaDB, Redis, keys and certificates"
prepare_stores

say "emulator, server and payout worker"
start_emulator
make_staff_of_sample
# Only for people: tests begin with an empty shop.
[ $once = yes ] || make_history
start_server
start_payout

say "sample data and the story"
is_playing=yes
play_story
is_playing=no

say "running"
cat "$var/logins.txt"
[ -z "$then" ] || "$then"
[ $once = no ] || exit 0
echo "Ctrl-C ends everything."
while kill -0 "$(cat "$var/fenrun-server.pid")" 2>/dev/null; do sleep 1; done
echo "the server has ended; see $var/log/fenrun-server.log" >&2
exit 1
