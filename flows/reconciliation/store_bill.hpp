// Keeping a bill that was fetched, once.
#pragma once

#include <string>

#include "db/mysql/tx.hpp"
#include "db/reconciliation/bill_file.hpp"

namespace fenrun::flows {

enum class BillStored {
  stored,
  repeated,  // the same file again
  renewed,   // the one before could not be read, or there was none yet
  changed,   // another file than the one we have: it is not kept, and is a difference of the day
};

struct StoreBill {
  db::BillFile file;   // without id and version
  std::string packed;  // empty where WeChat has none
};

BillStored store_bill(db::Tx& tx, const StoreBill& command, Instant now);

}  // namespace fenrun::flows
