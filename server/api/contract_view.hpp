// A version of the dealer contract.
#pragma once

#include "base/crypto/encoding.hpp"
#include "domain/contract/contract.hpp"
#include "server/api/json/writer.hpp"

namespace fenrun::server {

inline json::Writer contract_summary_json(const Contract& contract) {
  json::Writer body;
  body.integer("number", contract.number)
      .text("title", contract.title)
      .text("body_sha256", crypto::to_hex(crypto::as_bytes(contract.body_sha256)))
      .time("effective_from", contract.effective_from)
      .time("created_at", contract.created_at);
  return body;
}

inline json::Writer contract_json(const Contract& contract) {
  json::Writer body = contract_summary_json(contract);
  body.text("body", contract.body);
  return body;
}

}  // namespace fenrun::server
