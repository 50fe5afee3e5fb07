#!/usr/bin/env bash
# Attacks a running system of its own from outside; see README.md. FENRUN_BIN names the build folder (build/release).
set -euo pipefail
cd "$(dirname "$0")/../.."
for part in packages stores accounts certificates settings programs; do
  # shellcheck source=/dev/null
  . "deploy/$part.sh"
done
bin=${FENRUN_BIN:-build/release}
var=$(mktemp -d -t fenrun-security.XXXXXX)
server_port=${FENRUN_SERVER_PORT:-38443} ops_port=${FENRUN_OPS_PORT:-39464} emulator_port=${FENRUN_EMULATOR_PORT:-39443}
control_port=${FENRUN_CONTROL_PORT:-39480} proxy_port=${FENRUN_PROXY_PORT:-38444}

finish() {
  stop_by_pidfile "$var/nginx.pid"
  stop_everything
  rm -rf "$var"
}
trap finish EXIT
trap 'exit 130' INT TERM

# nginx as somebody would put it in front: TLS outside, keep-alive TLS to the server inside, bodies passed on at once.
write_proxy() {
  cat >"$var/nginx.conf" <<NGINX
user root;
daemon on;
pid $var/nginx.pid;
error_log $var/log/nginx.log;
worker_processes 1;
events { worker_connections 256; }
http {
  access_log $var/log/proxy.log combined;
  log_format forwarded '\$upstream_addr';
  access_log $var/log/forwarded.log forwarded;
  client_body_temp_path $var/nginx-body;
  proxy_temp_path $var/nginx-proxy;
  fastcgi_temp_path $var/nginx-fastcgi;
  uwsgi_temp_path $var/nginx-uwsgi;
  scgi_temp_path $var/nginx-scgi;
  upstream fenrun { server 127.0.0.1:$server_port; keepalive 4; }
  server {
    listen 127.0.0.1:$proxy_port ssl;
    ssl_certificate $var/tls/server.pem;
    ssl_certificate_key $var/tls/server.key;
    client_header_timeout 2s;
    client_body_timeout 2s;
    keepalive_timeout 2s;
    location / {
      proxy_pass https://fenrun;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header Host \$host;
      proxy_set_header X-Forwarded-For \$remote_addr;
      proxy_request_buffering off;
      proxy_next_upstream off;
    }
  }
}
NGINX
}

# offers PROTOCOL_OPTIONS...: whether the server agrees to a handshake of that kind. The client is told to offer what it
# would by itself be too careful for, so that the refusal is the server's.
offers() {
  local said
  said=$(timeout 10 openssl s_client -connect "127.0.0.1:$server_port" -servername localhost "$@" </dev/null 2>/dev/null || true)
  grep -q 'Cipher is [^(]' <<<"$said"
}

check_tls() {
  local wrong=0 kind said
  for kind in "-tls1" "-tls1_1"; do
    if offers $kind -cipher 'ALL:@SECLEVEL=0'; then echo "   WRONG: $kind is accepted"; wrong=1; fi
  done
  for kind in "-tls1_2" "-tls1_3"; do
    offers $kind || { echo "   WRONG: $kind is refused"; wrong=1; }
  done
  for kind in aNULL eNULL EXPORT RC4 3DES MD5 PSK SRP kRSA SHA1 SHA256 SHA384; do
    # SHA1, SHA256 and SHA384 are the MACs of CBC ciphers. What this openssl does not know at all it cannot offer.
    if offers -tls1_2 -cipher "$kind:@SECLEVEL=0"; then echo "   WRONG: TLS 1.2 with $kind is accepted"; wrong=1; fi
  done
  # A client that asks to renegotiate ("R") must not be answered by a second handshake.
  said=$({ sleep 1; echo R; sleep 1; } | timeout 10 openssl s_client -connect "127.0.0.1:$server_port" -tls1_2 2>&1 || true)
  if ! grep -q RENEGOTIATING <<<"$said" || sed '1,/RENEGOTIATING/d' <<<"$said" | grep -q 'depth='; then
    echo "   WRONG: renegotiation is answered"
    wrong=1
  fi
  return $wrong
}

# readiness: the answer of /readyz, whatever its status.
readiness() { curl -sS --max-time 5 "http://127.0.0.1:$ops_port/readyz"; }

# says_unready PART: within some seconds /readyz answers 503 and names PART alone.
says_unready() {
  local tries=0 said
  until said=$(readiness) && [[ $said == '{"ready":false,'*"\"$1\":false"* ]]; do
    tries=$((tries + 1))
    [ $tries -lt 100 ] || { echo "   WRONG: $1 has failed, and /readyz says $said"; return 1; }
    sleep 0.1
  done
  [ "$(grep -o false <<<"$said" | wc -l)" = 2 ] || { echo "   WRONG: only $1 has failed, and /readyz says $said"; return 1; }
}

check_readiness() {
  chmod 644 "$var/keys/pepper.key"
  says_unready key_files
  chmod 600 "$var/keys/pepper.key"
  root_sql "$var/stores/mysql.sock" <<<"UPDATE fenrun.schema_migration SET finished_at = NULL WHERE version = 6"
  says_unready migrations
  root_sql "$var/stores/mysql.sock" <<<"UPDATE fenrun.schema_migration SET finished_at = '2026-11-21 00:00:00' WHERE version = 6"
  local tries=0
  until [[ $(readiness) == '{"ready":true,'* ]]; do
    tries=$((tries + 1))
    [ $tries -lt 100 ] || { echo "   WRONG: all is well again, and /readyz says $(readiness)"; return 1; }
    sleep 0.1
  done
}

# A merchant of WeChat Pay for both programs, and three keys of WeChat's of which they are told the first. Nobody calls
# WeChat in this test.
add_merchant() {
  local dir=$var/keys/pay name file
  mkdir -p "$dir"
  for name in merchant wechat-1 wechat-2 wechat-3; do
    (umask 077 && openssl genrsa -out "$dir/$name.key" 2048 2>/dev/null)
    openssl rsa -in "$dir/$name.key" -pubout -out "$dir/$name.pub" 2>/dev/null
  done
  (umask 077 && openssl rand -hex 16 | tr -d '\n' >"$dir/apiv3.key")
  for file in "$var/config.toml" "$var/payout.toml"; do
    cat >>"$file" <<TOML

[wechat.pay]
merchant_id = "1900000001"
merchant_serial = "408B07E79B8269FEC3D5D3E6AB8ED163A6A380DB"
merchant_key_file = "$dir/merchant.key"
apiv3_key_file = "$dir/apiv3.key"
public_key_files = { PUB_KEY_ID_0000000000000000000000000001 = "$dir/wechat-1.pub" }
base_url = "https://localhost:$emulator_port"
backup_url = ""
TOML
  done
}

check_pay_keys() {
  local pid status=0
  start_payout
  pid=$(cat "$var/fenrun-payout.pid")
  python3 tests/security/reload_keys.py --port "$server_port" --var "$var"
  wait "$pid" || status=$?
  rm -f "$var/fenrun-payout.pid"
  [ $status = 0 ] || { echo "   WRONG: fenrun-payout ended with $status"; return 1; }
}

# SIGHUP and SIGTERM; afterwards the server has ended, with 0 and everything answered.
check_signals() {
  local pid status=0
  pid=$(cat "$var/fenrun-server.pid")
  make_certificates "$var/tls-next"
  python3 tests/security/signals.py --port "$server_port" --pid "$pid" --tls "$var/tls" --next "$var/tls-next" \
    --log "$var/log/fenrun-server.log"
  wait "$pid" || status=$?
  rm -f "$var/fenrun-server.pid"
  [ $status = 0 ] || { echo "   WRONG: the server ended with $status"; return 1; }
  grep -q '"event":"server.stopped","drained":true' "$var/log/fenrun-server.log" ||
    { echo "   WRONG: the server did not wait for its last answer: $(tail -1 "$var/log/fenrun-server.log")"; return 1; }
}

echo "== security: the unit"
if command -v systemd-analyze >/dev/null; then
  systemd-analyze security --offline=true --no-pager --threshold=20 deploy/systemd/fenrun-server.service | tail -1
else
  echo "   systemd-analyze is not here; the unit is not judged"
fi

install_packages "${run_packages[@]}" nginx-light python3
refuse_busy_ports
rate_limit_factor=100000
prepare_stores
# Shorter than in production, so that what must be cut off is cut off within the test.
sed -i 's/^\[http\]$/[http]\nheader_timeout_ms = 3000\nbody_timeout_ms = 4000\ngrace_ms = 1500\nhandshake_timeout_ms = 3000\nconnections_per_ip_max = 100/' "$var/config.toml"
add_merchant
start_server
write_proxy
nginx -p "$var" -c "$var/nginx.conf" 2>>"$var/log/nginx.log"

echo "== security: readiness"
check_readiness
echo "   a key file open to others and a schema that is not current are named, and only they"
echo "== security: TLS"
check_tls
echo "   1.2 and 1.3 only; no weak cipher, no renegotiation"
echo "== security: raw requests through nginx"
python3 tests/security/through_nginx.py --proxy "$proxy_port" --ops "$ops_port" --forwarded "$var/log/forwarded.log"
echo "== security: slow senders"
python3 tests/security/slow_senders.py --port "$server_port" --ca "$var/tls/ca.pem" --deadline 9
curl -fsS -o /dev/null "http://127.0.0.1:$ops_port/readyz"
if grep -q '"event":"http.\(handler_threw\|connection_threw\|failed\)"' "$var/log/fenrun-server.log"; then
  echo "WRONG: the server's log has a failure:"
  grep '"event":"http.\(handler_threw\|connection_threw\|failed\)"' "$var/log/fenrun-server.log" | head -5
  exit 1
fi
echo "== security: keys of WeChat Pay"
check_pay_keys
echo "   SIGHUP: both programs take new keys whole or not at all, and say what changed"
echo "== security: signals"
check_signals
echo "   SIGHUP: new connections see the new certificate, old ones live on; SIGTERM: the last answer, then exit 0"
