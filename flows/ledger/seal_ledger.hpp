// Once a minute: what has been posted since the last seal is checked, down to the sheet's row, folded into
// the trial balance, and sealed with a key that the database does not know.
#pragma once

#include <vector>

#include "base/crypto/cipher.hpp"
#include "flows/ledger/walk_sheet.hpp"

namespace fenrun::flows {

struct SealBite {
  int sheets = 0;                   // sealed now
  bool is_done = false;             // no more sheets wait, or another process seals
  std::vector<LedgerFault> faults;  // these sheets stay unsealed; in their order
  std::string mac;                  // of the newest seal, for the log: a copy outside the database
};

// At most `sheets_max` sheets behind `after`, 1,000 at the most, up to a thousand movements of each.
Result<SealBite> seal_ledger(db::Tx& tx, const crypto::Key256& key, Instant now, int sheets_max,
                             SheetId after = kBeforeAllSheets);

}  // namespace fenrun::flows
