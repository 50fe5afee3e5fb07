// A consumer's request for another dealer, as the consumer and staff see it.
#pragma once

#include "domain/binding/change_request.hpp"
#include "server/api/dealer_view.hpp"

namespace fenrun::server {

inline json::Writer change_request_json(const ChangeRequest& request, DealerNames& names) {
  json::Writer body;
  body.text("id", request.public_id)
      .maybe_text("from_dealer_id", names.public_id(request.from_dealer_id))
      .maybe_text("from_dealer_name", names.name(request.from_dealer_id))
      .maybe_text("to_dealer_id", names.public_id(request.to_dealer_id))
      .maybe_text("to_dealer_name", names.name(request.to_dealer_id))
      .text("reason", request.reason)
      .text("state", to_text(request.state))
      .maybe_time("decided_at", request.decided_at)
      .text("decision_reason", request.decision_reason)
      .time("created_at", request.created_at);
  return body;
}

}  // namespace fenrun::server
