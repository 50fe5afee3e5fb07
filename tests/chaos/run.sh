#!/usr/bin/env bash
# run.sh [SECONDS [BUILD]]: the whole system under load while MariaDB and Redis are killed (-9) and started again, several
# times each. Prints every fault and the reckoning (reckoning.py); fails on one wrong answer. Runs the programs of the
# release build unless another is named.
set -euo pipefail
cd "$(dirname "$0")/../.."
for part in stores accounts certificates settings programs story; do
  # shellcheck source=/dev/null
  . "deploy/$part.sh"
done
seconds=${1:-40}
bin=$(realpath "${2:-build/release}")
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

# shellcheck source=tests/chaos/faults.sh
. tests/chaos/faults.sh

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
  --referrer 张三店 --seconds "$seconds" --marks "$var/marks" &
load=$!
note "load begins, $seconds s"
loaded=$(date +%s)
# A round of both takes some twelve seconds, and ends before the load does.
while [ $(($(date +%s) - loaded)) -le $((seconds - 14)) ]; do
  # Longer than the reckoning gives the server to heal: no outage lies in the shadow of another.
  sleep 3
  kill_and_restart mariadbd 2
  sleep 3
  kill_and_restart redis-server 2
done
wait $load || { echo "WRONG: see above; server log:"; tail -20 "$var/log/fenrun-server.log"; exit 1; }
tests/support/private_logs.sh "$var"
note "no wrong answer"
