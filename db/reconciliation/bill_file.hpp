// Rows of `bill_file`: bills as WeChat gave them, written once.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "db/mysql/tx.hpp"
#include "domain/reconciliation/bill_day.hpp"
#include "domain/reconciliation/bill_line.hpp"

namespace fenrun::db {

struct BillFile {
  std::int64_t id = 0;
  std::string mchid;
  BillKind account = BillKind::operation;
  BillDay day;
  int version = 1;
  std::string sha1;  // of the unpacked file; empty: WeChat said that there is none
  bool is_readable = true;
  std::string problem;  // why it cannot be read, or what is new in its form
  std::int64_t lines = 0;
  Fen income;
  Fen expense;
  Instant fetched_at;
};

// The newest version, without its content.
std::optional<BillFile> find_bill_file(Tx& tx, std::string_view mchid, BillKind account, BillDay day);
// What is to be said of the newest bills of the day.
struct BillNote {
  BillKind account;
  std::string note;
};
std::vector<BillNote> list_bill_notes(Tx& tx, BillDay day);
// Packed, as it was stored, part by part.
class BillContent {
 public:
  BillContent(Tx& tx, std::int64_t id) : tx_(tx), id_(id) {}
  // Empty at the end. A part lives until the next.
  std::string_view next();

 private:
  Tx& tx_;
  const std::int64_t id_;
  int number_ = 0;
  std::string part_;
};
// False when somebody else has stored that version meanwhile.
[[nodiscard]] bool insert_bill_file(Tx& tx, const BillFile& file, std::string_view packed);

}  // namespace fenrun::db
