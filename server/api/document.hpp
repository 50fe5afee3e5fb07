// docs/openapi.yaml, carried by the program and served to everyone.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <string_view>

#include "server/api/call.hpp"
#include "server/api/edge.hpp"

namespace fenrun::server {

extern const std::string_view kOpenApiDocument;

boost::asio::awaitable<Result<Reply>> show_document(const Call& call, Edge& edge);

}  // namespace fenrun::server
