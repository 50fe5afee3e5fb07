#!/usr/bin/env bash
# run.sh [SECONDS]: the whole system under load while MariaDB and Redis are killed (-9) and started again, several times
# each. Prints every fault and the reckoning; fails on one wrong answer. Build the release preset first.
set -euo pipefail
cd "$(dirname "$0")/../.."
for part in stores accounts certificates settings programs story; do
  # shellcheck source=/dev/null
  . "deploy/$part.sh"
done
seconds=${1:-40}
bin=build/release
var=$(mktemp -d -t fenrun-chaos.XXXXXX)
server_port=18443 ops_port=19464 emulator_port=19443 control_port=19480
finish() {
  local status=$?
  [ $status = 0 ] || [ -n "${is_told:-}" ] || cat "$var/log/story.log" 2>/dev/null || true
  stop_everything
  rm -rf "$var"
}
trap finish EXIT
trap 'exit 130' INT TERM

begun=$(date +%s)
note() { printf '   +%02ds %s\n' $(($(date +%s) - begun)) "$*"; }

# kill_and_restart WHAT DOWN_SECONDS: the process that we started, by its pid, without warning.
kill_and_restart() {
  local file=$var/stores/$1.pid pid
  pid=$(cat "$file")
  kill -9 "$pid"
  wait "$pid" 2>/dev/null || true
  note "$1 killed"
  sleep "$2"
  case $1 in
    mariadbd) start_mariadb "$var/stores" ;;
    redis-server) start_redis "$var/stores" ;;
  esac
  note "$1 is back"
}

refuse_busy_ports
# The load comes from one address, far above what one person may do.
rate_limit_factor=100000
prepare_stores
start_emulator
control quotas '{"path":"/sns/jscode2session","per_day":100000000,"per_minute":100000000}' >/dev/null
start_server
start_payout
# Not `play_story || …`, which would go on behind its first failed step.
play_story >"$var/log/story.log"
is_told=yes
dealer=$(wx_login "oSampleDealerThree00000003" | jq -r .token)
scene=$(as_user "$dealer" POST /api/v1/dealer/referral-codes '{}' | jq -r .code)

python3 tests/chaos/load.py --port $server_port --control $control_port --ca "$var/tls/ca.pem" --scene "$scene" \
  --referrer 张三店 --seconds "$seconds" &
load=$!
note "load begins, $seconds s"
loaded=$(date +%s)
while [ $(($(date +%s) - loaded)) -lt $((seconds - 10)) ]; do
  sleep 2
  kill_and_restart mariadbd 2
  sleep 2
  kill_and_restart redis-server 2
done
wait $load || { echo "WRONG: see above; server log:"; tail -20 "$var/log/fenrun-server.log"; exit 1; }
tests/support/private_logs.sh "$var"
note "no wrong answer"
