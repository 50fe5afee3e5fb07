// What our books say of the rows that a bill may name.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/money.hpp"
#include "domain/reconciliation/bill_line.hpp"
#include "domain/reconciliation/number_map.hpp"

namespace fenrun {

// Whether WeChat should have moved the money, by what we know.
enum class Expected : std::uint8_t {
  moved,
  not_moved,
  either,  // a refund that was asked for: listed when WeChat accepts it, whatever becomes of it
};

struct OurEntry {
  std::string number;          // ours
  std::string channel_number;  // WeChat's; empty while it is not known
  std::string state;           // our word, for people
  Fen flow;                    // what its line brings: a transfer or refund is negative
  Expected expected = Expected::moved;
  bool is_of_day = false;  // it ended on the day for us, so a bill must have it
  // A transfer that we saw paid before the day before: no line of this day is its own.
  bool is_long_paid = false;
  bool is_in_ledger = false;
  std::optional<Fen> settled;  // what the ledger paid for it; only where is_in_ledger
};

// Each row by either of its numbers. A million are held, in some 130 bytes each.
class OurBook {
 public:
  OurBook() = default;
  OurBook(const OurBook&) = delete;
  OurBook& operator=(const OurBook&) = delete;

  // Nothing happens when a row of the number is there.
  void add(const OurEntry& entry);

  // The place of the row that one of the line's numbers names.
  [[nodiscard]] std::optional<std::size_t> find(const BillLine& line) const;
  [[nodiscard]] std::size_t size() const { return rows_.size(); }
  [[nodiscard]] OurEntry entry(std::size_t place) const;

 private:
  struct Row {
    Fen flow;
    Fen settled;
    NumberMap::Place number;
    NumberMap::Place channel_number;
    std::uint8_t state;  // place in states_
    Expected expected;
    bool has_channel_number;
    bool is_of_day;
    bool is_long_paid;
    bool is_in_ledger;
    bool is_settled;
  };

  std::uint8_t place_of_state(std::string_view state);

  std::deque<Row> rows_;
  NumberMap places_;  // of rows, by their numbers
  std::vector<std::string> states_;
};

}  // namespace fenrun
