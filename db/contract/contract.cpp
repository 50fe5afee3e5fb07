#include "db/contract/contract.hpp"

#include <stdexcept>

#define CONTRACT_COLUMNS "id, number, title, body, body_sha256, effective_from, published_by, created_at"

namespace fenrun::db {
namespace {

Contract read_contract(const Row& row) {
  Contract contract;
  contract.id = row.id<ContractId>(0);
  contract.number = static_cast<int>(row.integer(1));
  contract.title = row.text(2);
  contract.body = row.text(3);
  contract.body_sha256 = row.text(4);
  contract.effective_from = row.time(5);
  contract.published_by = row.id<StaffId>(6);
  contract.created_at = row.time(7);
  return contract;
}

std::optional<Contract> read_maybe_contract(const std::optional<Row>& row) {
  if (!row) return std::nullopt;
  return read_contract(*row);
}

}  // namespace

std::optional<Contract> contract_in_force(Tx& tx, Instant instant) {
  return read_maybe_contract(tx.one("SELECT " CONTRACT_COLUMNS
                                    " FROM contract_version WHERE effective_from <= ? "
                                    "ORDER BY effective_from DESC, number DESC LIMIT 1",
                                    {instant}));
}

std::optional<Contract> find_contract_by_number(Tx& tx, int number) {
  return read_maybe_contract(
      tx.one("SELECT " CONTRACT_COLUMNS " FROM contract_version WHERE number = ?", {number}));
}

int lock_contract_number(Tx& tx) {
  const auto row = tx.one("SELECT next_value FROM sequence_counter WHERE name = 'contract' FOR UPDATE");
  if (!row) throw std::logic_error("a sequence that the migrations write is missing");
  return static_cast<int>(row->integer(0));
}

std::optional<Instant> last_effective_from(Tx& tx) {
  const auto row = tx.one("SELECT number, effective_from FROM contract_version ORDER BY number DESC LIMIT 1");
  if (!row) return std::nullopt;
  return row->time(1);
}

ContractId insert_contract(Tx& tx, const Contract& contract) {
  const ContractId id{
      tx.insert_id("INSERT INTO contract_version (number, title, body, body_sha256, effective_from, "
                   "published_by, created_at) "
                   "VALUES (?, ?, ?, ?, ?, ?, ?)",
                   {contract.number, contract.title, contract.body, contract.body_sha256,
                    contract.effective_from, contract.published_by, contract.created_at})};
  tx.execute_one("UPDATE sequence_counter SET next_value = ? WHERE name = 'contract'", {contract.number + 1});
  return id;
}

void insert_acceptance(Tx& tx, ConsumerId consumer, ContractId contract, Instant at,
                       std::string_view evidence) {
  [[maybe_unused]] const bool is_first = tx.insert_new(
      "INSERT INTO contract_acceptance (consumer_id, contract_id, accepted_at, evidence) VALUES (?, ?, ?, ?)",
      {consumer, contract, at, evidence});
}

bool has_accepted(Tx& tx, ConsumerId consumer, ContractId contract) {
  return tx
      .one("SELECT contract_id FROM contract_acceptance WHERE consumer_id = ? AND contract_id = ?",
           {consumer, contract})
      .has_value();
}

Page<Contract> list_contracts(Tx& tx, const PageRequest& page) {
  const auto rows = tx.all(
      "SELECT id, number, title, '', body_sha256, effective_from, published_by, created_at FROM "
      "contract_version "
      "WHERE number < COALESCE(NULLIF(?, 0), 2147483647) ORDER BY number DESC LIMIT ?",
      {page.after, page.rows() + 1});
  std::vector<Contract> contracts;
  contracts.reserve(rows.size());
  for (const Row& row : rows) contracts.push_back(read_contract(row));
  return cut_page(std::move(contracts), page,
                  [](const Contract& contract) { return std::int64_t{contract.number}; });
}

}  // namespace fenrun::db
