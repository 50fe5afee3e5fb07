// Requests to write a debt off, and what a debt is made of.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "db/mysql/tx.hpp"
#include "domain/ledger/sheet.hpp"
#include "domain/ledger/write_off.hpp"
#include "domain/page.hpp"

namespace fenrun::db {

// False when one of the dealer's is open already.
[[nodiscard]] bool insert_write_off(Tx& tx, const WriteOff& write_off);
std::optional<WriteOff> lock_write_off(Tx& tx, const std::string& public_id);
void decide_write_off(Tx& tx, const WriteOff& write_off);
// Newest first.
Page<WriteOff> list_write_offs(Tx& tx, WriteOffState state, const PageRequest& page);

// What made the dealer's debt, newest first.
std::vector<DebtEntry> list_debt_entries(Tx& tx, SheetId sheet, int limit);

}  // namespace fenrun::db
