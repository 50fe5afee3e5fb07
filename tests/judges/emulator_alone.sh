#!/usr/bin/env bash
# deploy/emulator.sh as its manual has it: one command, and the emulator answers on both ports under its own authority,
# keeps what it made for the next start, and ends with 0 when told to.
set -euo pipefail
cd "$(dirname "$0")/../.."
export FENRUN_EMULATOR_PORT=29543 FENRUN_CONTROL_PORT=29580
FENRUN_VAR=$(mktemp -d -t fenrun-emulator-alone.XXXXXX)
export FENRUN_VAR
home=$FENRUN_VAR/emulator
pid=
finish() {
  [ -z "$pid" ] || kill "$pid" 2>/dev/null || true
  rm -rf "$FENRUN_VAR"
}
trap finish EXIT

wrong() {
  echo "   WRONG: $*" >&2
  cat "$FENRUN_VAR/said" "$FENRUN_VAR/ready" >&2
  exit 1
}

# Until it is ready; the build may be part of it.
start() {
  : >"$FENRUN_VAR/ready"
  deploy/emulator.sh --seed 1 >"$FENRUN_VAR/ready" 2>"$FENRUN_VAR/said" &
  pid=$!
  local tries=0
  until grep -q '"event":"ready"' "$FENRUN_VAR/ready"; do
    kill -0 "$pid" 2>/dev/null || wrong "deploy/emulator.sh ended before it was ready"
    tries=$((tries + 1))
    [ $tries -lt 6000 ] || wrong "deploy/emulator.sh is not ready after ten minutes"
    sleep 0.1
  done
}

end() {
  local status=0
  kill -TERM "$pid"
  wait "$pid" || status=$?
  pid=
  [ $status = 0 ] || wrong "SIGTERM ended it with $status"
}

start
grep -q '"seed":1\b' "$FENRUN_VAR/ready" || wrong "a further option did not reach the program"
health=$(curl -fsS "http://127.0.0.1:$FENRUN_CONTROL_PORT/control/v1/health") || wrong "no health"
[[ $health == *'"appid":"wx0123456789abcdef"'* ]] || wrong "health says $health"
status=$(curl -sS -o /dev/null -w '%{http_code}' --cacert "$home/tls/ca.pem" \
  "https://localhost:$FENRUN_EMULATOR_PORT/v3/certificates") || wrong "no TLS under its own authority"
[ "$status" = 401 ] || wrong "an unsigned call of WeChat Pay is answered $status"
[ "$(stat -c %a "$home/secret")" = 600 ] || wrong "others may read the AppSecret"
secret=$(cat "$home/secret")
serial=$(openssl x509 -in "$home/pay/apiclient_cert.pem" -noout -serial)
end
start
if [ "$(cat "$home/secret")" != "$secret" ] || [ "$(openssl x509 -in "$home/pay/apiclient_cert.pem" -noout -serial)" != "$serial" ]; then
  wrong "the second start made another merchant"
fi
end
echo "   started twice with one command, healthy, the same merchant, ended with 0"
