#!/usr/bin/env bash
# run.sh [SECONDS] [TARGET...]: builds the fuzz targets with clang, libFuzzer and the address and undefined-behaviour
# sanitizers, and runs each for SECONDS (45) from its seeds, as many at once as there are cores. New inputs go to
# build/fuzz/corpus; a crash fails the run and leaves its input there.
set -euo pipefail
cd "$(dirname "$0")/../.."
seconds=${1:-45}
shift || true
targets=("$@")
[ ${#targets[@]} -gt 0 ] || mapfile -t targets < <(find tests/fuzz/seeds -mindepth 1 -maxdepth 1 -printf '%f\n' | sort)
cmake -S . -B build/fuzz -G Ninja -DCMAKE_BUILD_TYPE=Debug -DCMAKE_C_COMPILER=clang-14 -DCMAKE_CXX_COMPILER=clang++-14 \
  -DFENRUN_SANITIZE=fuzzer-no-link,address,undefined -DFENRUN_FUZZ=ON >/dev/null
ninja -C build/fuzz --quiet "${targets[@]/#/fuzz_}"

fuzz() {
  local corpus=build/fuzz/corpus/$1 log=build/fuzz/$1.log
  mkdir -p "$corpus"
  if ASAN_OPTIONS=allocator_may_return_null=1 "build/fuzz/tests/fuzz/fuzz_$1" -max_total_time="$seconds" -max_len=65536 \
    -timeout=10 -rss_limit_mb=2048 -artifact_prefix="$corpus/" -print_final_stats=1 "$corpus" "tests/fuzz/seeds/$1" \
    >"$log" 2>&1; then
    echo "$1: $(sed -n 's/^stat::number_of_executed_units: *//p' "$log") inputs in $seconds s"
  else
    tail -40 "$log"
    echo "$1 failed; its input is in $corpus"
    return 1
  fi
}
export -f fuzz
export seconds
printf '%s\n' "${targets[@]}" | xargs -P "$(nproc)" -I{} bash -c 'fuzz {}'
