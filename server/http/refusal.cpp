#include "server/http/refusal.hpp"

#include <string>

namespace fenrun::server {

Reply render(const Refusal& refusal, Language language) {
  const std::string_view text = language == Language::en ? refusal.en : refusal.zh;
  Reply reply;
  reply.status = refusal.status;
  reply.content_type = "application/problem+json";
  // The texts are constants of refusal.hpp and need no escaping.
  reply.body.append(R"({"type":"about:blank","title":")").append(text);
  reply.body.append(R"(","status":)").append(std::to_string(refusal.status));
  reply.body.append(R"(,"detail":")").append(text);
  reply.body.append(R"(","code":")").append(refusal.code).append("\"}");
  if (refusal.status == 405) reply.headers.emplace_back("Allow", "GET, HEAD, POST, PUT, DELETE");
  if (refusal.status == 503) reply.headers.emplace_back("Retry-After", "1");
  return reply;
}

}  // namespace fenrun::server
