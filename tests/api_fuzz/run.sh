#!/usr/bin/env bash
# Fuzzes a running system of its own by docs/openapi.yaml; see README.md. FENRUN_BIN names the build folder (build/release),
# FENRUN_SEED repeats a run, FENRUN_REQUESTS says how many are drawn (2000).
set -euo pipefail
cd "$(dirname "$0")/../.."
for part in packages stores accounts certificates settings programs story; do
  # shellcheck source=/dev/null
  . "deploy/$part.sh"
done
bin=${FENRUN_BIN:-build/release}
var=$(mktemp -d -t fenrun-api-fuzz.XXXXXX)
server_port=${FENRUN_SERVER_PORT:-48443} ops_port=${FENRUN_OPS_PORT:-49464} emulator_port=${FENRUN_EMULATOR_PORT:-49443}
control_port=${FENRUN_CONTROL_PORT:-49480} payout_ops_port=${FENRUN_PAYOUT_OPS_PORT:-49465}

finish() {
  stop_everything
  [ "${FENRUN_KEEP:-no}" = yes ] || rm -rf "$var"
}
trap finish EXIT
trap 'exit 130' INT TERM

# session_of NAME: the console session of that member of staff, as JSON.
session_of() {
  jq -nc --arg name "$1" --arg csrf "${csrf_of[$1]}" --arg cookie "$(awk '/__Host-/ {print $NF}' "$var/sample/console-$1.cookies")" \
    '{($name): {cookie: $cookie, csrf: $csrf}}'
}

write_world() {
  local name
  (
    umask 077
    for name in operator finance auditor admin; do session_of "$name"; done | jq -s --argjson port "$server_port" --arg ca "$var/tls/ca.pem" \
      --arg control "http://127.0.0.1:$control_port/control/v1" --arg openids "${sample_dealers[*]%% *}" \
      '{port: $port, ca: $ca, control: $control, dealer_openids: ($openids | split(" ")), staff: add}' >"$var/world.json"
  )
}

install_packages "${run_packages[@]}"
(
  cd tests/api_fuzz
  [ node_modules/.package-lock.json -nt package-lock.json ] || npm ci --ignore-scripts --no-audit --no-fund >/dev/null 2>&1
)
refuse_busy_ports
rate_limit_factor=100000
prepare_stores
start_emulator
start_server
start_payout
play_story >"$var/log/story.log" 2>&1 || { cat "$var/log/story.log"; exit 1; }
for name in auditor admin; do staff_login "$name"; done
write_world
echo "== the API's document and requests that nobody thought of"
node tests/api_fuzz/main.cjs "$var/world.json" "${FENRUN_REQUESTS:-2000}"
if grep -q '"event":"http.\(handler_threw\|connection_threw\|failed\)"' "$var/log/fenrun-server.log"; then
  echo "WRONG: the server's log has a failure:"
  grep '"event":"http.\(handler_threw\|connection_threw\|failed\)"' "$var/log/fenrun-server.log" | head -5
  exit 1
fi
