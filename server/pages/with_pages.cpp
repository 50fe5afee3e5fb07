#include "server/pages/with_pages.hpp"

#include <boost/asio/awaitable.hpp>
#include <memory>
#include <optional>
#include <utility>

#include "server/api/problem.hpp"
#include "server/api/trace.hpp"
#include "server/http/language.hpp"
#include "server/pages/answer_page.hpp"

namespace fenrun::server {
namespace {

Reply refuse_page_method(const Request& request, Random& random) {
  const Trace trace = trace_of(request, random);
  Reply reply = render_problem(kMethodNotAllowed, preferred_language(request), trace.trace_id, 405);
  reply.headers.emplace_back("Allow", "GET, HEAD");
  reply.headers.emplace_back("Cache-Control", "no-store");
  return reply;
}

boost::asio::awaitable<Reply> answer_with_pages(const PageFiles& files, const Handle& behind, Random& random,
                                                Request request) {
  std::optional<Reply> page;
  if (request.method == Method::get) {
    page = answer_page(files, request);
  } else if (is_page_path(request.path)) {
    page = refuse_page_method(request, random);
  }
  if (page) co_return std::move(*page);
  auto pending = behind(std::move(request));
  Reply reply = co_await std::move(pending);
  co_return reply;
}

}  // namespace

MakeHandle with_pages(PageFiles files, MakeHandle behind, Random& random) {
  auto shared = std::make_shared<const PageFiles>(std::move(files));
  return [shared, behind = std::move(behind), &random](boost::asio::io_context& context) -> Handle {
    auto handle = std::make_shared<const Handle>(behind(context));
    return [shared, handle, &random](Request request) {
      return answer_with_pages(*shared, *handle, random, std::move(request));
    };
  };
}

}  // namespace fenrun::server
