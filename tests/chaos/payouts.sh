# Dealers withdraw, finance approves and the dealers take the money in WeChat (payouts.py), while two servers, two payout
# workers, MariaDB and Redis are killed, processes stand still, and the lines between them are cut, held, slowed and torn.
# Then every withdrawal has to end, and the books are asked (books.py). Sourced by run.sh; the story has been played.

second_server_port=18444 second_ops_port=19465
wechat_line_port=19453 callback_line_port=18450
# Two for each of the two approvals: more of them decide on what another has just decided on, and wait for that.
finance_people=4
# An order to the fault proxy, or to a process, by its first word; so often in each round, in an order that the seed draws.
deck=("kill fenrun-payout" "kill fenrun-payout" "kill fenrun-payout" "kill fenrun-payout" "kill fenrun-payout-2"
  "kill fenrun-payout-2" "kill fenrun-payout-2" "kill fenrun-payout-2" "kill fenrun-server" "kill fenrun-server"
  "kill fenrun-server" "kill fenrun-server-2" "kill fenrun-server-2" "kill mariadbd" "kill mariadbd" "kill redis-server"
  "kill redis-server" "stop fenrun-payout 3" "stop fenrun-payout-2 5" "stop fenrun-server 3" "stop fenrun-server-2 2"
  # Longer than a lease.
  "stop fenrun-payout-2 75" "line wechat cut 2" "line wechat hold 3" "line wechat slow 3 80" "line wechat tear 1"
  "line mysql cut 1" "line mysql tear 1" "line mysql hold 2" "line redis cut 2" "line redis hold 1" "line callbacks cut 3"
  "line callbacks tear 1")

# doubled FILE: the configuration in which everything else is reached through the fault proxy.
doubled() {
  sed -e "s|$var/stores/mysql.sock|$var/lines/mysql.sock|" -e "s|$var/stores/redis.sock|$var/lines/redis.sock|" \
    -e "s|localhost:$emulator_port|localhost:$wechat_line_port|" \
    -e "/notify_url/s|localhost:$server_port|localhost:$callback_line_port|" \
    -e '/^\[payout\]/a lanes = 3\ncreates_per_second = 40\nqueries_per_second = 40\ncancels_per_second = 7' "$1"
}

# Two of each, and what lies between them and the rest.
double_everything() {
  stop_by_pidfile "$var/fenrun-payout.pid"
  stop_by_pidfile "$var/fenrun-server.pid"
  mkdir -p "$var/lines"
  local name
  for name in config payout; do
    (umask 077 && doubled "$var/$name.toml" >"$var/$name.new" && mv "$var/$name.new" "$var/$name.toml" &&
      sed -e "s|^port = $server_port|port = $second_server_port|" -e "s|^port = $ops_port|port = $second_ops_port|" \
        -e "s|payout.watermark|payout-2.watermark|" "$var/$name.toml" >"$var/$name-2.toml")
  done
  grep -q "$var/lines/mysql.sock" "$var/payout-2.toml" && grep -q "$var/lines/redis.sock" "$var/config.toml"
  mkfifo "$var/lines/orders"
  "$bin/tests/chaos/proxy/fenrun-fault-proxy" "mysql=unix:$var/lines/mysql.sock=unix:$var/stores/mysql.sock" \
    "redis=unix:$var/lines/redis.sock=unix:$var/stores/redis.sock" "wechat=$wechat_line_port=$emulator_port" \
    "callbacks=$callback_line_port=$server_port,$second_server_port" <>"$var/lines/orders" >"$var/log/proxy.log" 2>&1 &
  children+=($!)
  local what
  for what in fenrun-server fenrun-server-2 fenrun-payout fenrun-payout-2; do start_again $what; done
  control pay/callbacks/endpoint "{\"origin\":\"https://localhost:$callback_line_port\",\"ca_file\":\"$var/tls/ca.pem\"}" >/dev/null
}

# Sessions of finance, for payouts.py.
write_finance() {
  local name number
  for number in $(seq $finance_people); do
    name=finance-chaos-$number
    make_staff "$name" finance
    staff_login "$name"
    jq -nc --arg cookie "$(awk '/__Host-/ {print $6 "=" $7}' "$var/sample/console.cookies")" --arg csrf "$csrf" \
      --arg totp_secret "$(jq -r .totp_secret "$var/sample/staff-$name")" '$ARGS.named'
  done >"$var/finance.jsonl"
}

# What WeChat itself gets wrong all along.
spoil_wechat() {
  local body
  control pay/funds '{"account":"OPERATION","amount":1000000000}' >/dev/null
  control pay/transfers/settings '{"user_day_max":100000000,"user_day_count_max":100000,"merchant_day_max":100000000000,
    "merchant_month_max":100000000000,"is_authorization_open":true}' >/dev/null
  for body in '"close_after","path":"/v3/fund-app/mch-transfer/transfer-bills","permille":60' \
    '"http_502","path":"/v3/fund-app/mch-transfer/transfer-bills","permille":20' \
    '"error_before","path":"/v3/fund-app/mch-transfer/transfer-bills","permille":20' \
    '"bad_signature","path":"/v3/fund-app/mch-transfer/transfer-bills","permille":10' \
    '"close_after","path":"/v3/fund-app/mch-transfer/transfer-bills/transfer","permille":60' \
    '"close_before","path":"/v3/fund-app/mch-transfer/transfer-bills/transfer","permille":20' \
    '"error_after","path":"/v3/fund-app/mch-transfer/transfer-bills/transfer","permille":20' \
    '"duplicate","path":"callback","permille":60' '"lost","path":"callback","permille":50' \
    '"delayed","path":"callback","permille":50,"pace_ms":4000' '"bad_signature","path":"callback","permille":20'; do
    control faults "{\"kind\":$body}" >/dev/null
  done
}

heal_wechat() { curl -fsS -X DELETE "http://127.0.0.1:$control_port/control/v1/faults" >/dev/null; }

# strike ORDER WORDS...: nothing happens to what stands still.
strike() {
  local what=$2
  resume_due
  case $1 in
    kill) [ -n "${stopped_until[$what]:-}" ] || kill_and_restart "$what" 1 ;;
    stop) [ -n "${stopped_until[$what]:-}" ] || stop_for "$what" "$3" ;;
    line) disturb "${@:2}" ;;
  esac
}

# Into `orders`; by this shell's RANDOM, which a subshell would not carry on.
shuffle_deck() {
  local last other held
  orders=("${deck[@]}")
  for ((last = ${#orders[@]} - 1; last > 0; last--)); do
    other=$((RANDOM % (last + 1)))
    held=${orders[last]} orders[last]=${orders[other]} orders[other]=$held
  done
}

# Of the rounds of withdrawals alone.
kills_so_far() { awk -v from="$chaos_begun" '$1 >= from && $3 == "killed" {n++} END {print n + 0}' "$var/marks"; }

# Until there were kills enough and withdrawals enough. Each round is drawn anew; a driver that has ended, ended badly.
strike_until_enough() {
  local driver=$1 order orders
  RANDOM=$seed
  while :; do
    shuffle_deck
    for order in "${orders[@]}"; do
      # shellcheck disable=SC2086
      strike $order
      if [ "$(kills_so_far)" -ge "$kills" ] && [ "$(cat "$var/asked")" -ge "$withdrawals" ]; then return 0; fi
      kill -0 "$driver" 2>/dev/null || return 0
      sleep "$((RANDOM % 2)).$((5 + RANDOM % 5))"
    done
  done
}

# Nobody has ended by itself since it was struck last, and nobody has found its own reasoning broken.
check_alive() {
  local what
  for what in fenrun-server fenrun-server-2 fenrun-payout fenrun-payout-2; do
    kill -0 "$(cat "$var/$what.pid")" || { echo "WRONG: $what has ended by itself"; tail -5 "$var/log/$what.log"; return 1; }
  done
  ! grep -HE 'assertion failed|terminate called' "$var"/log/fenrun-*.log
}

# A dealer may withdraw a hundred times a day: 1,150 of them and more reach far beyond what is asked for, and no
# more than that wait for a decision at once.
try_payouts() {
  local port driver sampler dealers=$((1150 + withdrawals / 400)) chaos_begun
  for port in $second_server_port $second_ops_port $wechat_line_port $callback_line_port; do
    if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
      echo "port $port is in use" >&2
      return 1
    fi
  done
  note "$dealers dealers who have earned are made"
  "$bin/deploy/history/fenrun-history" "$var/config.toml" --earners $dealers >"$var/dealers"
  write_finance
  double_everything
  spoil_wechat
  echo 0 >"$var/asked"
  chaos_begun=${EPOCHREALTIME/,/.}
  python3 tests/chaos/samples.py --socket "$var/stores/mysql.sock" --until "$var/is-over" --result "$var/samples.json" &
  sampler=$!
  python3 tests/chaos/payouts.py --ports $server_port $second_server_port --control $control_port --ca "$var/tls/ca.pem" \
    --dealers "$var/dealers" --finance "$var/finance.jsonl" --asked "$var/asked" --calm "$var/calm" --kept "$var/kept.json" \
    --private "$var/sample/private.txt" &
  driver=$!
  children+=($sampler $driver)
  note "they withdraw $withdrawals times, seed $seed"
  strike_until_enough $driver
  resume_all
  heal_wechat
  date +%s >"$var/calm"
  note "calm"
  await $driver || { echo "WRONG: see above; a worker's log:"; tail -20 "$var/log/fenrun-payout.log"; return 1; }
  if [ "$(kills_so_far)" -lt "$kills" ] || [ "$(cat "$var/asked")" -lt "$withdrawals" ]; then
    echo "WRONG: only $(cat "$var/asked") withdrawals and $(kills_so_far) kills"
    return 1
  fi
  touch "$var/is-over"
  await $sampler || { echo "WRONG: the books were wrong while it went on"; return 1; }
  check_alive
  "$bin/server/fenrun-admin" ledger verify "$var/config.toml"
  python3 tests/chaos/books.py --socket "$var/stores/mysql.sock" --control $control_port --kept "$var/kept.json" --begun "$chaos_begun" --result "$var/books.json"
  python3 tests/chaos/report.py --var "$var" --begun "$chaos_begun" --seed "$seed" --commit "$(git describe --always --dirty)" >"$var/report.md"
  cat "$var/report.md"
  [ -z "$report" ] || cp "$var/report.md" "$report"
}
