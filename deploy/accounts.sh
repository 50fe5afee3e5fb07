# Database accounts of the private MariaDB: one for migrations (may change the schema), one for the server (rows only;
# append-only tables cannot be updated or deleted from). Sourced by up.sh.

# Tables whose rows are evidence: written once, read for ever.
append_only_tables=(audit_log contract_version contract_acceptance journal_txn posting ledger_seal ledger_seal_head statement)

# random_secret FILE: 32 random bytes as hex, readable by us alone, made once.
random_secret() {
  [ -s "$1" ] && return 0
  (umask 077 && openssl rand -hex 32 >"$1.new" && mv "$1.new" "$1")
}

# root_sql SOCKET: runs standard input as the database's root.
root_sql() {
  mariadb --no-defaults --batch --skip-column-names --socket="$1" --user=root
}

# make_accounts SOCKET KEYS: schema `fenrun`, users fenrun_migrate and fenrun_web with the passwords in KEYS.
make_accounts() {
  local socket=$1 keys=$2 user
  random_secret "$keys/mysql_migrate_password"
  random_secret "$keys/mysql_web_password"
  {
    echo "CREATE DATABASE IF NOT EXISTS fenrun CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;"
    for user in migrate web; do
      echo "CREATE USER IF NOT EXISTS fenrun_$user@localhost IDENTIFIED BY '$(cat "$keys/mysql_${user}_password")';"
    done
    echo "GRANT ALL PRIVILEGES ON fenrun.* TO fenrun_migrate@localhost;"
  } | root_sql "$socket"
}

# grant_rows SOCKET [SCHEMA USER]: after migrations, what the server may do to each table.
grant_rows() {
  local socket=$1 schema=${2:-fenrun} user=${3:-fenrun_web} table rights
  for table in $(echo "SELECT table_name FROM information_schema.tables WHERE table_schema = '$schema'" | root_sql "$socket"); do
    rights="SELECT, INSERT, UPDATE, DELETE"
    case " ${append_only_tables[*]} " in *" $table "*) rights="SELECT, INSERT" ;; esac
    [ "$table" = schema_migration ] && rights="SELECT"
    echo "GRANT $rights ON $schema.$table TO $user@localhost;"
  done | root_sql "$socket"
}
