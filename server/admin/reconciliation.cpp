// A reconciled day: its figures, the bills it rests on, and every difference.
#include <iostream>
#include <memory>
#include <string>

#include "db/mysql/connection.hpp"
#include "db/reconciliation/difference.hpp"
#include "db/reconciliation/reconciliation_day.hpp"
#include "server/admin/command.hpp"

namespace fenrun::server::admin {
namespace {

constexpr int kDifferencesPrinted = 10'000;

void print_bill_figures(BillKind account, const BillFigures& figures) {
  std::cout << "  " << to_word(account) << ": " << figures.lines << " lines, in " << figures.income.value
            << ", out " << figures.expense.value << " fen; matched " << figures.matched << " ("
            << figures.matched_sum.value << " fen), in bills beside " << figures.beside << ", outside "
            << figures.outside << ", differences " << figures.differences << '\n';
}

void print_difference(const FiledDifference& difference) {
  const Difference& found = difference.found;
  const auto fen = [](const std::optional<Fen>& value) {
    return value ? std::to_string(value->value) : std::string("none");
  };
  std::cout << '#' << difference.id.value << ' ' << to_word(found.account) << ' ' << to_word(found.kind)
            << ' ' << found.number << " (" << found.channel_number << "): ours " << fen(found.ours)
            << ", billed " << fen(found.billed) << ", in suspense " << found.unbooked.value << " fen, "
            << to_word(difference.state) << '\n';
  if (!found.note.empty()) std::cout << "  " << found.note << '\n';
  if (!difference.reason.empty()) {
    std::cout << "  staff " << difference.proposed_by.value << ": " << difference.reason << " ("
              << to_word(difference.explanation) << ")\n";
  }
  if (!is_open(difference.state)) return;
  const DifferenceClassRow& kind = row_of(found.kind);
  std::cout << "  " << to_word(kind.owner) << ": " << kind.to_do_zh << " / " << kind.to_do_en << '\n';
}

int show_reconciled_day(const std::string& file, const std::string& text) {
  const auto day = parse_bill_day(text);
  if (!day) {
    std::cerr << kBillDayInvalid.en << '\n';
    return 1;
  }
  const auto config = load_or_explain(file, config::Scope::database);
  if (!config) return 1;
  db::start_mysql_driver();
  db::Connection connection(config->mysql.mysql);
  const auto found = connection.transact([&](db::Tx& tx) -> Result<bool> {
    const auto reconciled = db::find_reconciliation_day(tx, *day);
    if (!reconciled) return false;
    const auto& at = reconciled->reconciled_at;
    std::cout << text << ' ' << to_word(reconciled->state) << ", matched "
              << (at ? to_rfc3339(*at) : std::string("never")) << "; suspense of the ledger "
              << db::suspense_balance(tx).value << " fen\n";
    for (const BillKind bill : kBillKinds) print_bill_figures(bill, (*reconciled).*figures_of(bill));
    for (const auto& one : db::read_differences(tx, *day, kDifferencesPrinted)) print_difference(one);
    return true;
  });
  if (*found) return 0;
  std::cerr << kReconciliationNotFound.en << '\n';
  return 1;
}

}  // namespace

void add_reconciliation(CLI::App& app, Run& run) {
  auto* const reconciliation = app.add_subcommand("reconciliation", "WeChat's bills against our books");
  reconciliation->require_subcommand(1);
  auto* const shown = reconciliation->add_subcommand("show", "Prints what a day came to");
  const auto file = std::make_shared<std::string>();
  const auto day = std::make_shared<std::string>();
  shown->add_option("FILE", *file, "A configuration; only [mysql] is needed")->required();
  shown->add_option("DATE", *day, "2026-11-27")->required();
  shown->callback([file, day, &run] { run = [file, day] { return show_reconciled_day(*file, *day); }; });
}

}  // namespace fenrun::server::admin
