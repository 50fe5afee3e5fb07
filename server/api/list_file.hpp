// A list as a spreadsheet to take away: all rows of the filter that the page shows, their count and sum, and
// what was asked for. It is read page by page as of one instant, and each row leaves memory as it is read.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/list_total.hpp"
#include "domain/page.hpp"
#include "server/api/call.hpp"
#include "server/export/workbook.hpp"

namespace fenrun::db {
class Tx;
}

namespace fenrun::server {

inline constexpr ErrorCode kListFileTooLong{ErrorKind::refused, "list_file.too_long",
                                            "符合条件的记录太多，请缩小筛选范围后再导出",
                                            "There are too many rows; narrow the filter, then export again"};

struct ListColumn {
  std::string title;
  double width;  // in characters
  bool is_summed = false;
};

// The rows of the file, one after the other.
class ListRows {
 public:
  ListRows(Workbook& book, const std::vector<ListColumn>& columns);

  // `amount` is what the list's total adds up.
  void add(const std::vector<WorkbookCell>& cells, Fen amount);
  // "N rows" and the sums, under the columns that have one.
  void add_total(Language language);
  [[nodiscard]] const ListTotal& added() const { return added_; }

 private:
  Workbook& book_;
  std::vector<ListColumn> columns_;
  std::vector<Fen> sums_;
  ListTotal added_;
};

inline std::string in_words(Language language, std::string_view zh, std::string_view en) {
  return std::string(language == Language::zh ? zh : en);
}

// What ListPaper::add_page wants of a list that is read by PageRequest: `add(rows, items)` writes a page.
template <class List, class Add>
std::function<bool(ListRows&)> pages_of(List list, Add add) {
  return [list, add, after = std::int64_t{0}](ListRows& rows) mutable {
    const auto page = list(PageRequest{after, PageRequest::kLimitMax});
    add(rows, page.items);
    after = page.next;
    return page.next != 0;
  };
}

struct ListPaper {
  std::string name;   // of the file: "withdrawals"
  std::string title;  // of the sheet, in the reader's language
  std::vector<ListColumn> columns;
  ListTotal total;
  bool has_sum = true;
  // Adds the next page; false when nothing follows it.
  std::function<bool(ListRows&)> add_page;
  // What else stands on the sheet about the file: an item and its value each.
  std::vector<std::vector<WorkbookCell>> about{};
};

// Reads the filter from the query and counts; `tx` is of one instant and outlives the paper.
using AskListPaper = Result<ListPaper> (*)(const Call& call, db::Tx& tx);

// Refuses as `ask` does, with kListFileTooLong above the limit of the options, and with kBusy while others
// export. Each file is written to the audit log: who, filter, rows, sum.
boost::asio::awaitable<Result<Reply>> list_file(const Call& call, AskListPaper ask);

}  // namespace fenrun::server
