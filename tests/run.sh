#!/usr/bin/env bash
# Sets up what the tests need on a fresh Debian 12 and runs every test. Quiet on success; safe to run twice.
#   tests/run.sh            everything
#   tests/run.sh PRESET     one build only: dev, release, asan, tsan or clang
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=deploy/packages.sh
. deploy/packages.sh
install_packages "${build_packages[@]}" "${run_packages[@]}" "${test_packages[@]}"

build_and_test() {
  local preset=$1
  echo "== $preset: build"
  cmake --preset "$preset" >build-"$preset".log 2>&1 || { cat build-"$preset".log; return 1; }
  rm -f build-"$preset".log
  cmake --build --preset "$preset" -- --quiet
  echo "== $preset: test"
  tests/support/with_stores.sh ctest --preset "$preset"
}

if [ $# -gt 0 ]; then
  build_and_test "$1"
  exit
fi
build_and_test release
