#!/usr/bin/env bash
# run.sh [DESIGN...]: has Spin try every state of the life of transfers (payout.pml). The right design must have
# no error and be tried whole; each wrong one of designs.pml must be found out, and its counterexample is left in
# build/model/DESIGN.txt. One line for each; what it makes is in build/model.
set -euo pipefail
cd "$(dirname "$0")/../.."
out=build/model
depth=20000 memory_mb=1000
mkdir -p "$out"

# The table as the code's own table is now.
print_table() {
  g++ -std=c++20 -I. -o "$out/payout_table" tests/model/print_table.cpp domain/withdrawal/payout_state.cpp base/assert.cpp
  "$out/payout_table" >"$out/table.pml"
  cp tests/model/*.pml "$out"
}

# A word that the code has and the model does nothing with: the model has drifted. One that only the model has is an error
# of Spin's.
check_words() {
  local word unknown=()
  sed -e 's:/\*.*\*/::' -e '/\/\*/,/\*\//d' tests/model/*.pml >"$out/without_comments"
  for word in $(sed -n 's/^mtype = { \(.*\) };$/\1/p' "$out/table.pml" | head -2 | tr -d ,); do
    grep -qw "$word" "$out/without_comments" || unknown+=("$word")
  done
  [ ${#unknown[@]} = 0 ] || { echo "the model says nothing of ${unknown[*]} (domain/withdrawal/payout_state.hpp)"; return 1; }
}

# make_verifier NAME FLAGS...
make_verifier() {
  mkdir -p "$out/$1"
  (
    cd "$out/$1"
    cp ../*.pml .
    spin -a "${@:2}" payout.pml >spin.log 2>&1 || { cat spin.log; exit 1; }
    gcc -w -O1 -DSAFETY -DCOLLAPSE -DMEMLIM="$memory_mb" -o verifier pan.c
  )
}

number_of() { sed -n "s:^#define $1 \([0-9]*\).*:\1:p" tests/model/designs.pml; }
figures() {
  sed -n -e 's/^State-vector .* depth reached \([0-9]*\).*/depth \1/p' -e 's/^ *\([0-9]*\) states, stored.*/\1 states/p' \
    -e 's/^ *\([0-9.]*\).total actual memory usage.*/\1 MB/p' -e 's/^pan: elapsed time \(.*\) seconds/\1 s/p' "$1" | paste -sd, | sed 's/,/, /g'
}

# prove HOUSE LIES WHAT: no error, and no state left out.
prove() {
  local log=$out/$1/right.log
  (cd "$out/$1" && DESIGN=0 LIES=$2 FINALE=1 ./verifier -m"$depth" -w20 -n) >"$log" 2>&1 || true
  if ! grep -q 'errors: 0$' "$log" || grep -q 'not completed\|depth too small\|out of memory' "$log"; then
    cat "$log"
    echo "the right design, $3: an error, or not tried whole"
    return 1
  fi
  echo "right: $3: no error; $(figures "$log")"
}

# refute DESIGN: a short way to something broken; only if there is none, to where it cannot end any more.
refute() {
  local limit finale lies=0 found number log=$out/refute.log
  number=$(number_of "$1")
  [ -n "$number" ] || { echo "designs.pml has no $1"; return 1; }
  [ "$1" != NOTICE_BELIEVED ] || lies=1
  rm -f "$out/tries/payout.pml.trail"
  for finale in 0 1; do
    for limit in 20 30 40 50 60 80; do
      (cd "$out/tries" && DESIGN=$number LIES=$lies FINALE=$finale ./verifier -m"$limit" -w18 -n) >"$log" 2>&1 || true
      [ ! -e "$out/tries/payout.pml.trail" ] || break 2
    done
  done
  [ -e "$out/tries/payout.pml.trail" ] || { echo "$1 was not found out"; return 1; }
  mv "$out/tries/payout.pml.trail" "$out/tries/$1.trail"
  (cd "$out/tries" && spin -t -k "$1.trail" -DTRIES=2 -DDESIGN="$number" -DLIES=$lies -DFINALE=$finale payout.pml 2>&1 || true) |
    grep -v 'cell_\|^spin: ' | sed 's/^ *//' >"$out/$1.txt"
  found=$(sed -n 's/^BROKEN: //p' "$out/$1.txt" | head -1)
  [ -n "$found" ] || { cat "$out/$1.txt"; echo "$1: the counterexample breaks nothing that has a name"; return 1; }
  echo "wrong: $1: $found; $(grep -c . <(sed '/^BROKEN/q' "$out/$1.txt")) lines, depth $(sed -n 's/.*(at depth \([0-9]*\)).*/\1/p' "$log"), $(sed -n 's/^ *\([0-9]*\) states, stored.*/\1/p' "$log") states"
}

print_table
check_words
make_verifier tries -DTRIES=2
if [ $# = 0 ]; then
  make_verifier pair -DWITHDRAWALS=2 -DFAULTS=0
  prove tries 0 "one withdrawal, two numbers, any number of faults"
  prove tries 1 "one withdrawal, one number, WeChat lies once"
  prove pair 0 "two withdrawals, crashes, notices and cancels"
  mapfile -t designs < <(sed -n 's:^#define \([A-Z_]*\) [0-9]* */\*.*:\1:p' tests/model/designs.pml)
else
  designs=("$@")
fi
for design in "${designs[@]}"; do refute "$design"; done
