# Names every Debian 12 package the project needs, and installs what is missing. Sourced by up.sh and tests/run.sh.

build_packages=(build-essential cmake ninja-build ccache pkg-config git ca-certificates
  libboost-dev libssl-dev libmysqlcppconn-dev libhiredis-dev nlohmann-json3-dev libexpected-dev
  libtomlplusplus-dev libspdlog-dev libfmt-dev prometheus-cpp-dev libcli11-dev
  libcairo2-dev libpango1.0-dev libqrencode-dev libjpeg62-turbo-dev zlib1g-dev fonts-noto-cjk
  libzip-dev libexpat1-dev libxlsxwriter-dev
  nodejs npm # of the console's pages
  libgtest-dev libgmock-dev librapidcheck-dev libzbar-dev python3) # of the tests, which are configured with everything else
run_packages=(mariadb-server mariadb-client redis-server openssl curl jq oathtool procps)
test_packages=(poppler-utils chromium
  clang-14 clang-format-14 clang-tidy-14 libclang-rt-14-dev spin)

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

bench_packages=(nginx-light libmariadb-dev)

# install_packages NAME...: quiet; does nothing when all are there.
install_packages() {
  local missing=() name
  for name in "$@"; do
    dpkg-query -W -f='${db:Status-Status}\n' "$name" 2>/dev/null | grep -qx installed && continue
    # Another supplier of node carries its own npm: a command that is there needs no package.
    case $name in nodejs) command -v node >/dev/null && continue ;; npm) command -v npm >/dev/null && continue ;; esac
    missing+=("$name")
  done
  [ ${#missing[@]} = 0 ] && return 0
  echo "installing ${#missing[@]} packages: ${missing[*]}"
  local log
  log=$(mktemp)
  if ! { as_root apt-get -o DPkg::Lock::Timeout=300 update -qq &&
    as_root env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get -o DPkg::Lock::Timeout=300 install -y -qq \
      --no-install-recommends "${missing[@]}"; } >"$log" 2>&1; then
    cat "$log" >&2
    echo "installing packages failed" >&2
    return 1
  fi
  rm -f "$log"
}
