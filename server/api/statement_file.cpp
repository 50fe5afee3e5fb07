#include "server/api/statement_file.hpp"

#include "db/mysql/tx.hpp"
#include "server/api/attachment.hpp"
#include "server/api/story.hpp"
#include "server/export/export_service.hpp"
#include "server/export/statement_paper.hpp"
#include "server/export/workbook.hpp"

namespace fenrun::server {
namespace {

constexpr std::string_view kPdfType = "application/pdf";
constexpr std::chrono::seconds kDrawingWaitMax{10};

Result<StatementPaper> read_paper(const Call& call, db::Tx& tx, const Dealer& dealer, int lines_max) {
  const auto month = parse_month(call.in_path("month"));
  if (!month) return kMonthInvalid;
  auto shown = flows::statement_of(tx, dealer, *month, call.now);
  if (!shown) return shown.error();
  auto lines = flows::lines_of(tx, dealer.id, shown->statement, lines_max);
  if (!lines) return lines.error();
  const Instant made_at = shown->closed_at.value_or(call.now);
  return StatementPaper{*std::move(shown), *std::move(lines), call.app.options.producer_name,
                        dealer.name,       call.language,     made_at};
}

// The hash of the file (RFC 9530), beside the one that stands in it.
Reply file_reply(StatementForm form, const StatementPaper& paper, std::string bytes) {
  const bool is_pdf = form == StatementForm::pdf;
  const std::string name =
      "statement-" + month_text(paper.shown.statement.month) + (is_pdf ? ".pdf" : ".xlsx");
  Reply reply = attachment(is_pdf ? kPdfType : kWorkbookType, name, bytes);
  reply.body = std::move(bytes);
  return reply;
}

}  // namespace

boost::asio::awaitable<Result<Reply>> statement_file(const Call& call, StatementForm form,
                                                     std::function<Result<Dealer>(db::Tx&)> whose) {
  const int lines_max = form == StatementForm::pdf ? kPdfLinesMax : kWorkbookLinesMax;
  std::function<Result<StatementPaper>(db::Tx&)> story = [&](db::Tx& tx) -> Result<StatementPaper> {
    const auto dealer = whose(tx);
    if (!dealer) return dealer.error();
    return read_paper(call, tx, *dealer, lines_max);
  };
  Result<StatementPaper> paper = co_await run_story<StatementPaper>(call, story);
  if (!paper) co_return paper.error();
  std::function<std::string(ExportDesk&)> draw = [&](ExportDesk&) {
    return form == StatementForm::pdf ? statement_pdf(*paper) : statement_workbook(*paper);
  };
  const auto deadline = call.app.clock.steady() + kDrawingWaitMax;
  Result<std::string> bytes =
      co_await on_pool<std::string, ExportDesk>(call.app.exports.pool(), deadline, draw);
  if (!bytes) co_return bytes.error();
  co_return file_reply(form, *paper, *std::move(bytes));
}

}  // namespace fenrun::server
