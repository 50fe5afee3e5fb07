#!/usr/bin/env bash
# The emulator alone, from a fresh Debian 12: packages, build, AppSecret, certificates, the keys of a merchant, and
# fenrun-emulator in the foreground. Everything it makes lives under var/emulator/ (FENRUN_VAR moves var/); Ctrl-C ends it.
#   deploy/emulator.sh [OPTION...]    further options go to fenrun-emulator, such as --seed 1
# FENRUN_EMULATOR_PORT (9443), FENRUN_CONTROL_PORT (9480) and FENRUN_APPID (wx0123456789abcdef) choose others.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=deploy/packages.sh
. deploy/packages.sh

if [ "${1:-}" = --help ]; then
  sed -n '2,5s/^# //p' "$0"
  exit
fi
home=${FENRUN_VAR:-$PWD/var}/emulator
log=$home/build.log
mkdir -p "$home" && chmod 700 "$home"
install_packages "${build_packages[@]}" openssl
echo "building; the log is $log" >&2
{ cmake --preset release && cmake --build --preset release --target fenrun-emulator; } >"$log" 2>&1 ||
  { tail -40 "$log" >&2; exit 1; }
[ -s "$home/secret" ] || (umask 077 && openssl rand -hex 16 >"$home/secret")
echo "AppSecret, certificates and the merchant's keys are in $home" >&2
exec build/release/wechat/emulator/fenrun-emulator --appid "${FENRUN_APPID:-wx0123456789abcdef}" \
  --secret-file "$home/secret" --generate-tls "$home/tls" --generate-merchant "$home/pay" \
  --listen "127.0.0.1:${FENRUN_EMULATOR_PORT:-9443}" --control "127.0.0.1:${FENRUN_CONTROL_PORT:-9480}" "$@"
