#include "db/dealer/application.hpp"

#include <stdexcept>

#include "base/crypto/encoding.hpp"

#define APPLICATION_COLUMNS                                                                               \
  "id, public_id, consumer_id, invite_id, parent_id, level, name, note, state, contract_id, decided_by, " \
  "decided_at, "                                                                                          \
  "decision_reason, created_at"

namespace fenrun::db {
namespace {

template <class IdType>
std::optional<IdType> id_or_null(IdType id) {
  if (!id.is_set()) return std::nullopt;
  return id;
}

Application read_application(const Row& row) {
  Application application;
  application.id = row.id<ApplicationId>(0);
  application.public_id = row.text(1);
  application.consumer_id = row.id<ConsumerId>(2);
  application.invite_id = row.maybe_id<InviteId>(3).value_or(InviteId{});
  application.parent_id = row.id<DealerId>(4);
  application.level = static_cast<int>(row.integer(5));
  application.name = row.text(6);
  application.note = row.maybe_text(7).value_or("");
  const auto state = application_state_from(row.text(8));
  if (!state) throw std::logic_error("dealer_application: unknown state");
  application.state = *state;
  application.contract_id = row.maybe_id<ContractId>(9).value_or(ContractId{});
  application.decided_by = row.maybe_id<StaffId>(10).value_or(StaffId{});
  application.decided_at = row.maybe_time(11);
  application.decision_reason = row.maybe_text(12).value_or("");
  application.created_at = row.time(13);
  return application;
}

std::optional<Application> read_maybe_application(const std::optional<Row>& row) {
  if (!row) return std::nullopt;
  return read_application(*row);
}

}  // namespace

std::optional<Application> find_application_by_public_id(Tx& tx, std::string_view public_id) {
  if (!crypto::is_ulid(public_id)) return std::nullopt;
  return read_maybe_application(
      tx.one("SELECT " APPLICATION_COLUMNS " FROM dealer_application WHERE public_id = ?", {public_id}));
}

std::optional<Application> lock_application_by_public_id(Tx& tx, std::string_view public_id) {
  if (!crypto::is_ulid(public_id)) return std::nullopt;
  return read_maybe_application(tx.one(
      "SELECT " APPLICATION_COLUMNS " FROM dealer_application WHERE public_id = ? FOR UPDATE", {public_id}));
}

std::optional<Application> find_latest_application_of(Tx& tx, ConsumerId consumer) {
  return read_maybe_application(tx.one(
      "SELECT " APPLICATION_COLUMNS " FROM dealer_application WHERE consumer_id = ? ORDER BY id DESC LIMIT 1",
      {consumer}));
}

bool has_open_application(Tx& tx, ConsumerId consumer) {
  return tx.one("SELECT id FROM dealer_application WHERE open_consumer_id = ?", {consumer}).has_value();
}

std::optional<ApplicationId> insert_application(Tx& tx, const Application& application) {
  const bool is_new = tx.insert_new(
      "INSERT INTO dealer_application (public_id, consumer_id, open_consumer_id, invite_id, parent_id, "
      "level, name, "
      "note, state, contract_id, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'open', ?, ?)",
      {application.public_id, application.consumer_id, application.consumer_id,
       id_or_null(application.invite_id), application.parent_id, application.level, application.name,
       application.note, application.contract_id, application.created_at});
  if (!is_new) return std::nullopt;
  return find_application_by_public_id(tx, application.public_id)->id;
}

void decide_application_row(Tx& tx, ApplicationId id, const Decision& decision) {
  tx.execute_one(
      "UPDATE dealer_application SET state = ?, open_consumer_id = NULL, decided_by = ?, decided_at = ?, "
      "decision_reason = ? WHERE id = ? AND state = 'open'",
      {to_text(decision.state), id_or_null(decision.by), decision.at, decision.reason, id});
}

Page<Application> list_applications(Tx& tx, ApplicationState state, const PageRequest& page) {
  const auto rows = tx.all(  // queue
      "SELECT " APPLICATION_COLUMNS " FROM dealer_application WHERE state = ? AND id > ? ORDER BY id LIMIT ?",
      {to_text(state), page.after, page.rows() + 1});
  std::vector<Application> applications;
  applications.reserve(rows.size());
  for (const Row& row : rows) applications.push_back(read_application(row));
  return cut_page(std::move(applications), page,
                  [](const Application& application) { return application.id.value; });
}

}  // namespace fenrun::db
