#!/usr/bin/env bash
# Runs the judges against a fenrun-emulator that is already built.
#   tests/judges/run.sh [PROGRAM]     default: the newest of build/*/wechat/emulator/fenrun-emulator
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
program=${1:-$(ls -t "$here"/../../build/*/wechat/emulator/fenrun-emulator 2>/dev/null | head -1)}
[ -x "$program" ] || { echo "judges: build fenrun-emulator first, or name it" >&2; exit 1; }
FENRUN_EMULATOR=$(realpath "$program")
export FENRUN_EMULATOR
cd "$here"
# The SDKs must reach the emulator and nothing else.
unset http_proxy https_proxy all_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY
[ node_modules/.package-lock.json -nt package-lock.json ] ||
  npm ci --ignore-scripts --no-audit --no-fund >/dev/null 2>&1 || { echo "judges: npm ci failed" >&2; exit 1; }
log=$(mktemp)
trap 'rm -f "$log"' EXIT
node --test --test-reporter=tap ./*.test.cjs >"$log" 2>&1 || { cat "$log"; exit 1; }
grep -E '^# (tests|pass|fail) ' "$log" | tr '\n' ' '
echo
