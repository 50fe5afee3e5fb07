#!/usr/bin/env bash
# payouts.sh [SECONDS [BUILD]]: dealers withdraw, two people of finance approve and the dealers take the money in WeChat,
# while the payout worker, the server, MariaDB and Redis are killed (-9) and started again, the worker in the middle of
# its calls. Then every withdrawal has to end, and the books are asked (books.py): every invariant of docs/books.md, and
# WeChat's own books number by number. Runs the programs of the release build unless another is named.
set -euo pipefail
cd "$(dirname "$0")/../.."
for part in stores accounts certificates settings programs story; do
  # shellcheck source=/dev/null
  . "deploy/$part.sh"
done
seconds=${1:-75}
bin=$(realpath "${2:-build/release}")
var=$(mktemp -d -t fenrun-chaos.XXXXXX)
server_port=18443 ops_port=19464 emulator_port=19443 control_port=19480
dealers=12
finish() {
  local status=$?
  [ $status = 0 ] || [ -n "${is_told:-}" ] || cat "$var/log/story.log" 2>/dev/null || true
  stop_everything
  rm -rf "$var"
}
trap finish EXIT
trap 'exit 130' INT TERM
# shellcheck source=tests/chaos/faults.sh
. tests/chaos/faults.sh

# earn TOKEN: somebody scans the dealer's code, buys ten pieces and receives them; the commission is enough for many
# withdrawals. The operator is signed in.
earn() {
  local code buyer sku price order id
  code=$(as_user "$1" POST /api/v1/dealer/referral-codes '{}' | jq -r .code)
  buyer=$(wx_login "$(control users '{}' | jq -r .openid)" "$code" | jq -r .token)
  read -r sku price <<<"$(as_user "$buyer" GET '/api/v1/products?limit=1' | jq -r '.items[0].skus[0] | "\(.id) \(.price_fen)"')"
  order=$(as_user "$buyer" POST /api/v1/orders "$(jq -c --arg sku "$sku" --argjson total $((10 * price)) \
    '. + {lines: [{sku: $sku, quantity: 10}], total_fen: $total}' <<<"$sample_receiver")")
  id=$(printf '%s' "$order" | jq -r .id)
  control pay/payments "$(as_user "$buyer" POST "/api/v1/orders/$id/payment" '{}' | jq -c '{timeStamp: .time_stamp,
    nonceStr: .nonce_str, package: .package, signType: .sign_type, paySign: .pay_sign}')" >/dev/null
  wait_until '.state == "paid"' as_user "$buyer" GET "/api/v1/orders/$id" >/dev/null
  as_staff POST "/admin/v1/orders/$id/shipment" '{"carrier":"示例快递","tracking_no":"SF0001"}' >/dev/null
  as_user "$buyer" POST "/api/v1/orders/$id/receipt" '{}' >/dev/null
}

# write_people: dealers who have earned, and the two of finance with their sessions, for payouts.py.
write_people() {
  local invite openid token name
  switch_staff operator
  invite=$(as_staff POST /admin/v1/invites '{"uses":100,"days":30}' | jq -r .code)
  for name in $(seq $dealers); do
    openid=$(control users '{}' | jq -r .openid)
    token=$(join_dealer "$openid" "混沌$name" "$invite")
    earn "$token"
    jq -nc --arg openid "$openid" --arg token "$token" '{openid: $openid, token: $token}'
  done >"$var/dealers.jsonl"
  for name in finance finance2; do
    switch_staff $name
    jq -nc --arg cookie "$(awk '/__Host-/ {print $6 "=" $7}' "$var/sample/console.cookies")" --arg csrf "$csrf" \
      --arg totp_secret "$(jq -r .totp_secret "$var/sample/staff-$name")" '$ARGS.named'
  done >"$var/finance.jsonl"
}

refuse_busy_ports
rate_limit_factor=100000
prepare_stores
start_emulator
control quotas '{"path":"/sns/jscode2session","per_day":100000000,"per_minute":100000000}' >/dev/null
# A batch of transfers takes some seconds, so that the worker is killed between two of them, and of every five calls that
# create one the answer to one is lost.
printf '\n[payout]\nlanes = 2\ncreates_per_second = 2\n' >>"$var/payout.toml"
start_server
start_payout
play_story >"$var/log/story.log"
write_people
is_told=yes
control pay/funds '{"account":"OPERATION","amount":10000000}' >/dev/null
control faults '{"kind":"close_after","path":"/v3/fund-app/mch-transfer/transfer-bills","permille":200}' >/dev/null

python3 tests/chaos/payouts.py --port $server_port --control $control_port --ca "$var/tls/ca.pem" \
  --dealers "$var/dealers.jsonl" --finance "$var/finance.jsonl" --seconds "$seconds" --kept "$var/kept.json" &
driver=$!
note "$dealers dealers withdraw, $seconds s"
loaded=$(date +%s)
# The worker most often: it is what must not pay twice.
while [ $(($(date +%s) - loaded)) -lt "$seconds" ]; do
  for what in fenrun-payout fenrun-server fenrun-payout mariadbd fenrun-payout redis-server; do
    sleep 2
    kill_and_restart $what 1
  done
done
wait $driver || { echo "WRONG: see above; worker's log:"; tail -20 "$var/log/fenrun-payout.log"; exit 1; }
"$bin/server/fenrun-admin" ledger verify "$var/config.toml"
python3 tests/chaos/books.py --socket "$var/stores/mysql.sock" --control $control_port --kept "$var/kept.json"
tests/support/private_logs.sh "$var"
printf '   kills: %s\n' "$(awk '$3 == "killed" {n[$2]++} END {for (what in n) printf "%s %d  ", what, n[what]}' "$var/marks")"
note "every withdrawal was paid once"
