#include "server/api/list_file.hpp"

#include <algorithm>
#include <stdexcept>

#include "db/mysql/tx.hpp"
#include "db/staff/staff.hpp"
#include "server/api/attachment.hpp"
#include "server/api/recorded.hpp"
#include "server/api/story.hpp"
#include "server/export/export_service.hpp"

namespace fenrun::server {
namespace {

constexpr std::size_t kAuditNoteMax = 255;
constexpr std::chrono::seconds kPause{2};

struct Drawn {
  std::string name;
  ListTotal total;
  std::string bytes;
};

std::string query_of(const Call& call) {
  const auto mark = call.request.target.find('?');
  return mark == std::string::npos ? std::string() : call.request.target.substr(mark + 1);
}

std::vector<WorkbookColumn> plain(const std::vector<ListColumn>& columns) {
  std::vector<WorkbookColumn> made;
  made.reserve(columns.size());
  for (const ListColumn& column : columns) made.push_back({column.title, column.width});
  return made;
}

// The query was read before: its escapes are whole.
void add_filter(Workbook& book, const Call& call) {
  const std::string query = query_of(call);
  for (std::string_view rest = query; !rest.empty();) {
    const auto pair = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(rest.size(), pair.size() + 1));
    const auto equals = std::min(pair.find('='), pair.size());
    const auto value = pair.substr(std::min(equals + 1, pair.size()));
    book.add_row({in_words(call.language, "筛选", "Filter"),
                  percent_decoded(pair.substr(0, equals)).value_or(""), percent_decoded(value).value_or("")});
  }
}

// What the file is of, on a sheet behind the rows.
void add_about(Workbook& book, const Call& call, db::Tx& tx, const ListPaper& paper) {
  book.begin_sheet(in_words(call.language, "说明", "About"), {{in_words(call.language, "项目", "Item"), 16},
                                                              {in_words(call.language, "内容", "Value"), 40},
                                                              {"", 40}});
  const auto staff = db::find_staff(tx, call.caller.staff);
  book.add_row({in_words(call.language, "导出时间", "Exported at"), call.now});
  book.add_row({in_words(call.language, "导出人", "Exported by"), staff ? staff->login_name : std::string()});
  book.add_row({in_words(call.language, "笔数", "Rows"), paper.total.count});
  if (paper.has_sum) {
    book.add_row({in_words(call.language, "合计（元）", "Sum (CNY)"), paper.total.sum});
    book.add_row({in_words(call.language, "合计（分）", "Sum (fen)"), paper.total.sum.value});
  }
  for (const auto& row : paper.about) book.add_row(row);
  add_filter(book, call);
}

Result<Drawn> draw_list(const Call& call, db::Tx& tx, AskListPaper ask) {
  auto paper = ask(call, tx);
  if (!paper) return paper.error();
  if (paper->total.count > call.app.options.list_file_rows_max) return kListFileTooLong;
  Workbook book(paper->title, call.now, Workbook::Rows::streamed);
  book.begin_sheet(paper->title, plain(paper->columns));
  ListRows rows(book, paper->columns);
  while (paper->add_page(rows)) {
    if (rows.added().count > paper->total.count) break;
  }
  if (rows.added() != paper->total) throw std::runtime_error("a list's file does not agree with its total");
  rows.add_total(call.language);
  add_about(book, call, tx, *paper);
  return Drawn{paper->name, paper->total, book.finish()};
}

Result<Reply> file_reply(const Call& call, const Drawn& drawn) {
  call.audit.object = "list:" + drawn.name;
  call.audit.note = std::to_string(drawn.total.count) + " rows, " + std::to_string(drawn.total.sum.value) +
                    " fen; " + query_of(call);
  if (call.audit.note.size() > kAuditNoteMax) {
    // The whole of it is kept as a digest.
    call.audit.after = query_of(call);
    call.audit.note.resize(kAuditNoteMax);
  }
  const std::string name = drawn.name + "-" + to_rfc3339(call.now).substr(0, 10) + ".xlsx";
  return attachment(kWorkbookType, name, drawn.bytes);
}

}  // namespace

ListRows::ListRows(Workbook& book, const std::vector<ListColumn>& columns)
    : book_(book), columns_(columns), sums_(columns.size()) {}

void ListRows::add(const std::vector<WorkbookCell>& cells, Fen amount) {
  for (std::size_t i = 0; i < cells.size() && i < columns_.size(); ++i) {
    const Fen* fen = std::get_if<Fen>(&cells[i]);
    if (columns_[i].is_summed && fen != nullptr) sums_[i].value += fen->value;
  }
  book_.add_row(cells);
  ++added_.count;
  added_.sum.value += amount.value;
}

void ListRows::add_total(Language language) {
  const std::string count = std::to_string(added_.count);
  std::vector<WorkbookCell> cells(columns_.size());
  cells.front() = in_words(language, "合计 " + count + " 笔", "Total: " + count + " rows");
  for (std::size_t i = 1; i < columns_.size(); ++i) {
    if (columns_[i].is_summed) cells[i] = ColumnSum{sums_[i]};
  }
  book_.add_row(cells);
}

boost::asio::awaitable<Result<Reply>> list_file(const Call& call, AskListPaper ask) {
  const auto place = call.app.exports.take_list_place();
  if (!place.is_taken()) co_return Error(kBusy).retry_after(kPause);
  std::function<Result<Drawn>(db::Tx&)> draw = [&](db::Tx& tx) { return draw_list(call, tx, ask); };
  Result<Drawn> drawn = co_await run_story<Drawn>(call, draw, db::Lane::instant);
  if (!drawn) co_return drawn.error();
  // Nobody gets a file that is not in the audit log.
  std::function<Result<Reply>(db::Tx&)> note = [&](db::Tx& tx) {
    return recorded(call, tx, [&] { return file_reply(call, *drawn); });
  };
  Result<Reply> reply = co_await run_story<Reply>(call, note);
  if (reply) reply->body = std::move(drawn->bytes);
  co_return reply;
}

}  // namespace fenrun::server
