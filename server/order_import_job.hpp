// Importing a file of orders as a kind of background job: the file is read, its orders are booked some at a
// time, and a file of the same kind is given back in which each row has its outcome.
#pragma once

#include <string>
#include <string_view>

#include "base/crypto/sealer.hpp"
#include "domain/order/order_terms.hpp"
#include "server/job_runner.hpp"

namespace fenrun::server {

inline constexpr std::string_view kOrderImportJob = "order_import";
inline constexpr std::string_view kUploadedFile = "upload";
inline constexpr std::string_view kReturnedFile = "result";

// The owner of an import's kept files. Their content is sealed for the place kept_file, purpose, owner.
std::string import_file_owner(std::string_view job_public_id);

// {"source": "shop-2", "file": "orders.csv"}
std::string import_parameters(std::string_view source, std::string_view file);

// `sealer` outlives the runner.
JobKind order_import_job(const crypto::Sealer& sealer, OrderTerms terms);

}  // namespace fenrun::server
