// An application to become a dealer, as its applicant and as staff see it.
#pragma once

#include "domain/dealer/application.hpp"
#include "server/api/dealer_view.hpp"

namespace fenrun::server {

json::Writer application_json(const Application& application, DealerNames& names);

}  // namespace fenrun::server
