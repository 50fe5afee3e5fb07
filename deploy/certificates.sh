# A development certificate authority and the server's certificate, for loopback only. Sourced by up.sh.

# make_certificates DIR: DIR/ca.pem signs DIR/server.pem (key DIR/server.key) for localhost; made once, renewed when
# fewer than seven days are left.
make_certificates() {
  local dir=$1
  mkdir -p "$dir" && chmod 700 "$dir"
  openssl x509 -checkend 604800 -noout -in "$dir/server.pem" >/dev/null 2>&1 && return 0
  (
    umask 077
    cd "$dir"
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 365 -keyout ca.key -out ca.pem \
      -subj "/CN=Fenrun development CA" -addext "basicConstraints=critical,CA:TRUE,pathlen:0" \
      -addext "keyUsage=critical,keyCertSign,cRLSign"
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout server.key -out server.csr -subj "/CN=localhost"
    printf 'subjectAltName=DNS:localhost,IP:127.0.0.1\nextendedKeyUsage=serverAuth\nbasicConstraints=CA:FALSE\n' >server.ext
    openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 90 -extfile server.ext -out server.pem
    rm -f server.csr server.ext
  ) >"$dir/openssl.log" 2>&1 || { cat "$dir/openssl.log" >&2; return 1; }
}
