# The programs of the development system: how they are started beside their stores and ended. Sourced by up.sh and by
# tests/chaos; reads $var, $bin and the ports.

refuse_busy_ports() {
  local port
  for port in "$server_port" "$ops_port" "${payout_ops_port:-$ops_port}" "$emulator_port" "$control_port"; do
    if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
      echo "port $port is in use: is another up.sh running? FENRUN_SERVER_PORT, FENRUN_OPS_PORT, FENRUN_PAYOUT_OPS_PORT, FENRUN_EMULATOR_PORT and FENRUN_CONTROL_PORT choose others" >&2
      exit 1
    fi
  done
}

# start_program NAME READY_URL COMMAND...: in the background, log under var/log; waits until the URL answers 200.
start_program() {
  local name=$1 ready=$2 pid tries=0
  shift 2
  "$@" >>"$var/log/$name.log" 2>&1 7>&- &
  pid=$!
  echo $pid >"$var/$name.pid"
  until curl -fsS -o /dev/null --max-time 2 "$ready" 2>/dev/null; do
    tries=$((tries + 1))
    if [ $tries -gt 150 ] || ! kill -0 $pid 2>/dev/null; then
      echo "$name did not start; the end of $var/log/$name.log:" >&2
      tail -20 "$var/log/$name.log" >&2
      exit 1
    fi
    sleep 0.1
  done
}

start_emulator() {
  start_program fenrun-emulator "http://127.0.0.1:$control_port/control/v1/health" "$bin/wechat/emulator/fenrun-emulator" \
    --listen "127.0.0.1:$emulator_port" --control "127.0.0.1:$control_port" --appid "$appid" \
    --secret-file "$var/keys/wechat_secret" --tls-cert "$var/tls/server.pem" --tls-key "$var/tls/server.key" \
    --generate-merchant "$var/keys/merchant"
  # The merchant's keys are the emulator's to give, as WeChat's console gives them: only now the settings are whole.
  write_settings
  "$bin/server/fenrun-admin" check-config "$var/config.toml"
}

# start_server [NAME CONFIG OPS_PORT]: a second one beside the first has all three of its own.
start_server() {
  start_program "${1:-fenrun-server}" "http://127.0.0.1:${3:-$ops_port}/readyz" "$bin/server/fenrun-server" --config "${2:-$var/config.toml}"
}

# start_payout [NAME CONFIG]. Its listener is only for metrics: the worker is there when its log says so.
start_payout() {
  local name=${1:-fenrun-payout} log pid tries=0 begin
  log=$var/log/$name.log
  : >>"$log"
  begin=$(($(wc -c <"$log") + 1))
  "$bin/payout/fenrun-payout" --config "${2:-$var/payout.toml}" >>"$log" 2>&1 7>&- &
  pid=$!
  echo $pid >"$var/$name.pid"
  until tail -c "+$begin" "$log" | grep -q '"payout.started"'; do
    tries=$((tries + 1))
    if [ $tries -gt 150 ] || ! kill -0 $pid 2>/dev/null; then
      echo "$name did not start; the end of $log:" >&2
      tail -20 "$log" >&2
      exit 1
    fi
    sleep 0.1
  done
}

# prepare_stores: MariaDB, Redis, keys, certificates, accounts, configuration and the schema.
prepare_stores() {
  mkdir -p "$var/log" "$var/keys" "$var/stores" && chmod 700 "$var/keys"
  start_mariadb "$var/stores"
  start_redis "$var/stores"
  make_certificates "$var/tls"
  make_keys "$var/keys"
  make_accounts "$var/stores/mysql.sock" "$var/keys"
  write_settings
  "$bin/server/fenrun-admin" migrate "$var/migrate.toml" 2>>"$var/log/migrate.log"
  grant_rows "$var/stores/mysql.sock"
  grant_payout "$var/stores/mysql.sock"
}

# stop_everything: in the order in which nobody loses what they stand on.
stop_everything() {
  local file
  for file in "$var"/fenrun-payout*.pid "$var"/fenrun-server*.pid "$var/fenrun-emulator.pid"; do stop_by_pidfile "$file"; done
  stop_by_pidfile "$var/stores/redis-server.pid"
  stop_by_pidfile "$var/stores/mariadbd.pid"
}
