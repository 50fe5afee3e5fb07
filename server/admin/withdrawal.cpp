// The whole life of a withdrawal: amounts, approvals, events, transfers with every call, what WeChat told us,
// and what was posted.
#include <iostream>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/crypto/encoding.hpp"
#include "db/journal/journal.hpp"
#include "db/mysql/connection.hpp"
#include "db/payout/offline_payout.hpp"
#include "db/payout/payout.hpp"
#include "db/payout/payout_receipt.hpp"
#include "db/payout/transfer_notice.hpp"
#include "db/withdrawal/withdrawal.hpp"
#include "domain/ledger/sheet.hpp"
#include "server/admin/command.hpp"

namespace fenrun::server::admin {
namespace {

void print_withdrawal(const Withdrawal& withdrawal) {
  const auto& amounts = withdrawal.amounts;
  std::cout << "withdrawal " << withdrawal.public_id << " of dealer " << withdrawal.dealer.value << ": "
            << to_word(withdrawal.state) << "\n  gross " << amounts.gross.value << ", fee "
            << amounts.fee.value << ", tax " << amounts.tax.value << ", net " << amounts.net.value
            << " fen\n  tax " << to_word(withdrawal.tax.method) << ' ' << withdrawal.tax.period
            << ", income before " << withdrawal.tax.past.income.value << ", withheld before "
            << withdrawal.tax.past.withheld.value << "\n  asked for at "
            << to_rfc3339(withdrawal.requested_at) << ", needs " << withdrawal.approvals_needed
            << " approvals, round " << withdrawal.round << '\n';
}

void print_life(db::Tx& tx, const Withdrawal& withdrawal) {
  for (int round = 1; round <= withdrawal.round; ++round) {
    for (const Approval& approval : db::list_approvals(tx, withdrawal.id, round)) {
      std::cout << "approved in round " << round << " by staff " << approval.staff.value << " at "
                << to_rfc3339(approval.at) << '\n';
    }
  }
  for (const db::WithdrawalNote& note : db::list_withdrawal_notes(tx, withdrawal.id)) {
    std::cout << to_rfc3339_ms(note.at) << ' ' << note.actor << ": " << note.what << " -> " << note.state;
    if (!note.note.empty()) std::cout << " (" << note.note << ')';
    std::cout << '\n';
  }
}

void print_receipt(const std::optional<PayoutReceipt>& receipt) {
  if (!receipt) return;
  std::cout << "  receipt: " << to_word(receipt->state) << " after " << receipt->turns << " turns";
  if (!receipt->problem.empty()) std::cout << " (" << receipt->problem << ')';
  if (!receipt->sha256.empty())
    std::cout << ", SHA-256 " << crypto::to_hex(crypto::as_bytes(receipt->sha256));
  std::cout << '\n';
}

void print_transfer(db::Tx& tx, const Payout& payout) {
  std::cout << "transfer " << payout.number << " (" << payout.channel_number << "): " << to_word(payout.state)
            << ", " << to_word(payout.route) << ", " << payout.amount.value << " fen, body "
            << crypto::to_hex(crypto::as_bytes(db::payout_body(tx, payout.id).hash)) << '\n';
  if (payout.needs_human) std::cout << "  needs a person: " << payout.human_reason << '\n';
  for (const db::PayoutAttempt& attempt : db::list_attempts(tx, payout.id)) {
    std::cout << "  " << to_rfc3339_ms(attempt.started_at) << ' ' << db::to_word(attempt.step) << " #"
              << attempt.fence << ": " << (attempt.outcome.empty() ? "no outcome" : attempt.outcome);
    if (!attempt.note.empty()) std::cout << " (" << attempt.note << ')';
    std::cout << '\n';
  }
  print_receipt(db::find_receipt(tx, payout.id));
  for (const auto& told : db::list_transfer_notices(tx, payout.number)) {
    std::cout << "  " << to_rfc3339_ms(told.received_at) << " WeChat told of " << told.notice.amount.value
              << " fen: " << (told.outcome.empty() ? "not applied yet" : told.outcome) << '\n';
  }
}

void print_offline(const std::optional<OfflinePayout>& payout) {
  if (!payout) return;
  std::cout << "paid outside WeChat, " << to_word(payout->state) << ": " << to_word(payout->method) << ' '
            << payout->reference << " at " << to_rfc3339(payout->paid_at) << ", by staff "
            << payout->proposed_by.value << " and " << payout->decided_by.value << " (" << payout->evidence
            << ")\n";
}

// By the withdrawal's own reference and by the numbers of its transfers.
void print_postings(db::Tx& tx, const Withdrawal& withdrawal, const std::vector<Payout>& payouts) {
  std::set<std::string> references{withdrawal.public_id};
  for (const Payout& payout : payouts) references.insert(payout.number);
  for (const db::JournalTxn& txn : db::find_by_reference(tx, references)) {
    std::cout << to_rfc3339_ms(txn.at) << " posted #" << txn.number << ' ' << to_word(txn.kind) << ' '
              << txn.amount.value << " fen\n";
  }
}

int show(const std::string& file, const std::string& public_id) {
  const auto config = load_or_explain(file, config::Scope::database);
  if (!config) return 1;
  db::start_mysql_driver();
  db::Connection connection(config->mysql.mysql);
  const auto found = connection.transact([&](db::Tx& tx) -> Result<bool> {
    const auto withdrawal = db::find_withdrawal_by_public_id(tx, public_id);
    if (!withdrawal) return false;
    print_withdrawal(*withdrawal);
    print_life(tx, *withdrawal);
    const auto payouts = db::list_payouts_of(tx, withdrawal->id);
    for (const Payout& payout : payouts) print_transfer(tx, payout);
    print_offline(db::find_live_offline_payout(tx, withdrawal->id));
    print_postings(tx, *withdrawal, payouts);
    return true;
  });
  if (*found) return 0;
  std::cerr << "there is no such withdrawal\n";
  return 1;
}

}  // namespace

void add_withdrawal(CLI::App& app, Run& run) {
  auto* const withdrawal = app.add_subcommand("withdrawal", "Withdrawals of dealers");
  withdrawal->require_subcommand(1);
  auto* const shown = withdrawal->add_subcommand("show", "Prints the whole life of one");
  const auto file = std::make_shared<std::string>();
  const auto id = std::make_shared<std::string>();
  shown->add_option("FILE", *file, "A configuration; only [mysql] is needed")->required();
  shown->add_option("ID", *id, "The withdrawal's public id")->required();
  shown->callback([file, id, &run] { run = [file, id] { return show(*file, *id); }; });
}

}  // namespace fenrun::server::admin
