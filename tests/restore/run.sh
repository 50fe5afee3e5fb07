#!/usr/bin/env bash
# Rehearses backup and restore; see README.md. FENRUN_BIN names the build folder (build/release).
set -euo pipefail
cd "$(dirname "$0")/../.."
for part in stores accounts certificates settings programs story; do
  # shellcheck source=/dev/null
  . "deploy/$part.sh"
done
bin=${FENRUN_BIN:-build/release}
var=$(mktemp -d -t fenrun-restore.XXXXXX)
server_port=${FENRUN_SERVER_PORT:-48443} ops_port=${FENRUN_OPS_PORT:-49464}
emulator_port=${FENRUN_EMULATOR_PORT:-49443} control_port=${FENRUN_CONTROL_PORT:-49480}
finish() {
  local status=$?
  [ $status = 0 ] || [ -n "${is_told:-}" ] || cat "$var/log/story.log" 2>/dev/null || true
  stop_everything
  rm -rf "$var"
}
trap finish EXIT
trap 'exit 130' INT TERM

note() { printf '   %s\n' "$*"; }

# same WHAT EXPECTED FOUND
same() {
  [ "$2" = "$3" ] || { echo "WRONG: $1: expected $2, found $3" >&2; exit 1; }
  note "$1: $3"
}

parent_of_third() {
  root_sql "$var/stores/mysql.sock" <<<"SELECT p.name FROM fenrun.dealer d JOIN fenrun.dealer p ON p.id = d.parent_id WHERE d.name = '张三店'"
}

status_of() { # status_of TOKEN
  curl -sS -o /dev/null -w '%{http_code}' --cacert "$var/tls/ca.pem" -H "Authorization: Bearer $1" "https://localhost:$server_port/api/v1/me"
}

refuse_busy_ports
# Everybody of the rehearsal signs in from one address within a minute.
rate_limit_factor=100
prepare_stores >"$var.log" 2>&1 || { cat "$var.log"; exit 1; }
rm -f "$var.log"
start_emulator
start_server
start_payout
# Not `play_story || …`, which would go on behind its first failed step.
play_story >"$var/log/story.log"
is_told=yes
before=$(wx_login "oSampleDealerOne0000000001" | jq -r .token)

echo "== restore: the backup"
mariadb-dump --no-defaults --socket="$var/stores/mysql.sock" --user=root --single-transaction fenrun >"$var/backup.sql"
consumers=$(root_sql "$var/stores/mysql.sock" <<<"SELECT COUNT(*) FROM fenrun.consumer")
note "$consumers consumers; 张三店 stands below $(parent_of_third)"

echo "== restore: the story goes on, and is lost"
# Dealers are moved by the operator; the story ends with somebody of finance signed in.
switch_staff operator
after=$(wx_login "$(control users '{}' | jq -r .openid)" | jq -r .token)
same "a session begun after the backup" 200 "$(status_of "$after")"
third=$(as_staff GET /admin/v1/dealers | jq -r '.items[] | select(.name == "张三店") | .id')
first=$(as_staff GET /admin/v1/dealers | jq -r '.items[] | select(.name == "王一店") | .id')
moves=$(jq -nc --arg dealer "$third" --arg parent "$first" '{dealers: [$dealer], new_parent: $parent}')
version=$(as_staff POST /admin/v1/dealer-moves/preview "$moves" | jq -r .version)
as_staff POST /admin/v1/dealer-moves "$(jq -c --arg version "$version" '. + {preview_version: $version, reason: "演练"}' <<<"$moves")" >/dev/null
same "张三店 has moved below" 王一店 "$(parent_of_third)"
sleep 1  # the copy of the tree in Redis follows

# The dealer who sold nothing itself has shares of the story's order.
dealer=oSampleDealerTwo0000000002
token=$(wx_login $dealer | jq -r .token)
gross=$(as_user "$token" GET /api/v1/dealer/money | jq .balance.available_fen)
paid=$(as_user "$token" POST /api/v1/dealer/withdrawals "{\"gross_fen\":$gross}" | jq -r .id)
approve_withdrawal "$paid" >>"$var/log/story.log"
shown=$(wait_until '.confirm_page != null' as_user "$token" GET "/api/v1/dealer/withdrawals/$paid")
control pay/transfers/open "$(jq -c --arg openid "$dealer" '{package: .confirm_page.package, openid: $openid}' <<<"$shown")" >/dev/null
control pay/transfers/confirm "{\"out_bill_no\":\"$(as_staff GET "/admin/v1/withdrawals/$paid" | jq -r '.transfers[0].number')\"}" >/dev/null
wait_until '.state == "paid"' as_user "$token" GET "/api/v1/dealer/withdrawals/$paid" >/dev/null
note "李二店 was paid $gross fen, which the backup does not know"

echo "== restore: as docs/operations.md says"
stop_by_pidfile "$var/fenrun-payout.pid"
stop_by_pidfile "$var/fenrun-server.pid"
root_sql "$var/stores/mysql.sock" <<<"DROP DATABASE fenrun; CREATE DATABASE fenrun CHARACTER SET utf8mb4 COLLATE utf8mb4_bin"
mariadb --no-defaults --socket="$var/stores/mysql.sock" --user=root fenrun <"$var/backup.sql"
redis-cli -s "$var/stores/redis.sock" FLUSHDB >/dev/null
"$bin/server/fenrun-admin" migrate "$var/migrate.toml" 2>>"$var/log/migrate.log"
grant_rows "$var/stores/mysql.sock"
"$bin/server/fenrun-admin" payouts stop "$var/config.toml" "restored from a backup: what was paid since is not known"
"$bin/server/fenrun-admin" audit verify "$var/config.toml"
"$bin/server/fenrun-admin" health "$var/config.toml"
start_server
start_payout

echo "== restore: what is true now"
same "consumers" "$consumers" "$(root_sql "$var/stores/mysql.sock" <<<"SELECT COUNT(*) FROM fenrun.consumer")"
same "张三店 stands below" 李二店 "$(parent_of_third)"
same "a session from before the backup" 200 "$(status_of "$before")"
same "a session begun after the backup" 401 "$(status_of "$after")"
same "王一店's team of two, from the tree in memory" 2 "$(as_user "$before" GET /api/v1/dealer/home | jq .team_size)"
as_user "$before" GET /api/v1/dealer/team/branch | jq -e '.items | length == 2' >/dev/null
same "a sign-in afterwards" 200 "$(status_of "$(wx_login "oSampleDealerThree00000003" | jq -r .token)")"

echo "== restore: what was paid since the backup is not paid again"
token=$(wx_login $dealer | jq -r .token)
same "what 李二店 has on the books once more" "$gross" "$(as_user "$token" GET /api/v1/dealer/money | jq .balance.available_fen)"
again=$(as_user "$token" POST /api/v1/dealer/withdrawals "{\"gross_fen\":$gross}" | jq -r .id)
approve_withdrawal "$again" >>"$var/log/story.log"
same "asked for and approved again" approved "$(as_staff GET "/admin/v1/withdrawals/$again" | jq -r .state)"
sleep 5  # rounds of the worker
same "transfers of it" 0 "$(as_staff GET "/admin/v1/withdrawals/$again" | jq '.transfers | length')"
same "payouts are stopped" true "$(as_staff GET /admin/v1/payout-fuse | jq .is_blown)"
