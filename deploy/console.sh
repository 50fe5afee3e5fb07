# Builds the console's pages into console/dist: packages when the lock has changed, files when a source has; quiet, and
# nothing at all when both are as they were. Sourced by up.sh and tests/run.sh.

console_sources() {
  find console docs/openapi.yaml \( -name node_modules -o -name dist -o -name schema.d.ts -o -name .lock \) -prune -o -type f -print0 |
    sort -z | xargs -0 sha256sum
}

# install_packages_of FOLDER: by its lock, without scripts.
install_packages_of() {
  [ "$1/node_modules/.package-lock.json" -nt "$1/package-lock.json" ] || npm --prefix "$1" ci --ignore-scripts --no-audit --no-fund
}

make_console() {
  local wanted
  wanted=$(console_sources | sha256sum)
  [ ! -f console/dist/index.html ] || [ "$(cat console/node_modules/.built 2>/dev/null)" != "$wanted" ] || return 0
  install_packages_of console
  rm -f console/node_modules/.built
  npm --prefix console run build
  printf '%s\n' "$wanted" >console/node_modules/.built
}

build_console() {
  local log
  log=$(mktemp)
  if ! bash -ec '. deploy/console.sh; exec 8>console/.lock; flock 8; make_console' >"$log" 2>&1; then
    tail -40 "$log" >&2
    echo "building the console failed" >&2
    return 1
  fi
  rm -f "$log"
}
