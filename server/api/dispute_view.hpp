// Disputes as the API shows them.
#pragma once

#include "domain/ledger/dispute.hpp"
#include "server/api/call.hpp"

namespace fenrun::server {

// As the dealer sees it: what is frozen and what it means, without the evidence and without who of the staff
// said what.
json::Writer dispute_json(const Dispute& dispute, Language language);

}  // namespace fenrun::server
