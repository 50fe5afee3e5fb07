# Sample data and the first story, played through HTTP as its users would: staff with password and one-time code,
# dealers and consumers from the mini-program. Sourced by up.sh after everything runs; each step is printed.

# The people of the sample; the emulator forgets them when it ends, so they are introduced again at each start.
sample_dealers=("oSampleDealerOne0000000001 王一店" "oSampleDealerTwo0000000002 李二店" "oSampleDealerThree00000003 张三店")

# Whom the story's consumer is to her friends, and where her parcel goes.
sample_phone=13912345678
sample_nickname=小林的花园
sample_receiver='{"receiver_name":"周晓琳","receiver_phone":"13787654321","receiver_address":"杭州市西湖区文三路 90 号","remark":"请放门卫张大爷处"}'

# Who the dealer of the withdrawal is to the tax office: the example of the standard for identity numbers.
sample_real_name=张三
sample_identity_number=11010519491231002X

step() { printf '   %s\n' "$*"; }

# keep_out_of_logs VALUE...: what no log may hold in clear; tests/support/private_logs.sh looks for each.
keep_out_of_logs() {
  mkdir -p "$var/sample"
  (umask 077 && printf '%s\n' "$@" >>"$var/sample/private.txt")
}

# call METHOD PATH [BODY] [CURL OPTIONS...]: prints the body of a 2xx answer; any other ends the run with the problem.
call() {
  local method=$1 path=$2 body=${3:-} out status
  shift $(($# < 3 ? $# : 3))
  local data=()
  [ -z "$body" ] || data=(-H 'Content-Type: application/json' --data "$body")
  out=$(curl -sS --max-time 30 --cacert "$var/tls/ca.pem" -w '\n%{http_code}' -X "$method" \
    -H "Idempotency-Key: $(openssl rand -hex 16)" "${data[@]}" "$@" "https://localhost:$server_port$path")
  status=${out##*$'\n'}
  if [ "${status:0:1}" != 2 ]; then
    echo "$method $path answered $status: ${out%$'\n'*}" >&2
    return 1
  fi
  printf '%s' "${out%$'\n'*}"
}

# fetch_as TOKEN PATH FILE: a picture.
fetch_as() {
  curl -fsS --max-time 30 --cacert "$var/tls/ca.pem" -H "Authorization: Bearer $1" -o "$3" "https://localhost:$server_port$2"
}

# control PATH BODY: the emulator's control API.
control() {
  curl -fsS --max-time 10 -H 'Content-Type: application/json' --data "$2" "http://127.0.0.1:$control_port/control/v1/$1"
}

# wx_login OPENID [SCENE]: what a phone does: wx.login, then our login. Prints the answer.
wx_login() {
  local code answer
  code=$(control login-codes "{\"openid\":\"$1\"}" | jq -r .code)
  answer=$(call POST /api/v1/login "$(jq -nc --arg code "$code" --arg scene "${2:-}" '{code: $code} + (if $scene == "" then {} else {scene: $scene} end)')")
  keep_out_of_logs "$1" "$code" "$(jq -r .token <<<"$answer")"
  printf '%s' "$answer"
}

as_user() { # as_user TOKEN METHOD PATH [BODY]
  call "$2" "$3" "${4:-}" -H "Authorization: Bearer $1"
}

as_staff() { # as_staff METHOD PATH [BODY]
  call "$1" "$2" "${3:-}" -b "$var/sample/console.cookies" -H "X-CSRF-Token: $csrf"
}

# make_staff NAME ROLE: once; password and one-time-code secret are kept for whoever tries the console.
make_staff() {
  local file=$var/sample/staff-$1 shown
  [ ! -s "$file" ] || return 0
  shown=$("$bin/server/fenrun-admin" staff create "$var/config.toml" "$1" --role "$2")
  (umask 077 && jq -nc --arg name "$1" --arg password "$(sed -n 's/^password: //p' <<<"$shown")" \
    --arg totp "$(sed -n 's/^totp: .*[?&]secret=\([A-Z2-7]*\).*/\1/p' <<<"$shown")" \
    '{login_name: $name, password: $password, totp_secret: $totp}' >"$file.new" && mv "$file.new" "$file")
}

staff_login() { # staff_login NAME
  local file=$var/sample/staff-$1 code tries=0 answer
  while :; do
    code=$(oathtool --totp --base32 "$(jq -r .totp_secret "$file")")
    if answer=$(call POST /admin/v1/login "$(jq -c --arg code "$code" '{login_name, password, totp: $code}' "$file")" \
      -c "$var/sample/console.cookies" 2>"$var/log/login.err"); then break; fi
    tries=$((tries + 1))
    # A one-time code works once: a second run within the same half minute waits for the next.
    [ $tries -lt 3 ] || { cat "$var/log/login.err" >&2; exit 1; }
    sleep $((31 - $(date +%s) % 30))
  done
  csrf=$(printf '%s' "$answer" | jq -r .csrf_token)
  keep_out_of_logs "$csrf" "$(jq -r .password "$file")" "$(jq -r .totp_secret "$file")" \
    "$(awk '/__Host-/ {print $NF}' "$var/sample/console.cookies")"
  csrf_of[$1]=$csrf
  cp "$var/sample/console.cookies" "$var/sample/console-$1.cookies"
}

# switch_staff NAME: goes on with the session of this run, or signs in.
declare -A csrf_of
switch_staff() {
  if [ -z "${csrf_of[$1]:-}" ]; then
    staff_login "$1"
    return
  fi
  cp "$var/sample/console-$1.cookies" "$var/sample/console.cookies"
  csrf=${csrf_of[$1]}
}

# confirm_by_code NAME DIGEST: steps up for what the digest stands for; prints the confirmation. The code of the login is
# spent, and the server takes that of the next half minute.
confirm_by_code() {
  local file=$var/sample/staff-$1 code tries=0 answer
  while :; do
    code=$(oathtool --totp --base32 --now "$(date -u -d '+30 seconds' '+%F %T UTC')" "$(jq -r .totp_secret "$file")")
    if answer=$(as_staff POST /admin/v1/step-ups "{\"digest\":\"$2\",\"totp\":\"$code\"}" 2>"$var/log/step-up.err"); then break; fi
    tries=$((tries + 1))
    [ $tries -lt 3 ] || { cat "$var/log/step-up.err" >&2; return 1; }
    sleep $((31 - $(date +%s) % 30))
  done
  printf '%s' "$answer" | jq -r .confirmation
}

make_catalogue() {
  local category product
  category=$(as_staff POST /admin/v1/categories '{"name":"护肤","position":1}' | jq -r .id)
  for row in "玻尿酸面膜|12900|4200" "烟酰胺精华|25900|8800" "氨基酸洁面|8900|2600"; do
    IFS='|' read -r name price cost <<<"$row"
    product=$(as_staff POST /admin/v1/products "$(jq -nc --arg name "$name" --arg category "$category" \
      '{name: $name, category_id: $category, summary: "示例商品", state: "active"}')" | jq -r .id)
    as_staff POST "/admin/v1/products/$product/skus" "$(jq -nc --arg code "SKU-$price" --argjson price "$price" --argjson cost "$cost" \
      '{code: $code, name: "标准装", price_fen: $price, cost_fen: $cost, state: "active"}')" >/dev/null
  done
}

# join_dealer OPENID NAME INVITE_CODE: applies from the mini-program, is approved in the console; prints the token.
join_dealer() {
  local token contract application
  token=$(wx_login "$1" | jq -r .token)
  contract=$(as_user "$token" GET /api/v1/contract | jq -r .number)
  application=$(as_user "$token" POST /api/v1/dealer-applications "$(jq -nc --arg name "$2" --arg code "$3" \
    --argjson contract "$contract" '{name: $name, invite_code: $code, accepted_contract: $contract}')" | jq -r .id)
  as_staff POST "/admin/v1/dealer-applications/$application/approval" '{"reason":"示例数据"}' >/dev/null
  printf '%s' "$token"
}

# A plan of two levels: drafted and tried by the operator, published by finance. Leaves finance signed in.
make_plan() {
  local plan simulation
  plan=$(as_staff POST /admin/v1/commission-plans '{"name":"示例方案","deepest_level":2,"self_purchase_pays":false,
    "rules":[{"level":1,"kind":"rate","rate_ppm":100000},{"level":2,"kind":"rate","rate_ppm":50000}]}' | jq -r .id)
  simulation=$(as_staff POST "/admin/v1/commission-plans/$plan/simulations" "$(jq -nc --arg from "$(date -u -d '30 days ago' +%FT%TZ)" \
    --arg until "$(date -u +%FT%TZ)" '{sales_from: $from, sales_until: $until}')" | jq -r .id)
  wait_until '.state == "finished"' as_staff GET "/admin/v1/commission-simulations/$simulation" >/dev/null
  staff_login finance
  as_staff POST "/admin/v1/commission-plans/$plan/publication" "{\"simulation_id\":\"$simulation\"}" >/dev/null
  touch "$var/sample/plan"
}

# wait_until CONDITION COMMAND...: repeats the command for 30 seconds at most until jq finds the condition true in what it
# prints, and prints that.
wait_until() {
  local condition=$1 answer tries=0
  shift
  until answer=$("$@") && [ "$(printf '%s' "$answer" | jq "$condition")" = true ]; do
    tries=$((tries + 1))
    [ $tries -lt 60 ] || { echo "never came: $condition in $answer" >&2; return 1; }
    sleep 0.5
  done
  printf '%s' "$answer"
}

# commissions_of OPENID: what the dealer's newest commissions are still worth, in fen.
commissions_of() {
  local token
  token=$(wx_login "$1" | jq -r .token)
  as_user "$token" GET '/api/v1/dealer/commissions?limit=1' | jq -c '.items[0] | {level, base_fen, amount_fen, clawed_back_fen, state}'
}

# introduce_consumer TOKEN OPENID: a nickname and, by WeChat's phone button, a phone number.
introduce_consumer() {
  local code
  code=$(control phone-codes "{\"openid\":\"$2\",\"phone\":\"$sample_phone\"}" | jq -r .code)
  as_user "$1" PUT /api/v1/me/nickname "{\"nickname\":\"$sample_nickname\"}" >/dev/null
  step "and gives a nickname and, by WeChat's button, a phone number: $(as_user "$1" PUT /api/v1/me/phone "{\"code\":\"$code\"}")"
  keep_out_of_logs "$code" "$sample_phone" "$sample_nickname"
  jq -r '.[]' <<<"$sample_receiver" >>"$var/sample/private.txt"
}

# play_sale TOKEN: the consumer buys two pieces and pays in WeChat, the dealers earn, one piece is refunded.
play_sale() {
  local token=$1 sku price order id paid
  control pay/callbacks/endpoint "{\"origin\":\"https://localhost:$server_port\",\"ca_file\":\"$var/tls/ca.pem\"}" >/dev/null
  read -r sku price <<<"$(as_user "$token" GET '/api/v1/products?limit=1' | jq -r '.items[0].skus[0] | "\(.id) \(.price_fen)"')"
  order=$(as_user "$token" POST /api/v1/orders "$(jq -c --arg sku "$sku" --argjson total $((2 * price)) \
    '. + {lines: [{sku: $sku, quantity: 2}], total_fen: $total}' <<<"$sample_receiver")")
  id=$(printf '%s' "$order" | jq -r .id)
  step "the consumer orders: $(printf '%s' "$order" | jq -c '{state, total_fen}')"
  as_user "$token" POST "/api/v1/orders/$id/payment" '{}' | jq -c '{timeStamp: .time_stamp, nonceStr: .nonce_str,
    package: .package, signType: .sign_type, paySign: .pay_sign}' >"$var/sample/payment.json"
  step "and pays in WeChat: $(control pay/payments "@$var/sample/payment.json" | jq -c '{errMsg}')"
  paid=$(wait_until '.state == "paid"' as_user "$token" GET "/api/v1/orders/$id")
  step "WeChat's callback is verified and booked: $(printf '%s' "$paid" | jq -c '{state, paid_at}')"
  step "张三店 earns: $(commissions_of oSampleDealerThree00000003)"
  step "李二店 earns: $(commissions_of oSampleDealerTwo0000000002)"
  as_staff POST "/admin/v1/orders/$id/refunds" "{\"reason\":\"示例：退一件\",\"amount_fen\":$price}" >/dev/null
  wait_until ".refunded_fen == $price" as_user "$token" GET "/api/v1/orders/$id" >/dev/null
  step "finance refunds one of the two: $price fen are back with the buyer"
  step "张三店 keeps: $(commissions_of oSampleDealerThree00000003)"
  step "李二店 keeps: $(commissions_of oSampleDealerTwo0000000002)"
  sold_order=$id
}

# allow_messages TOKEN OPENID TEMPLATES: the dealer's phone asks for each template; its answer goes to WeChat and to us.
# The emulator forgets at its end what we remember, so it learns of both each time.
allow_messages() {
  local template
  for template in "$paid_template" "$failed_template"; do
    control subscriptions "{\"openid\":\"$2\",\"template_id\":\"$template\"}" >/dev/null
  done
  [ "$3" != '[]' ] || return 0
  as_user "$1" POST /api/v1/dealer/message-grants \
    "$(jq -c '{answers: map({template_id: ., answer: "accept"})}' <<<"$3")" >/dev/null
}

# messages_after NUMBER: what WeChat has brought to people since.
messages_after() {
  curl -fsS --max-time 10 "http://127.0.0.1:$control_port/control/v1/books/messages?after=$1"
}

# approve_withdrawal ID: by as many people of finance as it needs.
approve_withdrawal() {
  local id=$1 shown version set who confirmation
  for who in finance finance2; do
    switch_staff $who
    shown=$(as_staff GET "/admin/v1/withdrawals/$id")
    [ "$(printf '%s' "$shown" | jq -r .state)" != approved ] || break
    version=$(printf '%s' "$shown" | jq -r .version)
    set=$(as_staff POST /admin/v1/withdrawal-sets "{\"action\":\"approve\",\"withdrawals\":[\"$id\"]}")
    step "$who sees what approving it means: $(printf '%s' "$set" | jq -c '{count, sum_fen, completed}')"
    confirmation=$(confirm_by_code "$who" "$(printf '%s' "$set" | jq -r .digest)")
    step "$who confirms just that by one-time code and approves: $(as_staff POST "/admin/v1/withdrawals/$id/approval" \
      "{\"version\":$version,\"confirmation\":\"$confirmation\"}" | jq -c '{state, approvals_needed}')"
  done
}

# play_withdrawal TOKEN OPENID ORDER BUYER: the goods arrive, the commission is released, the dealer takes it out.
play_withdrawal() {
  local token=$1 openid=$2 order=$3 buyer=$4 money fen id number shown quote brought
  control pay/funds '{"account":"OPERATION","amount":1000000}' >/dev/null
  switch_staff operator
  as_staff POST "/admin/v1/orders/$order/shipment" '{"carrier":"示例快递","tracking_no":"SF0001"}' >/dev/null
  as_user "$buyer" POST "/api/v1/orders/$order/receipt" '{}' >/dev/null
  money=$(wait_until '.balance.available_fen >= 100' as_user "$token" GET /api/v1/dealer/money)
  fen=$(printf '%s' "$money" | jq '[.balance.available_fen, 20000] | min')
  step "the goods arrive and the commission is released: $fen fen may be withdrawn"
  keep_out_of_logs "$sample_identity_number"
  control users "{\"openid\":\"$openid\",\"real_name\":\"$sample_real_name\"}" >/dev/null
  shown=$(as_user "$token" PUT /api/v1/dealer/taxpayer "{\"name\":\"$sample_real_name\",\"identity_number\":\"$sample_identity_number\",\"consent\":true}")
  step "张三店 says who he is to the tax office, and sees it in part: $(jq -c .taxpayer <<<"$shown")"
  quote=$(as_user "$token" POST /api/v1/dealer/withdrawals/quote "{\"gross_fen\":$fen}")
  step "张三店 sees what comes of it: $(jq -c 'del(.message_templates)' <<<"$quote")"
  shown=$(jq -c .message_templates <<<"$quote")
  allow_messages "$token" "$openid" "$shown"
  step "is asked by WeChat for messages about it and allows them: $shown"
  brought=$(messages_after 0 | jq .last_number)
  id=$(as_user "$token" POST /api/v1/dealer/withdrawals "{\"gross_fen\":$fen}" | jq -r .id)
  step "and asks for it; the money is held"
  approve_withdrawal "$id"
  shown=$(wait_until '.confirm_page != null' as_user "$token" GET "/api/v1/dealer/withdrawals/$id")
  step "the worker has sent it to WeChat, which waits for the dealer: $(printf '%s' "$shown" | jq -c '{state, transfer_state}')"
  step "the dealer opens WeChat's page: $(control pay/transfers/open "$(printf '%s' "$shown" | jq -c --arg openid "$openid" \
    '{package: .confirm_page.package, openid: $openid}')" | jq -c '{errMsg}')"
  number=$(as_staff GET "/admin/v1/withdrawals/$id" | jq -r '.transfers[0].number')
  control pay/transfers/confirm "{\"out_bill_no\":\"$number\"}" >/dev/null
  shown=$(wait_until '.state == "paid"' as_user "$token" GET "/api/v1/dealer/withdrawals/$id")
  step "and takes it; WeChat's callback is verified and booked: $(printf '%s' "$shown" | jq -c '{state, amounts}')"
  shown=$(wait_until '.entries != []' messages_after "$brought")
  step "WeChat brings the news to the dealer's phone: $(jq -c '.entries[0].message | {page} + (.data | map_values(.value))' <<<"$shown")"
  step "nothing is held any more: $(as_user "$token" GET /api/v1/dealer/money | jq -c '.balance | {available_fen, held_fen, owed_fen}')"
}

# play_without_tap OPENID NAME: another dealer agrees once in WeChat not to be asked, the money arrives by
# itself, and the dealer ends it.
play_without_tap() {
  local openid=$1 name=$2 token shown fen id
  token=$(wx_login "$openid" | jq -r .token)
  control pay/transfers/settings '{"is_authorization_open":true}' >/dev/null
  # The database remembers what the emulator forgets when it ends.
  shown=$(as_user "$token" GET /api/v1/dealer/confirm-free)
  case $(jq -r .state <<<"$shown") in
    none | closed) ;;
    *) as_user "$token" DELETE /api/v1/dealer/confirm-free >/dev/null ;;
  esac
  shown=$(as_user "$token" POST /api/v1/dealer/confirm-free '{}')
  step "$name does not want to tap each time and asks WeChat: $(jq -c '{is_offered, state}' <<<"$shown")"
  control pay/authorizations/confirm "$(jq -c --arg openid "$openid" '{package: .confirm_page.package, openid: $openid}' <<<"$shown")" >/dev/null
  shown=$(wait_until '.state == "in_effect"' as_user "$token" GET /api/v1/dealer/confirm-free)
  step "$name has agreed on WeChat's page, once: $(jq -c '{state}' <<<"$shown")"
  fen=100 # the rest is for whoever looks around afterwards
  id=$(as_user "$token" POST /api/v1/dealer/withdrawals "{\"gross_fen\":$fen}" | jq -r .id)
  approve_withdrawal "$id"
  shown=$(wait_until '.state == "paid"' as_user "$token" GET "/api/v1/dealer/withdrawals/$id")
  step "and $fen fen arrive without a tap: $(jq -c '{state, amounts}' <<<"$shown")"
  step "$name would rather be asked again, and ends it: $(as_user "$token" DELETE /api/v1/dealer/confirm-free | jq -c '{state}')"
}

# explain_differences proposal|confirmation LINES: each line is a difference and what it was. Who confirms says what they
# were shown.
explain_differences() {
  local id what
  while read -r id what; do
    [ -z "$id" ] || as_staff POST "/admin/v1/reconciliation-differences/$id/$1" \
      "{\"reason\":\"示例：已核实\",\"explanation\":\"$what\"}" >/dev/null
  done <<<"$2"
}

# The newest day whose bills WeChat has: ten o'clock in China ends the wait for the day before.
newest_bill_day() { date -u -d '26 hours ago' +%F; }

# plant_line DAY: into the bill of the account that transfers are paid from, money that nobody ordered.
plant_line() {
  control pay/bills/plants "{\"kind\":\"extra\",\"bill\":\"OPERATION\",\"number\":\"PLANTED$RANDOM\",\"amount\":1234,\"day\":\"$1\",\"is_refund\":true}" >/dev/null
}

# play_reconciliation: the newest day whose bills WeChat has, with a line planted in one that nobody ordered. The story's
# own transfer stands in the bill of tomorrow morning.
play_reconciliation() {
  local day job found explained
  day=$(newest_bill_day)
  switch_staff finance
  found=$(as_staff GET '/admin/v1/reconciliations?state=closed&limit=100' | jq -r --arg day "$day" 'any(.items[]; .day == $day)')
  [ "$found" = false ] || { step "the bills of $day were reconciled and closed before"; return 0; }
  # Where there is a history of transfers, the server has fetched the bill already, with the line that was planted then.
  plant_line "$day"
  job=$(as_staff POST "/admin/v1/reconciliations/$day/runs" '{"refetch":false}' | jq -r .id)
  wait_until '.state == "finished"' as_staff GET "/admin/v1/jobs/$job" >/dev/null
  found=$(as_staff GET "/admin/v1/reconciliations/$day/differences?state=open&limit=100")
  step "the bills of $day are fetched and matched; what was planted is found: $(printf '%s' "$found" | jq -c \
    'if .items == [] then "nothing: they were fetched before" else .items[0] | {class, billed_fen, owner, to_do: .to_do.zh} end')"
  explained=$(printf '%s' "$found" | jq -r '.items[] | "\(.id) \(if .unbooked_fen < 0 then "fee" elif .unbooked_fen > 0 then "top_up" else "none" end)"')
  explain_differences proposal "$explained"
  step "finance explains it, and the day cannot be closed yet: $(as_staff GET "/admin/v1/reconciliations/$day" | jq -c '{open_differences, suspense_fen}')"
  switch_staff finance2
  explain_differences confirmation "$explained"
  step "finance2 confirms that and closes the day: $(as_staff POST "/admin/v1/reconciliations/$day/closing" '' | jq -c '{day, state}')"
}

make_sample() {
  local invite token openid name level=1
  step "the operator publishes the dealer contract and three products"
  as_staff POST /admin/v1/contracts '{"title":"经销商合作协议","body":"一、合作双方遵守国家法律法规。\n二、佣金以真实成交为准。"}' >/dev/null
  make_catalogue
  invite=$(as_staff POST /admin/v1/invites '{"uses":5,"days":30}' | jq -r .code)
  for row in "${sample_dealers[@]}"; do
    read -r openid name <<<"$row"
    token=$(join_dealer "$openid" "$name" "$invite")
    step "$name applies with an invite code and is approved: dealer of level $level"
    [ $level = 3 ] || invite=$(as_user "$token" POST /api/v1/dealer/invites '{"uses":5,"days":30}' | jq -r .code)
    level=$((level + 1))
  done
  touch "$var/sample/made"
}

make_staff_of_sample() {
  local role
  mkdir -p "$var/sample" && chmod 700 "$var/sample"
  for role in operator finance auditor admin; do make_staff "$role" "$role"; done
  make_staff finance2 finance
}

play_story() {
  local row
  make_staff_of_sample
  staff_login operator
  step "operator signs in with password and one-time code"
  control pages "{\"publish\":[\"pages/index/index\",\"$message_page\"]}" >/dev/null
  control templates "{\"template_id\":\"$paid_template\",\"keys\":[\"amount1\",\"time2\",\"thing3\"]}" >/dev/null
  control templates "{\"template_id\":\"$failed_template\",\"keys\":[\"amount1\",\"thing2\",\"thing3\",\"time4\"]}" >/dev/null
  for row in "${sample_dealers[@]}"; do
    control users "{\"openid\":\"${row%% *}\"}" >/dev/null
    keep_out_of_logs "${row#* }"
  done
  [ -f "$var/sample/made" ] || make_sample
  if [ -f "$var/sample/plan" ]; then staff_login finance; else make_plan; fi
  step "finance signs in; a commission plan of two levels is in force"

  local dealer code consumer answer upline
  dealer=$(wx_login "oSampleDealerThree00000003" | jq -r .token)
  code=$(as_user "$dealer" POST /api/v1/dealer/referral-codes '{}' | jq -r .code)
  step "张三店 (level 3) shows referral code $code"
  fetch_as "$dealer" /api/v1/dealer/mini-program-code "$var/sample/mini-program-code.jpg"
  step "its mini-program code is drawn by WeChat: $var/sample/mini-program-code.jpg ($(stat -c %s "$var/sample/mini-program-code.jpg") bytes)"
  fetch_as "$dealer" /api/v1/dealer/poster "$var/sample/poster.png"
  step "its poster is drawn by the server: $var/sample/poster.png ($(stat -c %s "$var/sample/poster.png") bytes)"
  fetch_as "$dealer" "/api/v1/dealer/poster?carrier=link" "$var/sample/poster-link.png"
  step "and one with today's link as a QR code: $var/sample/poster-link.png ($(stat -c %s "$var/sample/poster-link.png") bytes)"

  consumer=$(control users '{}' | jq -r .openid)
  answer=$(wx_login "$consumer" "$code")
  step "a new consumer scans it and signs in: $(printf '%s' "$answer" | jq -rc '"\(.binding_outcome), referred by \(.referrer.name)"')"
  [ "$(printf '%s' "$answer" | jq -r .binding_outcome)" = bound ]
  introduce_consumer "$(printf '%s' "$answer" | jq -r .token)" "$consumer"
  step "张三店 sees the customer: $(as_user "$dealer" GET '/api/v1/dealer/customers?limit=1' | jq -c '.items[0] | {name_masked, bound_at}')"
  upline=$(wx_login "oSampleDealerOne0000000001" | jq -r .token)
  step "王一店 (level 1) sees the team: $(as_user "$upline" GET /api/v1/dealer/home | jq -c '{team_size, customers}')"
  play_sale "$(printf '%s' "$answer" | jq -r .token)"
  play_withdrawal "$dealer" oSampleDealerThree00000003 "$sold_order" "$(printf '%s' "$answer" | jq -r .token)"
  play_without_tap oSampleDealerTwo0000000002 李二店
  play_reconciliation
  write_logins "$dealer"
}

write_logins() {
  (
    umask 077
    {
      echo "producer   $producer_name: 王一店, 李二店 and 张三店 of the story, and what else the shop has"
      echo "console    https://localhost:$server_port/console/   (the people below, with password and one-time code)"
      echo "API        https://localhost:$server_port   (trust $var/tls/ca.pem)"
      echo "metrics    http://127.0.0.1:$ops_port/metrics${payout_ops_port:+ and, of the payout worker, http://127.0.0.1:$payout_ops_port/metrics}"
      echo "emulator   https://localhost:$emulator_port, control http://127.0.0.1:$control_port/control/v1/health"
      echo "database   mariadb --socket=$var/stores/mysql.sock --user=root fenrun"
      for role in operator finance finance2 auditor admin; do
        jq -r --arg role "$role" '"\($role): \(.login_name) / \(.password)   one-time code: oathtool --totp --base32 \(.totp_secret)"' "$var/sample/staff-$role"
      done
      echo "dealer 张三店: Authorization: Bearer $1"
    } >"$var/logins.txt"
  )
}
