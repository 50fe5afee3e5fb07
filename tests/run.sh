#!/usr/bin/env bash
# Sets up what the tests need on a fresh Debian 12 and runs every test. Quiet on success; safe to run twice.
#   tests/run.sh            everything: all builds, all tests, lint, the story
#   tests/run.sh PRESET     one build and its tests only: dev, release, asan, tsan or clang
set -euo pipefail
cd "$(dirname "$0")/.."
for part in packages console; do
  # shellcheck source=/dev/null
  . "deploy/$part.sh"
done

step() { echo "== $* ($(date +%T))"; }

# What runs threads of its own, and is therefore tried under the thread sanitizer.
concurrent=(base_test db_database_test db_redis_test db_tree_test wechat_test wechat_http_test wechat_pay_race_test
  flows_binding_test flows_dealer_race_test server_http_test server_api_door_test
  server_api_staff_test server_api_story_test)

# What up.sh starts and the judges look at, and the tests whose full number of cases only the optimised build can run.
shipped=(fenrun-server fenrun-payout fenrun-admin fenrun-emulator fenrun-history fenrun-judged-client fenrun-fault-proxy)
optimised=(base_test domain_binding_test domain_staff_test domain_dealer_test domain_product_test domain_order_test
  domain_ledger_test domain_commission_test domain_commission_property_test simulation_test planted_bugs_test)

# build PRESET [TARGET...]
build() {
  step "$1: build"
  local log
  log=$(mktemp)
  { cmake --preset "$1" && cmake --build --preset "$1" ${2:+--target "${@:2}"}; } >"$log" 2>&1 || { tail -100 "$log"; rm -f "$log"; return 1; }
  rm -f "$log"
}

# What the tests ask is what the stores hold, and not how fast a disk is: in memory, where there is room.
stores_in() {
  local free
  free=$(df --output=avail --block-size=1G /dev/shm 2>/dev/null | tail -1) || free=0
  if [ -w /dev/shm ] && [ "${free:-0}" -ge 4 ]; then echo /dev/shm; else echo "${TMPDIR:-/tmp}"; fi
}

run_tests() {
  step "$1: test"
  FENRUN_STORES_IN=$(stores_in) tests/support/with_stores.sh ctest --preset "$1" "${@:2}"
}

lint_openapi() {
  step "OpenAPI document"
  (
    cd tests/openapi
    export REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true
    [ node_modules/.package-lock.json -nt package-lock.json ] || npm ci --ignore-scripts --no-audit --no-fund >/dev/null 2>&1
    log=$(mktemp)
    npx redocly lint --config redocly.yaml ../../docs/openapi.yaml >"$log" 2>&1 || { cat "$log"; exit 1; }
    rm -f "$log"
  )
}

# The console's pages against the types of the API.
check_console() {
  step "console: build and types"
  build_console
  local log
  log=$(mktemp)
  npm --prefix console run check >"$log" 2>&1 || { cat "$log"; return 1; }
  rm -f "$log"
}

# Every state of the life of transfers, and the designs that must be found out.
check_model() {
  step "the model of payouts"
  local log
  log=$(mktemp)
  tests/model/run.sh >"$log" 2>&1 || { cat "$log"; return 1; }
  rm -f "$log"
}

# The main job as a user runs it and in a browser, and the same system with everything it stands on killed under load.
run_story() {
  step "the story, the console in a browser, and everything killed under load"
  local var log
  var=$(mktemp -d -t fenrun-story.XXXXXX)
  log=$(mktemp)
  FENRUN_VAR=$var FENRUN_SERVER_PORT=28443 FENRUN_OPS_PORT=29464 FENRUN_EMULATOR_PORT=29443 FENRUN_CONTROL_PORT=29480 \
    FENRUN_PAYOUT_OPS_PORT=29465 FENRUN_RATE_LIMIT_FACTOR=10 deploy/up.sh --then tests/console/run.sh >"$log" 2>&1 || { cat "$log"; return 1; }
  tests/support/private_logs.sh "$var"
  rm -rf "$var"
  tests/chaos/run.sh --sign-ins 30 >"$log" 2>&1 || { cat "$log"; return 1; }
  grep -E '^ *\||^ *[0-9]+ (answers|withdrawals|samples|invariants|private)|no wrong' "$log"
  rm -f "$log"
}

# Requests drawn from the API's document, as every kind of caller; each answer judged by the document.
fuzz_api() {
  step "the API's document against requests that nobody thought of"
  local log
  log=$(mktemp)
  tests/api_fuzz/run.sh >"$log" 2>&1 || { cat "$log"; return 1; }
  grep -E 'SEED|requests|findings' "$log"
  rm -f "$log"
}

# The programs that ship, seen from outside: other people's WeChat Pay SDKs, attackers, and whoever restores a backup.
run_outsiders() {
  step "the emulator alone, as its manual starts it"
  tests/judges/emulator_alone.sh
  step "the WeChat Pay SDKs of others against the emulator and our client"
  tests/judges/run.sh build/release
  step "attacks from outside, backup and restore"
  local log
  log=$(mktemp)
  tests/security/run.sh >"$log" 2>&1 || { cat "$log"; return 1; }
  tests/restore/run.sh >"$log" 2>&1 || { cat "$log"; return 1; }
  rm -f "$log"
}

# What strangers send, 45 seconds for each target.
run_fuzz() {
  step "fuzz targets"
  local log
  log=$(mktemp)
  tests/fuzz/run.sh 45 >"$log" 2>&1 || { cat "$log"; return 1; }
  cat "$log"
  rm -f "$log"
}

install_packages "${build_packages[@]}" "${run_packages[@]}" "${test_packages[@]}" "${bench_packages[@]}"
if [ $# -gt 0 ]; then
  build "$1"
  run_tests "$1"
  exit
fi

# Cheap answers first: the house rules and the formatting take seconds, what a compiler can read off the sources minutes.
step "house rules, formatting, OpenAPI document"
python3 tests/tidy/tidy.py --sizes
git ls-files '*.cpp' '*.hpp' | xargs clang-format-14 --dry-run --Werror
# They keep one core busy each, and do not need one another.
# shellcheck disable=SC2046
export -f $(compgen -A function)
printf '%s\n' check_console check_model lint_openapi | xargs -P 2 -I{} bash -euo pipefail -c '{}'
step "lint with the second compiler"
tests/lint.sh
# Every test runs under the address sanitizer; the optimised build is what ships, and plays the story.
build asan
run_tests asan
build release "${shipped[@]}" "${optimised[@]}"
run_tests release -R "^($(IFS='|' && echo "${optimised[*]}"))\$"
run_story
fuzz_api
run_outsiders
build tsan "${concurrent[@]}"
run_tests tsan -R "^($(IFS='|' && echo "${concurrent[*]}"))\$"
run_fuzz
step "done"
