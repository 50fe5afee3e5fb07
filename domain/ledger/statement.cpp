#include "domain/ledger/statement.hpp"

#include <string_view>

#include "base/assert.hpp"

namespace fenrun {
namespace {

constexpr std::string_view kHexDigits = "0123456789abcdef";

void add_figure(std::string& text, std::string_view part, std::string_view name, std::int64_t value) {
  text += part;
  text += name;
  text += ' ';
  text += std::to_string(value);
  text += '\n';
}

void add_balance(std::string& text, std::string_view part, const Balance& balance) {
  for (const AccountRow& row : chart_of_accounts()) {
    if (row.owner == Owner::dealer) add_figure(text, part, row.word, balance.of(row.account).value);
  }
}

void add_flows(std::string& text, std::string_view part, const MoneyFlows& flows) {
  add_figure(text, part, "earned", flows.earned.value);
  add_figure(text, part, "clawed_back", flows.clawed_back.value);
  add_figure(text, part, "withdrawn", flows.withdrawn.value);
  add_figure(text, part, "tax", flows.tax.value);
  add_figure(text, part, "written_off", flows.written_off.value);
}

std::string hex_of(std::string_view bytes) {
  std::string text;
  for (const char byte : bytes) {
    const auto value = static_cast<unsigned char>(byte);
    text += kHexDigits[value / 16U];
    text += kHexDigits[value % 16U];
  }
  return text;
}

}  // namespace

MoneyFlows operator+(const MoneyFlows& a, const MoneyFlows& b) {
  return {Fen{a.earned.value + b.earned.value}, Fen{a.clawed_back.value + b.clawed_back.value},
          Fen{a.withdrawn.value + b.withdrawn.value}, Fen{a.tax.value + b.tax.value},
          Fen{a.written_off.value + b.written_off.value}};
}

std::optional<Flow> flow_of(Account debit, Account credit) {
  const bool is_from_dealer = row_of(debit).owner == Owner::dealer;
  if (debit == Account::commission && credit == Account::pending) return Flow::earned;
  if (is_from_dealer && credit == Account::commission) return Flow::clawed_back;
  if (debit == Account::held && credit == Account::tax) return Flow::tax;
  if (debit == Account::held && row_of(credit).owner == Owner::company) return Flow::withdrawn;
  if (debit == Account::bad_debt) return Flow::written_off;
  return std::nullopt;
}

void count_flow(MoneyFlows& flows, Account debit, Account credit, Fen amount) {
  const auto flow = flow_of(debit, credit);
  if (!flow) return;
  switch (*flow) {
    case Flow::earned:
      flows.earned.value += amount.value;
      return;
    case Flow::clawed_back:
      flows.clawed_back.value += amount.value;
      return;
    case Flow::withdrawn:
      flows.withdrawn.value += amount.value;
      return;
    case Flow::tax:
      flows.tax.value += amount.value;
      return;
    case Flow::written_off:
      flows.written_off.value += amount.value;
      return;
  }
}

bool foots(const Statement& statement) {
  const std::int64_t closing = statement.closing.net().value;
  return statement.opening.net().value + statement.flows.net().value == closing &&
         statement.to_date.net().value == closing;
}

std::string to_text(const Statement& statement) {
  std::string text = "fenrun statement 1\ndealer " + statement.dealer + "\n";
  add_figure(text, "", "month", statement.month);
  add_balance(text, "opening ", statement.opening);
  add_flows(text, "", statement.flows);
  add_balance(text, "closing ", statement.closing);
  add_flows(text, "to_date ", statement.to_date);
  add_figure(text, "", "after_movement", statement.opening_number);
  add_figure(text, "", "last_movement", statement.last_number);
  return text + "journal " + hex_of(statement.journal_hash) + "\n";
}

}  // namespace fenrun
