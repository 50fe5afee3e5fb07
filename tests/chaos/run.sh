#!/usr/bin/env bash
# run.sh [OPTION VALUE]...: the whole system under load while what it stands on is killed, stopped and cut off.
#   --sign-ins SECONDS      (40) consumers scan and sign in while MariaDB and Redis die; 0: not
#   --withdrawals COUNT     (5000) dealers withdraw while two servers, two payout workers, MariaDB and Redis die, processes
#                           stand still and lines are cut (payouts.sh); 0: not
#   --kills COUNT           (30) at least so many kills before the withdrawals may end
#   --seed NUMBER           (20261130) draws the order of the faults
#   --report FILE           what was found in the withdrawals, as Markdown
#   --bin FOLDER            (build/release) the build whose programs run
# Prints every fault and the reckoning; fails on one wrong answer or one fen.
set -euo pipefail
cd "$(dirname "$0")/../.."
for part in stores accounts certificates settings programs story; do
  # shellcheck source=/dev/null
  . "deploy/$part.sh"
done
for part in faults sign_ins payouts; do
  # shellcheck source=/dev/null
  . "tests/chaos/$part.sh"
done
sign_ins=40 withdrawals=5000 kills=30 seed=20261130 report="" bin=build/release
while [ $# -gt 1 ]; do
  case $1 in
    --sign-ins | --withdrawals | --kills | --seed | --report | --bin)
      name=${1#--}
      printf -v "${name//-/_}" '%s' "$2"
      ;;
    *) break ;;
  esac
  shift 2
done
[ $# = 0 ] || { sed -n '2,11s/^# //p' "$0"; exit 2; }
bin=$(realpath "$bin")
var=$(mktemp -d -t fenrun-chaos.XXXXXX)
server_port=18443 ops_port=19464 emulator_port=19443 control_port=19480
children=() # what runs beside this script, until it has ended: load, samples, the proxy
# await PID: a child's end, and its status.
await() {
  local status=0 child left=()
  wait "$1" || status=$?
  for child in "${children[@]}"; do [ "$child" = "$1" ] || left+=("$child"); done
  children=("${left[@]}")
  return $status
}
finish() {
  local status=$?
  trap '' INT TERM
  [ $status = 0 ] || [ -n "${is_told:-}" ] || cat "$var/log/story.log" 2>/dev/null || true
  resume_all
  [ ${#children[@]} = 0 ] || kill "${children[@]}" 2>/dev/null || true
  stop_everything
  case $status in
    0 | 130) rm -rf "$var" ;;
    *) echo "   what was there is in $var" >&2 ;;
  esac
}
trap finish EXIT
trap 'exit 130' INT TERM

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
[ "$sign_ins" = 0 ] || try_sign_ins
[ "$withdrawals" = 0 ] || try_payouts
tests/support/private_logs.sh "$var"
note "no wrong answer"
