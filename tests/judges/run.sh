#!/usr/bin/env bash
# Runs the judges against a fenrun-emulator and a fenrun-judged-client that are already built.
#   tests/judges/run.sh [BUILD]     default: the build with the newest fenrun-emulator
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
emulator=wechat/emulator/fenrun-emulator
client=tests/judges/fenrun-judged-client
newest=$(ls -t "$here"/../../build/*/$emulator 2>/dev/null | head -1)
build=${1:-${newest%/"$emulator"}}
for program in "$emulator" "$client"; do
  [ -x "$build/$program" ] || { echo "judges: build $(basename "$program") first, or name the build" >&2; exit 1; }
done
FENRUN_EMULATOR=$(realpath "$build/$emulator")
FENRUN_JUDGED_CLIENT=$(realpath "$build/$client")
export FENRUN_EMULATOR FENRUN_JUDGED_CLIENT
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
