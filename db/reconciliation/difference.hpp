// Rows of `reconciliation_difference`, and what the ledger holds in suspense for them.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "db/mysql/tx.hpp"
#include "domain/page.hpp"
#include "domain/reconciliation/difference.hpp"

namespace fenrun::db {

// Gives it its id. False when there is one of its day, account, class and key.
[[nodiscard]] bool insert_difference(Tx& tx, FiledDifference& difference);
std::optional<FiledDifference> lock_difference(Tx& tx, DifferenceId id);
// All of a day's and account's, locked.
std::vector<FiledDifference> lock_differences(Tx& tx, BillDay day, BillKind account);
void save_difference(Tx& tx, const FiledDifference& difference);

struct DifferenceFilter {
  std::optional<DifferenceClass> kind;  // what is not set fits everything
  std::optional<DifferenceState> state;
};
// Oldest first; the cursor is the id of the last one seen.
Page<FiledDifference> list_differences(Tx& tx, BillDay day, const DifferenceFilter& filter,
                                       const PageRequest& page);
// At most `limit`, oldest first.
std::vector<FiledDifference> read_differences(Tx& tx, BillDay day, int limit);

// Whether an open difference of the account that pays says that money may have left by the transfer with this
// number of ours or WeChat's: the states or amounts differ, or a line stands twice.
bool is_in_doubt_by_bill(Tx& tx, std::string_view number, std::string_view channel_number);

std::int64_t count_open_differences(Tx& tx, BillDay day);
// What is not explained of later days, money that came being positive.
Fen unexplained_after(Tx& tx, BillDay day);
// The ledger's account `suspense`, on its normal side: money that came and is not explained.
Fen suspense_balance(Tx& tx);

}  // namespace fenrun::db
