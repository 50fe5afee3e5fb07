#!/usr/bin/env bash
# Drives the console of a running system in a browser; see README.md. Reads the variables that deploy/up.sh reads.
set -euo pipefail
cd "$(dirname "$0")/../.."
for part in console story; do
  # shellcheck source=/dev/null
  . "deploy/$part.sh"
done
var=${FENRUN_VAR:-$PWD/var}
server_port=${FENRUN_SERVER_PORT:-8443}
control_port=${FENRUN_CONTROL_PORT:-9480}
bin=${FENRUN_BIN:-build/release}

# People of this run alone: nobody has used a one-time code of theirs.
run=$(date +%s)
people=("shipper$run operator" "finance$run finance" "second$run finance" "auditor$run auditor" "operator$run operator")

# The dealers of the sample, each signed in once: a minute has only so many logins for one address.
dealer_one=oSampleDealerOne0000000001 dealer_two=oSampleDealerTwo0000000002 dealer_three=oSampleDealerThree00000003
declare -A token_of

# token_by_login OPENID [SCENE]: waits while the address may not sign in.
token_by_login() {
  local answer="" tries=0
  while :; do
    answer=$(wx_login "$@" 2>>"$var/log/login.err") || true
    [ -z "$answer" ] || break
    tries=$((tries + 1))
    [ $tries -lt 12 ] || { tail -1 "$var/log/login.err" >&2; return 1; }
    sleep 6
  done
  jq -r .token <<<"$answer"
}

# sell REFERRER_OPENID: a new consumer scans the dealer's code, buys two pieces and gets them.
sell() {
  local code openid token sku price order id
  code=$(as_user "${token_of[$1]}" POST /api/v1/dealer/referral-codes '{}' | jq -r .code)
  openid=$(control users '{}' | jq -r .openid)
  token=$(token_by_login "$openid" "$code")
  read -r sku price <<<"$(as_user "$token" GET '/api/v1/products?limit=1' | jq -r '.items[0].skus[0] | "\(.id) \(.price_fen)"')"
  order=$(as_user "$token" POST /api/v1/orders "$(jq -c --arg sku "$sku" --argjson total $((2 * price)) \
    '. + {lines: [{sku: $sku, quantity: 2}], total_fen: $total}' <<<"$sample_receiver")")
  id=$(jq -r .id <<<"$order")
  as_user "$token" POST "/api/v1/orders/$id/payment" '{}' | jq -c '{timeStamp: .time_stamp, nonceStr: .nonce_str,
    package: .package, signType: .sign_type, paySign: .pay_sign}' >"$var/sample/payment.json"
  control pay/payments "@$var/sample/payment.json" >/dev/null
  wait_until '.state == "paid"' as_user "$token" GET "/api/v1/orders/$id" >/dev/null
  as_staff POST "/admin/v1/orders/$id/shipment" '{"carrier":"示例快递","tracking_no":"SF0002"}' >/dev/null
  as_user "$token" POST "/api/v1/orders/$id/receipt" '{}' >/dev/null
}

# ask_for_money OPENID: all that the dealer has; prints the withdrawal.
ask_for_money() {
  local token=${token_of[$1]} money
  money=$(wait_until '.balance.available_fen >= 100' as_user "$token" GET /api/v1/dealer/money)
  as_user "$token" POST /api/v1/dealer/withdrawals "$(jq -c '{gross_fen: .balance.available_fen}' <<<"$money")" | jq -r .id
}

# take_money OPENID WITHDRAWAL: the dealer confirms in WeChat, and it is paid.
take_money() {
  local token=${token_of[$1]} shown number
  shown=$(wait_until '.confirm_page != null' as_user "$token" GET "/api/v1/dealer/withdrawals/$2")
  control pay/transfers/open "$(jq -c --arg openid "$1" '{package: .confirm_page.package, openid: $openid}' <<<"$shown")" >/dev/null
  number=$(as_staff GET "/admin/v1/withdrawals/$2" | jq -r '.transfers[0].number')
  control pay/transfers/confirm "{\"out_bill_no\":\"$number\"}" >/dev/null
  wait_until '.state == "paid"' as_user "$token" GET "/api/v1/dealer/withdrawals/$2" >/dev/null
}

install_packages_of tests/console >/dev/null 2>&1 || { echo "tests/console: npm ci failed" >&2; exit 1; }
for row in "${people[@]}"; do make_staff ${row% *} ${row#* }; done
staff_login "shipper$run"
for openid in $dealer_one $dealer_two $dealer_three; do token_of[$openid]=$(token_by_login $openid); done
sell $dealer_three
sell $dealer_one
withdrawals=()
for openid in $dealer_one $dealer_two $dealer_three; do withdrawals+=("$(ask_for_money $openid)"); done
FENRUN_RUN=$run FENRUN_SAMPLE=$var/sample FENRUN_WITHDRAWALS=${withdrawals[*]} \
  node tests/console/journey.mjs "https://localhost:$server_port"

# What two people approved is paid; the next run finds the dealers with nothing under way.
take_money $dealer_one "${withdrawals[0]}"
take_money $dealer_two "${withdrawals[1]}"
