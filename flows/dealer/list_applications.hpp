// The operator's queue of applications, and an applicant's own.
#pragma once

#include <optional>

#include "db/mysql/tx.hpp"
#include "domain/dealer/application.hpp"
#include "domain/page.hpp"

namespace fenrun::flows {

struct ListApplicationsQuery {
  ApplicationState state = ApplicationState::open;
  PageRequest page;
};

// Oldest first. Refuses nothing.
Result<Page<Application>> list_applications(db::Tx& tx, const ListApplicationsQuery& query, Instant now);

// The person's last application, whatever became of it.
Result<std::optional<Application>> latest_application(db::Tx& tx, const ConsumerId& consumer, Instant now);

}  // namespace fenrun::flows
