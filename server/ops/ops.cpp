#include "server/ops/ops.hpp"

#include <exception>
#include <memory>

#include "base/log.hpp"
#include "base/metrics.hpp"
#include "db/mysql/loggable.hpp"

namespace fenrun::server {
namespace {

using Checks = std::vector<ReadyCheck>;

bool passes(const ReadyCheck& check) {
  try {
    return check.passes();
  } catch (const std::exception& thrown) {
    log::error("ready.check_threw", {{"check", check.name}, {"what", db::loggable(thrown)}});
    return false;
  }
}

// {"ready":true,"checks":{"database":true}}; names are our constants and need no escaping.
Reply ready(const Checks& checks) {
  bool is_ready = true;
  std::string results;
  for (const auto& check : checks) {
    const bool is_passed = passes(check);
    is_ready = is_ready && is_passed;
    if (!results.empty()) results.push_back(',');
    results.append("\"").append(check.name).append("\":").append(is_passed ? "true" : "false");
  }
  Reply reply;
  reply.status = is_ready ? 200 : 503;
  reply.body.append("{\"ready\":").append(is_ready ? "true" : "false");
  reply.body.append(",\"checks\":{").append(results).append("}}\n");
  return reply;
}

Reply text(int status, std::string_view content_type, std::string body) {
  Reply reply;
  reply.status = status;
  reply.content_type = content_type;
  reply.body = std::move(body);
  return reply;
}

boost::asio::awaitable<Reply> answer(std::shared_ptr<const Checks> checks, Request request) {
  Reply reply = text(404, "text/plain", "try /metrics, /healthz or /readyz\n");
  if (request.method == Method::get) {
    if (request.path == "/metrics")
      reply = text(200, "text/plain; version=0.0.4; charset=utf-8", metrics::render());
    if (request.path == "/healthz") reply = text(200, "text/plain", "ok\n");
    if (request.path == "/readyz") reply = ready(*checks);
  }
  reply.headers.emplace_back("Cache-Control", "no-store");
  co_return reply;
}

}  // namespace

MakeHandle make_ops_handler(std::vector<ReadyCheck> checks) {
  auto shared = std::make_shared<const Checks>(std::move(checks));
  return [shared](boost::asio::io_context&) -> Handle {
    return [shared](Request request) { return answer(shared, std::move(request)); };
  };
}

}  // namespace fenrun::server
