#!/usr/bin/env bash
# private_logs.sh VAR: nothing that the played story wrote to VAR/sample/private.txt (openids, names, phone numbers, the
# parcel's address, passwords, codes and tokens) and no key of the program stands in what server and worker have logged.
# Prints the lines that say too much.
set -euo pipefail
var=$1
wanted=$(mktemp)
trap 'rm -f "$wanted"' EXIT
{
  cat "$var/sample/private.txt"
  # Keys that are one line of text; of a PEM file, its lines between the marks.
  find "$var/keys" -type f -size -16k ! -name mchid ! -name '*serial*' ! -name '*pub_key*' -exec grep -hIv -e '^-----' {} +
} | LC_ALL=C awk 'length($0) >= 6' | sort -u >"$wanted"
values=$(wc -l <"$wanted")
# An empty list or an empty log would pass anything.
[ "$values" -ge 30 ] || { echo "only $values private values: did the story run?" >&2; exit 1; }
for log in fenrun-server fenrun-payout; do
  [ "$(wc -l <"$var/log/$log.log")" -ge 2 ] || { echo "$log has logged nothing" >&2; exit 1; }
done
grep -q '"http.request"\|"event":"http' "$var/log/fenrun-server.log" || { echo "the server has logged no request" >&2; exit 1; }
# Of every server and every worker.
logs=("$var"/log/fenrun-server*.log "$var"/log/fenrun-payout*.log)
if LC_ALL=C grep -HnFf "$wanted" "${logs[@]}"; then
  echo "private values are in the logs" >&2
  exit 1
fi
echo "   $values private values, none in $(cat "${logs[@]}" | wc -l) lines of logs"
