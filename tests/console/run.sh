#!/usr/bin/env bash
# Drives the console of a running system in a browser; see README.md. Reads the variables that deploy/up.sh reads.
#   tests/console/run.sh               the journeys below
#   tests/console/run.sh JOURNEY...    some of journeys/; "lighthouse" is played only where it is named
set -euo pipefail
cd "$(dirname "$0")/../.."
for part in console story; do
  # shellcheck source=/dev/null
  . "deploy/$part.sh"
done
var=${FENRUN_VAR:-$PWD/var}
bin=${FENRUN_BIN:-build/release}
journeys=(session withdrawals payouts reconciliation refunds plans moves posters ledger relations staff statistics audit exports probes pages thousand)

# People of this run alone: nobody has used a one-time code of theirs.
run=$(date +%s)
people=("operator operator" "auditor auditor" "admin admin")
for name in guest finance second third fourth fifth sixth seventh eighth; do people+=("$name finance"); done

folders=(tests/console tests/api_fuzz)
case " $* " in *" lighthouse "*) folders+=(tests/lighthouse) ;; esac # large, and played on its own only
for folder in "${folders[@]}"; do
  install_packages_of $folder >/dev/null 2>&1 || { echo "$folder: npm ci failed" >&2; exit 1; }
done
for row in "${people[@]}"; do make_staff "${row% *}$run" "${row#* }"; done
[ $# = 0 ] || journeys=("$@")
export NODE_EXTRA_CA_CERTS=$var/tls/ca.pem FENRUN_RUN=$run FENRUN_SAMPLE=$var/sample FENRUN_FAILURES=${FENRUN_FAILURES:-$var/log}
export FENRUN_BASE=https://localhost:${FENRUN_SERVER_PORT:-8443} FENRUN_CONTROL=http://127.0.0.1:${FENRUN_CONTROL_PORT:-9480}/control/v1
export FENRUN_HISTORY=$bin/deploy/history/fenrun-history FENRUN_CONFIG=$var/config.toml
node tests/console/main.mjs "${journeys[@]}"
