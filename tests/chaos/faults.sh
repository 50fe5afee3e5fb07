# Faults, and when they were. Sourced by run.sh after the parts of deploy; reads $var. "$var/marks" has a line for each:
# time to the microsecond, what it struck, what it was.

begun=$(date +%s)
note() { printf '   +%02ds %s\n' $(($(date +%s) - begun)) "$*"; }

# mark WHAT killed|back|stopped|resumed|cut|hold|slow|tear|none: for the reckoning and the report.
mark() { printf '%s %s %s\n' "${EPOCHREALTIME/,/.}" "$1" "$2" >>"$var/marks"; }

pid_file_of() {
  case $1 in
    mariadbd | redis-server) echo "$var/stores/$1.pid" ;;
    *) echo "$var/$1.pid" ;;
  esac
}

start_again() {
  case $1 in
    mariadbd) start_mariadb "$var/stores" ;;
    redis-server) start_redis "$var/stores" ;;
    fenrun-server) start_server ;;
    fenrun-payout) start_payout ;;
    fenrun-server-2) start_server fenrun-server-2 "$var/config-2.toml" "$second_ops_port" ;;
    fenrun-payout-2) start_payout fenrun-payout-2 "$var/payout-2.toml" ;;
  esac
}

# kill_and_restart WHAT DOWN_SECONDS: the process that we started, by its pid, without warning.
kill_and_restart() {
  local file pid
  file=$(pid_file_of "$1")
  pid=$(cat "$file")
  # Whoever cleans up must not end another process of that number.
  rm -f "$file"
  mark "$1" killed
  kill -9 "$pid"
  wait "$pid" 2>/dev/null || true
  note "$1 killed"
  sleep "$2"
  start_again "$1"
  mark "$1" back
  note "$1 is back"
}

# What stands still now, and until when. Nobody else stops or kills it meanwhile.
declare -A stopped_until=() stopped_pid=()

# stop_for WHAT SECONDS: it stands still and does not know; resume_due lets it go on.
stop_for() {
  stopped_pid[$1]=$(cat "$(pid_file_of "$1")")
  stopped_until[$1]=$(($(date +%s) + $2))
  mark "$1" stopped
  kill -STOP "${stopped_pid[$1]}"
  note "$1 stands still for $2 s"
}

resume() {
  kill -CONT "${stopped_pid[$1]}" 2>/dev/null || true
  unset "stopped_until[$1]" "stopped_pid[$1]"
  mark "$1" resumed
  note "$1 goes on"
}

resume_due() {
  local what
  for what in "${!stopped_until[@]}"; do
    [ "$(date +%s)" -lt "${stopped_until[$what]}" ] || resume "$what"
  done
}

resume_all() {
  local what
  for what in "${!stopped_until[@]}"; do resume "$what"; done
}

# disturb LINE FAULT SECONDS [MILLISECONDS]: of a line through the fault proxy, which says what it did in log/proxy.log.
disturb() {
  mark "line-$1" "$2"
  note "the line to $1: $2, $3 s"
  echo "$1 $2 ${4:-0}" >"$var/lines/orders"
  sleep "$3"
  echo "$1 none" >"$var/lines/orders"
  mark "line-$1" none
}
