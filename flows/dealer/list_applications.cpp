#include "flows/dealer/list_applications.hpp"

#include "db/dealer/application.hpp"

namespace fenrun::flows {

Result<Page<Application>> list_applications(db::Tx& tx, const ListApplicationsQuery& query, Instant) {
  return db::list_applications(tx, query.state, query.page);
}

Result<std::optional<Application>> latest_application(db::Tx& tx, const ConsumerId& consumer, Instant) {
  return db::find_latest_application_of(tx, consumer);
}

}  // namespace fenrun::flows
