#include "server/api/document.hpp"

namespace fenrun::server {

boost::asio::awaitable<Result<Reply>> show_document(const Call&, Edge&) {
  Reply reply;
  reply.content_type = "application/yaml";
  reply.body = kOpenApiDocument;
  reply.headers.emplace_back("Cache-Control", "public, max-age=300");
  co_return reply;
}

}  // namespace fenrun::server
