#!/usr/bin/env bash
# lint.sh: formatting of every file, clang's warnings on every file under our flags, and clang-tidy on what ships.
#   tests/lint.sh               every file; the sources of a target are looked at in batches
#   tests/lint.sh --each        every file, each alone
#   tests/lint.sh FILE...       the given files, each alone
# What was found clean is remembered by everything the finding depends on (lint_batches.py) and not looked at again.
set -euo pipefail
cd "$(dirname "$0")/.."
mode=together
if [ $# -gt 0 ]; then mode=alone; fi
if [ "${1:-}" = --each ]; then shift; fi
mapfile -t files < <(if [ $# -gt 0 ]; then printf '%s\n' "$@"; else git ls-files '*.cpp' '*.hpp'; fi)
clang-format-14 --dry-run --Werror "${files[@]}"
mapfile -t sources < <(printf '%s\n' "${files[@]}" | grep '\.cpp$')
[ ${#sources[@]} -gt 0 ] || exit 0

# The compile commands of the clang preset say how clang would compile each file.
cmake --preset clang >/dev/null

clean=${XDG_CACHE_HOME:-$HOME/.cache}/fenrun-lint
mkdir -p "$clean"
find "$clean" -type f -mtime +30 -delete

# look_at KEY KIND PATH FLAGS [FILE...]
# A finding in files read together may be one of their being together (two helpers of one name): each alone decides.
look_at() {
  local key=$1 kind=$2 flags=$4 path out all=
  [ ! -e "$clean/$key" ] || return 0
  if [ $# -gt 4 ] && find_faults "$kind" "$3" "$flags" >/dev/null 2>&1; then
    touch "$clean/$key"
    return
  fi
  [ $# -gt 4 ] || set -- "$@" "$3"
  for path in "${@:5}"; do
    out=$(find_faults "$kind" "$path" "$flags" 2>&1) || all+="$path: clang says"$'\n'"$out"$'\n'
  done
  if [ -z "$all" ]; then touch "$clean/$key"; else printf '%s' "$all"; fi
}
find_faults() {
  local checks= flags
  case $1 in
    warnings)
      clang++-14 -fsyntax-only "@$3" "$2"
      return
      ;;
    coroutines) checks=-clang-analyzer-* ;;
  esac
  mapfile -t flags < <(xargs -n1 printf '%s\n' <"$3")
  # The analyzer walks 40,000 states of a function, not 225,000: two thirds of its time went into functions full of strings
  # that never end within either number.
  flags+=(-Xclang -analyzer-config -Xclang max-nodes=40000)
  clang-tidy-14 --quiet "--checks=$checks" "$2" -- "${flags[@]}" 2>/dev/null
}
export -f look_at find_faults
export clean
failed=$(python3 tests/lint_batches.py build/clang/lint "$mode" "${sources[@]}" | xargs -P "$(nproc)" -L1 bash -c 'look_at "$@"' _)
if [ -n "$failed" ]; then
  printf '%s\n' "$failed"
  exit 1
fi
