# Database accounts of the private MariaDB: one for migrations (may change the schema), one for the server (rows only;
# append-only tables cannot be updated or deleted from, lasting ones not deleted from), one for the payout worker (what paying needs). Sourced by up.sh.

# Tables whose rows are evidence: written once, read for ever.
append_only_tables=(audit_log audit_text contract_version contract_acceptance journal_txn posting ledger_seal ledger_seal_head statement
  withdrawal_approval withdrawal_event payout_fuse_event bill_file bill_file_part dealer_ending dealer_standing commission_plan commission_rule
  commission_acknowledgement commission_publication commission_sale commission_zero_line taxpayer)
# Tables whose rows change and never go: what the journal has moved, where each share stands, what was paid or given back
# outside WeChat, what dealers were told, and what they agreed to.
lasting_tables=(ledger_sheet ledger_seal_place ledger_total commission_money withdrawal_money commission commission_unclaimed
  commission_month offline_payout refund_closing dealer_message confirm_free_authorization)
# Tables that only the payout worker writes: a broken web tier cannot make a transfer.
worker_tables=(payout payout_attempt payout_breaker payout_receipt payout_receipt_part)

# random_secret FILE: 32 random bytes as hex, readable by us alone, made once.
random_secret() {
  [ -s "$1" ] && return 0
  (umask 077 && openssl rand -hex 32 >"$1.new" && mv "$1.new" "$1")
}

# root_sql SOCKET: runs standard input as the database's root.
root_sql() {
  mariadb --no-defaults --batch --skip-column-names --socket="$1" --user=root
}

# make_accounts SOCKET KEYS: schema `fenrun`, users fenrun_migrate, fenrun_web and fenrun_payout with the passwords in KEYS.
make_accounts() {
  local socket=$1 keys=$2 user
  random_secret "$keys/mysql_migrate_password"
  random_secret "$keys/mysql_web_password"
  random_secret "$keys/mysql_payout_password"
  {
    echo "CREATE DATABASE IF NOT EXISTS fenrun CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;"
    for user in migrate web payout; do
      echo "CREATE USER IF NOT EXISTS fenrun_$user@localhost IDENTIFIED BY '$(cat "$keys/mysql_${user}_password")';"
    done
    echo "GRANT ALL PRIVILEGES ON fenrun.* TO fenrun_migrate@localhost;"
  } | root_sql "$socket"
}

# grant_rows SOCKET [SCHEMA USER]: after migrations, what the server may do to each table.
grant_rows() {
  local socket=$1 schema=${2:-fenrun} user=${3:-fenrun_web} table rights taken right held
  held=$(echo "SELECT CONCAT(':', table_name, ' ', privilege_type, ':') FROM information_schema.table_privileges
    WHERE table_schema = '$schema' AND grantee = CONCAT(QUOTE('$user'), '@', QUOTE('localhost'))" | root_sql "$socket")
  for table in $(echo "SELECT table_name FROM information_schema.tables WHERE table_schema = '$schema'" | root_sql "$socket"); do
    rights="SELECT, INSERT, UPDATE, DELETE" taken=""
    case " ${append_only_tables[*]} " in *" $table "*) rights="SELECT, INSERT" taken="UPDATE DELETE" ;; esac
    case " ${lasting_tables[*]} " in *" $table "*) rights="SELECT, INSERT, UPDATE" taken="DELETE" ;; esac
    case " schema_migration ${worker_tables[*]} " in *" $table "*) rights="SELECT" taken="INSERT UPDATE DELETE" ;; esac
    echo "GRANT $rights ON $schema.$table TO $user@localhost;"
    # What an older version of ours gave.
    for right in $taken; do
      case "$held" in *":$table $right:"*) echo "REVOKE $right ON $schema.$table FROM $user@localhost;" ;; esac
    done
  done | root_sql "$socket"
}

# grant_payout SOCKET [SCHEMA USER]: what the worker needs, table by table, and nothing else. It can make no withdrawal,
# approve none and change no entry of the ledger.
grant_payout() {
  local socket=$1 schema=${2:-fenrun} user=${3:-fenrun_payout} table
  {
    for table in schema_migration consumer dealer withdrawal_approval reconciliation_difference; do
      echo "GRANT SELECT ON $schema.$table TO $user@localhost;"
    done
    for table in withdrawal payout_fuse payout_breaker payout_hint payout_resolution transfer_notice confirm_free_authorization; do
      echo "GRANT SELECT, UPDATE ON $schema.$table TO $user@localhost;"
    done
    for table in journal_txn posting withdrawal_event payout_fuse_event payout_receipt_part; do
      echo "GRANT SELECT, INSERT ON $schema.$table TO $user@localhost;"
    done
    # It writes that a dealer is to be told; a server tells.
    echo "GRANT INSERT ON $schema.dealer_message TO $user@localhost;"
    for table in payout payout_attempt payout_receipt ledger_sheet withdrawal_money; do
      echo "GRANT SELECT, INSERT, UPDATE ON $schema.$table TO $user@localhost;"
    done
  } | root_sql "$socket"
}
