#include "server/api/application_view.hpp"

namespace fenrun::server {

json::Writer application_json(const Application& application, DealerNames& names) {
  json::Writer body;
  body.text("id", application.public_id)
      .text("name", application.name)
      .text("note", application.note)
      .integer("level", application.level)
      .maybe_text("parent_id", names.public_id(application.parent_id))
      .maybe_text("parent_name", names.name(application.parent_id))
      .text("state", to_text(application.state))
      .maybe_time("decided_at", application.decided_at)
      .text("decision_reason", application.decision_reason)
      .time("created_at", application.created_at);
  return body;
}

}  // namespace fenrun::server
