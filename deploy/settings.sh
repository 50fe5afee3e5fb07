# Keys and configuration of the development system. Sourced by up.sh; reads $var and the ports.

appid=wxfenrundev0000001
# The producer of the sample; its posters say so.
producer_name=青禾护肤
producer_slogan=扫码进店，安心护肤
# What dealers are told by in WeChat; the story teaches them to the emulator.
paid_template=sampleWithdrawalPaid
failed_template=sampleWithdrawalFailed
message_page=pages/wallet/index

# make_keys DIR: every key and secret the configuration names, readable by us alone, made once.
make_keys() {
  local dir=$1 name
  for name in sealing-1 index pepper referral cursor; do
    [ -s "$dir/$name.key" ] || (umask 077 && openssl rand -base64 32 >"$dir/$name.key")
  done
  random_secret "$dir/wechat_secret"
}

# settings_for MYSQL_USER: the configuration on standard output; every key is explained in config/reference.toml.
settings_for() {
  cat <<TOML
[log]
level = "info"

[mysql]
socket = "$var/stores/mysql.sock"
user = "fenrun_$1"
password_file = "$var/keys/mysql_$1_password"
schema = "fenrun"

[redis]
socket = "$var/stores/redis.sock"

[http]
address = "127.0.0.1"
port = $server_port
tls_certificate_file = "$var/tls/server.pem"
tls_key_file = "$var/tls/server.key"

[ops]
port = $ops_port

[api]
rate_limit_factor = ${rate_limit_factor:-1}
producer_name = "$producer_name"
producer_slogan = "$producer_slogan"

# The story does not wait a week before a commission may be withdrawn.
[orders]
commission_hold_days = 0

[withdrawals]
day_count_max = 100

[security]
sealing_key_files = { 1 = "$var/keys/sealing-1.key" }
index_key_file = "$var/keys/index.key"
password_pepper_file = "$var/keys/pepper.key"

[wechat.miniprogram]
appid = "$appid"
secret_file = "$var/keys/wechat_secret"
base_url = "https://localhost:$emulator_port"
ca_file = "$var/tls/ca.pem"

[wechat.messages]
paid_template = "$paid_template"
paid_fields = { amount1 = "amount", time2 = "time", thing3 = "next_step" }
failed_template = "$failed_template"
failed_fields = { amount1 = "amount", thing2 = "reason", thing3 = "next_step", time4 = "time" }
page = "$message_page"
TOML
  [ ! -f console/dist/index.html ] || printf '\n[console]\nfolder = "%s"\n' "$PWD/console/dist"
  printf '\n[payout]\nwatermark_file = "%s/payout.watermark"\n' "$var"
  [ -z "${payout_ops_port:-}" ] || printf 'ops_port = %s\n' "$payout_ops_port"
  [ ! -f "$var/keys/merchant/pub_key_id" ] || pay_settings "$var/keys/merchant"
}

# pay_settings DIR: the merchant that the emulator made in DIR.
pay_settings() {
  cat <<TOML

[wechat.pay]
merchant_id = "$(cat "$1/mchid")"
merchant_serial = "$(openssl x509 -in "$1/apiclient_cert.pem" -noout -serial | cut -d= -f2)"
merchant_key_file = "$1/apiclient_key.pem"
apiv3_key_file = "$1/apiv3_key"
public_key_files = { $(cat "$1/pub_key_id") = "$1/pub_key.pem" }
# A merchant who changes from certificates to the public key is told things under both.
download_certificates = true
base_url = "https://localhost:$emulator_port"
backup_url = ""
ca_file = "$var/tls/ca.pem"
payment_notify_url = "https://localhost:$server_port/api/v1/callbacks/wechat/pay/payments"
refund_notify_url = "https://localhost:$server_port/api/v1/callbacks/wechat/pay/refunds"
transfer_notify_url = "https://localhost:$server_port/api/v1/callbacks/wechat/pay/transfers"
authorization_notify_url = "https://localhost:$server_port/api/v1/callbacks/wechat/pay/authorizations"
confirm_free_authorization = true
TOML
}

write_settings() {
  (umask 077 && settings_for web >"$var/config.toml" && settings_for migrate >"$var/migrate.toml" &&
    settings_for payout >"$var/payout.toml")
}
