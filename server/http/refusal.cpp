#include "server/http/refusal.hpp"

#include <string>

#include "base/crypto/encoding.hpp"
#include "base/log.hpp"
#include "base/random.hpp"

namespace fenrun::server {
namespace {

// Nothing of the request is believed here, so it has no trace of the caller's and gets one of its own.
struct RefusalTrace {
  std::string trace_id;
  std::string span_id;
};

RefusalTrace begin_refusal_trace() {
  SystemRandom random;
  const auto bytes = random.bytes<24>();
  return {crypto::to_hex(crypto::Bytes(bytes).first(16)), crypto::to_hex(crypto::Bytes(bytes).subspan(16))};
}

}  // namespace

Reply render(const Refusal& refusal, Language language) {
  const std::string_view text = language == Language::en ? refusal.en : refusal.zh;
  const RefusalTrace trace = begin_refusal_trace();
  log::info("http.refused",
            {{"trace_id", trace.trace_id}, {"status", refusal.status}, {"code", refusal.code}});
  Reply reply;
  reply.status = refusal.status;
  reply.content_type = "application/problem+json";
  // The texts are constants of refusal.hpp and need no escaping.
  reply.body.append(R"({"type":"urn:fenrun:problem:)").append(refusal.code);
  reply.body.append(R"(","title":")").append(text);
  reply.body.append(R"(","status":)").append(std::to_string(refusal.status));
  reply.body.append(R"(,"detail":")").append(text);
  reply.body.append(R"(","code":")").append(refusal.code);
  reply.body.append(R"(","trace_id":")").append(trace.trace_id).append("\"}");
  reply.headers.emplace_back("Cache-Control", "no-store");
  reply.headers.emplace_back("traceparent", "00-" + trace.trace_id + "-" + trace.span_id + "-00");
  reply.headers.emplace_back("X-Request-Id", trace.trace_id);
  if (refusal.status == 405) reply.headers.emplace_back("Allow", "GET, HEAD, POST, PUT, DELETE");
  if (refusal.status == 503) reply.headers.emplace_back("Retry-After", "1");
  return reply;
}

}  // namespace fenrun::server
