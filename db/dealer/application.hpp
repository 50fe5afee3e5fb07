// Rows of `dealer_application`.
#pragma once

#include <optional>
#include <string_view>

#include "db/mysql/tx.hpp"
#include "domain/dealer/application.hpp"
#include "domain/page.hpp"

namespace fenrun::db {

std::optional<Application> find_application_by_public_id(Tx& tx, std::string_view public_id);
// FOR UPDATE: an application is decided once.
std::optional<Application> lock_application_by_public_id(Tx& tx, std::string_view public_id);
// The person's last one, whatever became of it.
std::optional<Application> find_latest_application_of(Tx& tx, ConsumerId consumer);

bool has_open_application(Tx& tx, ConsumerId consumer);

// The id, or nothing when the person has an open one.
std::optional<ApplicationId> insert_application(Tx& tx, const Application& application);

struct Decision {
  ApplicationState state;
  StaffId by;  // not set: the applicant
  Instant at;
  std::string_view reason;
};
void decide_application_row(Tx& tx, ApplicationId id, const Decision& decision);

// Oldest first.
Page<Application> list_applications(Tx& tx, ApplicationState state, const PageRequest& page);

}  // namespace fenrun::db
