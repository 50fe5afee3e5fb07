# Kills and when they were. Sourced by run.sh and payouts.sh after the parts of deploy; reads $var.

begun=$(date +%s)
note() { printf '   +%02ds %s\n' $(($(date +%s) - begun)) "$*"; }

# mark WHAT killed|back: for the reckoning, to the microsecond.
mark() { printf '%s %s %s\n' "${EPOCHREALTIME/,/.}" "$1" "$2" >>"$var/marks"; }

# kill_and_restart WHAT DOWN_SECONDS: the process that we started, by its pid, without warning.
kill_and_restart() {
  local file pid
  case $1 in
    mariadbd | redis-server) file=$var/stores/$1.pid ;;
    *) file=$var/$1.pid ;;
  esac
  pid=$(cat "$file")
  mark "$1" killed
  kill -9 "$pid"
  wait "$pid" 2>/dev/null || true
  note "$1 killed"
  sleep "$2"
  case $1 in
    mariadbd) start_mariadb "$var/stores" ;;
    redis-server) start_redis "$var/stores" ;;
    fenrun-server) start_server ;;
    fenrun-payout) start_payout ;;
  esac
  mark "$1" back
  note "$1 is back"
}
