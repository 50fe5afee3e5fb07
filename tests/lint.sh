#!/usr/bin/env bash
# lint.sh: formatting of every file, clang's warnings on every file under our flags, and clang-tidy on what ships.
#   tests/lint.sh [FILE...]     only the given files
set -euo pipefail
cd "$(dirname "$0")/.."
mapfile -t files < <(if [ $# -gt 0 ]; then printf '%s\n' "$@"; else git ls-files '*.cpp' '*.hpp'; fi)
clang-format-14 --dry-run --Werror "${files[@]}"

# The compile commands of the clang preset say how clang would compile each file.
cmake --preset clang >/dev/null

# Tests and benches are held by the compiler's warnings alone. The analyzer of this release follows paths through a
# coroutine that cannot happen: files with co_await go without it.
tidy_one() {
  local extra=() out
  case $1 in
    tests/* | bench/*) extra=('--checks=-*,clang-diagnostic-*,misc-unused-using-decls') ;;
    *) ! grep -q co_await "$1" || extra=('--checks=-clang-analyzer-*') ;;
  esac
  out=$(clang-tidy-14 -p build/clang --quiet "${extra[@]}" "$1" 2>/dev/null) || printf '%s\n' "$out"
}
export -f tidy_one
failed=$(printf '%s\n' "${files[@]}" | grep '\.cpp$' | xargs -P "$(nproc)" -I{} bash -c 'tidy_one {}')
if [ -n "$failed" ]; then
  printf '%s\n' "$failed"
  exit 1
fi
