#include "server/api/problem.hpp"

#include "server/api/json/writer.hpp"

namespace fenrun::server {
namespace {

struct Title {
  std::string_view zh;
  std::string_view en;
};

Title title_of(int status) {
  switch (status) {
    case 400:
      return {"请求无效", "Bad Request"};
    case 401:
      return {"未登录", "Unauthorized"};
    case 403:
      return {"没有权限", "Forbidden"};
    case 404:
      return {"未找到", "Not Found"};
    case 405:
      return {"方法不允许", "Method Not Allowed"};
    case 409:
      return {"状态冲突", "Conflict"};
    case 422:
      return {"规则不允许", "Unprocessable Content"};
    case 429:
      return {"请求过于频繁", "Too Many Requests"};
    case 502:
      return {"微信服务异常", "Bad Gateway"};
    case 503:
      return {"服务暂不可用", "Service Unavailable"};
    default:
      return {"服务器错误", "Internal Server Error"};
  }
}

}  // namespace

int status_of(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::invalid:
      return 400;
    case ErrorKind::unauthenticated:
      return 401;
    case ErrorKind::forbidden:
      return 403;
    case ErrorKind::not_found:
      return 404;
    case ErrorKind::conflict:
      return 409;
    case ErrorKind::refused:
      return 422;
    case ErrorKind::too_many:
      return 429;
    case ErrorKind::upstream:
      return 502;
    case ErrorKind::unavailable:
      return 503;
  }
  return 500;
}

Reply render_problem(const Error& error, Language language, std::string_view trace_id) {
  return render_problem(error, language, trace_id, status_of(error.kind()));
}

Reply render_problem(const Error& error, Language language, std::string_view trace_id, int status) {
  const bool zh = language == Language::zh;
  const Title title = title_of(status);
  json::Writer body;
  body.text("type", "urn:fenrun:problem:" + std::string(error.code()))
      .text("title", zh ? title.zh : title.en)
      .integer("status", status)
      .text("detail", zh ? error.definition().zh : error.definition().en)
      .text("code", error.code())
      .text("trace_id", trace_id);
  if (!error.fields().empty()) {
    body.list("errors", error.fields(), [zh](const FieldError& field) {
      return json::Writer().text("pointer", field.pointer).text("detail", zh ? field.zh : field.en);
    });
  }
  Reply reply;
  reply.status = status;
  reply.content_type = "application/problem+json";
  reply.body = body.str();
  reply.headers.emplace_back("Content-Language", zh ? "zh-CN" : "en");
  auto wait = error.retry_after();
  if (!wait && status == 503) wait = std::chrono::seconds(1);
  if (wait) reply.headers.emplace_back("Retry-After", std::to_string(wait->count()));
  if (status == 401) reply.headers.emplace_back("WWW-Authenticate", "Bearer");
  return reply;
}

}  // namespace fenrun::server
