// Who referred a consumer, as the consumer sees it.
#pragma once

#include <optional>

#include "db/binding/bind_facts.hpp"
#include "server/api/json/writer.hpp"

namespace fenrun::server::consumer {

// "referrer": {id, name} or null.
inline void add_referrer(json::Writer& body, const std::optional<db::ReferredBy>& referrer) {
  if (!referrer) {
    body.null("referrer");
    return;
  }
  body.object("referrer", json::Writer().text("id", referrer->public_id).text("name", referrer->name));
}

}  // namespace fenrun::server::consumer
