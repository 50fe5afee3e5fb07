#include "server/api/attachment.hpp"

#include "base/crypto/digest.hpp"
#include "base/crypto/encoding.hpp"

namespace fenrun::server {

Reply attachment(std::string_view content_type, const std::string& name, std::string_view bytes) {
  Reply reply;
  reply.content_type = content_type;
  reply.headers.emplace_back("Content-Disposition", "attachment; filename=\"" + name + "\"");
  reply.headers.emplace_back("Repr-Digest", "sha-256=:" + crypto::to_base64(crypto::sha256(bytes)) + ":");
  return reply;
}

}  // namespace fenrun::server
