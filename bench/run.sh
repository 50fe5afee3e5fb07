#!/usr/bin/env bash
# run.sh [PART...]: builds release, starts private stores and runs the named benches (api, http, ledger, payout, reconciliation, redis,
# settlement, tree, wire), or all. Those that are scripts of their own, bench/start/run.sh and bench/mysql/run.sh, are not among them.
# Quiet machines give better figures; what counts is the ratio. FENRUN_BENCH_OUT=FILE also writes JSON lines.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=deploy/packages.sh
. deploy/packages.sh
install_packages "${build_packages[@]}" "${run_packages[@]}" "${test_packages[@]}" "${bench_packages[@]}"
parts=("$@")
[ ${#parts[@]} -gt 0 ] || mapfile -t parts < <(find bench -mindepth 2 -name '*_bench.cpp' ! -name mysql_bench.cpp -printf '%f\n' | sed 's/_bench.cpp//' | sort)
cmake --preset release >/dev/null
cmake --build --preset release -- --quiet
echo "$(date -I) commit $(git rev-parse --short HEAD), $(nproc) cores, $(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -1)"
for part in "${parts[@]}"; do
  FENRUN_MYSQL_BUFFER=1G tests/support/with_stores.sh "build/release/bench/${part}_bench"
done
