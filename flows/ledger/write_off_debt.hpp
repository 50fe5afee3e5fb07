// A debt is written off by two people: finance asks, another of finance decides.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "db/journal/sheet.hpp"
#include "db/mysql/tx.hpp"
#include "domain/ledger/write_off.hpp"

namespace fenrun::flows {

struct RequestWriteOff {
  std::string public_id;  // a fresh ULID
  StaffId staff;
  DealerId dealer;
  Fen amount;
  std::string reason;
};

// Refuses as check_write_off() does, and with kWriteOffAlreadyOpen.
Result<WriteOff> request_write_off(db::Tx& tx, const RequestWriteOff& command, Instant now);

struct DecideWriteOff {
  std::string public_id;
  StaffId staff;
  bool is_approved = false;
};

// An approval posts the movement in the same transaction. Refuses with kWriteOffNotFound, as
// check_write_off_decision() does, and with kOwedShort when the debt has become smaller meanwhile.
Result<WriteOff> decide_write_off(db::Tx& tx, const DecideWriteOff& command, Instant now);

struct Debt {
  Fen owed;
  std::optional<Instant> since;
  DebtAges ages;
};
Debt debt_of(db::Tx& tx, DealerId dealer, Instant now);

struct DealerDebt {
  DealerId dealer;
  Debt debt;
};
// Who owes us, the oldest debt first: at most `limit` that follow the place.
std::vector<DealerDebt> list_debts(db::Tx& tx, const db::OwingPlace& after, int limit, Instant now);

}  // namespace fenrun::flows
