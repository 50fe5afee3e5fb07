#!/usr/bin/env bash
# lint.sh: formatting of every file, clang's warnings on every file under our flags, and clang-tidy on what ships.
#   tests/lint.sh [FILE...]     only the given files
# A file found clean is remembered by everything the finding depends on (lint_keys.py) and not looked at again.
set -euo pipefail
cd "$(dirname "$0")/.."
mapfile -t files < <(if [ $# -gt 0 ]; then printf '%s\n' "$@"; else git ls-files '*.cpp' '*.hpp'; fi)
clang-format-14 --dry-run --Werror "${files[@]}"
mapfile -t sources < <(printf '%s\n' "${files[@]}" | grep '\.cpp$')
[ ${#sources[@]} -gt 0 ] || exit 0

# The compile commands of the clang preset say how clang would compile each file.
cmake --preset clang >/dev/null

clean=${XDG_CACHE_HOME:-$HOME/.cache}/fenrun-lint
mkdir -p "$clean"
find "$clean" -type f -mtime +30 -delete

# tidy_one KEY FILE. Tests and benches are held by the compiler's warnings alone. The analyzer of this release follows
# paths through a coroutine that cannot happen: files with co_await go without it.
tidy_one() {
  local extra=() out
  [ ! -e "$clean/$1" ] || return 0
  case $2 in
    tests/* | bench/*) extra=('--checks=-*,clang-diagnostic-*,misc-unused-using-decls') ;;
    *) ! grep -q co_await "$2" || extra=('--checks=-clang-analyzer-*') ;;
  esac
  if out=$(clang-tidy-14 -p build/clang --quiet "${extra[@]}" "$2" 2>/dev/null); then
    touch "$clean/$1"
  else
    printf '%s: clang-tidy says\n%s\n' "$2" "$out"
  fi
}
export -f tidy_one
export clean
failed=$(python3 tests/lint_keys.py "${sources[@]}" | xargs -P "$(nproc)" -L1 bash -c 'tidy_one "$0" "$1"')
if [ -n "$failed" ]; then
  printf '%s\n' "$failed"
  exit 1
fi
