// The files for the tax office: what a month or a quarter comes to, and the file itself, which names people
// in clear.
#include <map>
#include <set>

#include "db/dealer/dealer.hpp"
#include "db/tax/tax_total.hpp"
#include "db/tax/taxpayer.hpp"
#include "flows/tax/sealed_taxpayer.hpp"
#include "server/api/console/handlers.hpp"
#include "server/api/list_file.hpp"
#include "server/api/story.hpp"

namespace fenrun::server::console {
namespace {

constexpr int kRowsAtOnce = 500;

Result<TaxPeriod> period_in(const Call& call) {
  auto period = parse_tax_period(call.in_path("period"));
  if (!period) return kTaxPeriodInvalid;
  if (period->span.from > call.now) return kTaxPeriodInFuture;
  return *std::move(period);
}

std::string method_name(TaxMethod method, Language language) {
  switch (method) {
    case TaxMethod::none:
      return in_words(language, "不代扣", "None");
    case TaxMethod::ordinary:
      return in_words(language, "劳务报酬预扣", "Ordinary");
    case TaxMethod::cumulative:
      return in_words(language, "累计预扣", "Cumulative");
  }
  return {};
}

std::vector<ListColumn> person_columns(Language language) {
  return {{in_words(language, "姓名", "Name"), 16},
          {in_words(language, "证件类型", "Document"), 16},
          {in_words(language, "证件号码", "Number"), 22}};
}

// What is said of a month is how the tax comes about; of a quarter, what was paid.
std::vector<ListColumn> columns_of(const TaxPeriod& period, Language language) {
  auto columns = person_columns(language);
  const auto add = [&](std::string_view zh, std::string_view en, double width, bool is_summed = false) {
    columns.push_back({in_words(language, zh, en), width, is_summed});
  };
  add("笔数", "Payments", 8);
  add("本期收入（元）", "Income (CNY)", 16, true);
  add("本期扣税（元）", "Tax withheld (CNY)", 16, true);
  add("本期实付（元）", "Paid out (CNY)", 16, true);
  if (!period.is_quarter) {
    add("所得项目", "Kind of income", 16);
    add("计税方法", "Method", 16);
    add("计税期间", "Tax period", 12);
    add("累计收入（元）", "Income so far (CNY)", 16);
    add("费用（元）", "Expenses (CNY)", 16);
    add("减除费用（元）", "Basic deduction (CNY)", 16);
    add("应纳税所得额（元）", "Taxable (CNY)", 16);
    add("应纳税额（元）", "Tax due (CNY)", 16);
    add("累计已扣（元）", "Withheld so far (CNY)", 16);
  }
  add("经销商", "Dealer", 24);
  add("经销商编号", "Dealer id", 30);
  return columns;
}

struct People {
  std::map<DealerId, Dealer> dealers;
  std::map<DealerId, Taxpayer> taxpayers;
};

People people_of(db::Tx& tx, const std::vector<TaxFileRow>& rows) {
  std::set<DealerId> ids;
  for (const TaxFileRow& row : rows) ids.insert(row.dealer);
  return {db::find_dealers(tx, ids), db::find_taxpayers(tx, std::vector(ids.begin(), ids.end()))};
}

// Empty where the dealer has not said who they are.
std::vector<WorkbookCell> person_cells(const Call& call, const Dealer& dealer, const People& people) {
  const auto taxpayer = people.taxpayers.find(dealer.id);
  if (taxpayer == people.taxpayers.end()) return std::vector<WorkbookCell>(3);
  const auto opened = flows::open_taxpayer(call.app.sealer, dealer.public_id, taxpayer->second);
  return {std::string(opened.name.reveal()), in_words(call.language, "居民身份证", "Resident identity card"),
          std::string(opened.identity_number.reveal())};
}

// How the tax comes about, as of the row's last payment; nothing where none was computed.
std::vector<WorkbookCell> basis_cells(const TaxFileRow& row) {
  if (row.last.method == TaxMethod::none) return std::vector<WorkbookCell>(7);
  const TaxBasis basis = tax_basis(row);
  return {row.last.period, basis.income, basis.expenses, basis.basic,
          basis.taxable,   basis.due,    basis.withheld};
}

std::vector<WorkbookCell> cells_of(const Call& call, const TaxPeriod& period, const TaxFileRow& row,
                                   const People& people) {
  const Dealer& dealer = people.dealers.at(row.dealer);
  std::vector<WorkbookCell> cells = person_cells(call, dealer, people);
  cells.insert(cells.end(), {row.payments, row.gross, row.tax, row.net});
  if (!period.is_quarter) {
    cells.insert(cells.end(), {in_words(call.language, "劳务报酬所得", "Labour remuneration"),
                               method_name(row.last.method, call.language)});
    const auto basis = basis_cells(row);
    cells.insert(cells.end(), basis.begin(), basis.end());
  }
  cells.insert(cells.end(), {dealer.name, dealer.public_id});
  return cells;
}

Result<ListPaper> ask_tax_file(const Call& call, db::Tx& tx) {
  const auto period = period_in(call);
  if (!period) return period.error();
  const TaxFileTotal total = db::total_of_tax(tx, period->span);
  if (total.tax != total.ledger_tax) return kTaxFileDisagrees;
  const Language language = call.language;
  ListPaper paper{"tax-" + period->text,
                  in_words(language, "扣税明细 ", "Tax ") + period->text,
                  columns_of(*period, language),
                  {total.people, total.gross},
                  true,
                  {}};
  paper.about = {{in_words(language, "期间", "Period"), period->text},
                 {in_words(language, "提现笔数", "Withdrawals paid"), total.payments},
                 {in_words(language, "扣税合计（元）", "Tax withheld (CNY)"), total.tax},
                 {in_words(language, "总账代扣（元）", "By the ledger (CNY)"), total.ledger_tax},
                 {in_words(language, "未填身份信息（人）", "People without identity"), total.unknown_people},
                 {in_words(language, "尚未结束的提现（笔）", "Withdrawals not ended"), total.open}};
  paper.add_page = [&call, &tx, period = *period, after = DealerId{}](ListRows& rows) mutable {
    const auto page = db::list_tax_rows(tx, period.span, after, kRowsAtOnce);
    const People people = people_of(tx, page);
    for (const TaxFileRow& row : page) {
      rows.add(cells_of(call, period, row, people), row.gross);
      after = row.dealer;
    }
    return std::ssize(page) == kRowsAtOnce;
  };
  return paper;
}

Result<Reply> read_tax_total(const Call& call, db::Tx& tx) {
  const auto period = period_in(call);
  if (!period) return period.error();
  const TaxFileTotal total = db::total_of_tax(tx, period->span);
  json::Writer body;
  body.text("period", period->text)
      .time("from", period->span.from)
      .time("until", period->span.until)
      .integer("people", total.people)
      .integer("payments", total.payments)
      .fen("gross_fen", total.gross)
      .fen("tax_fen", total.tax)
      .fen("net_fen", total.net)
      .fen("ledger_tax_fen", total.ledger_tax)
      .integer("unknown_people", total.unknown_people)
      .integer("open", total.open);
  return ok(body);
}

}  // namespace

AsyncReply show_tax_file(const Call& call, Edge&) {
  Result<Reply> reply = co_await read_at_one_instant(call, read_tax_total);
  co_return reply;
}

AsyncReply export_tax_file(const Call& call, Edge&) {
  Result<Reply> reply = co_await list_file(call, ask_tax_file);
  co_return reply;
}

}  // namespace fenrun::server::console
