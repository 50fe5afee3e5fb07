# Consumers sign in with a scanned code and read their referrer while MariaDB and Redis are killed in turn. Sourced by
# run.sh; the story has been played.

try_sign_ins() {
  local dealer scene load loaded
  dealer=$(wx_login "oSampleDealerThree00000003" | jq -r .token)
  scene=$(as_user "$dealer" POST /api/v1/dealer/referral-codes '{}' | jq -r .code)
  python3 tests/chaos/load.py --port $server_port --control $control_port --ca "$var/tls/ca.pem" --scene "$scene" \
    --referrer 张三店 --seconds "$sign_ins" --marks "$var/marks" &
  load=$!
  children+=($load)
  note "load begins, $sign_ins s"
  loaded=$(date +%s)
  # A round of both takes some twelve seconds, and ends before the load does.
  while [ $(($(date +%s) - loaded)) -le $((sign_ins - 14)) ]; do
    # Longer than the reckoning gives the server to heal: no outage lies in the shadow of another.
    sleep 3
    kill_and_restart mariadbd 2
    sleep 3
    kill_and_restart redis-server 2
  done
  await $load || { echo "WRONG: see above; server log:"; tail -20 "$var/log/fenrun-server.log"; return 1; }
}
