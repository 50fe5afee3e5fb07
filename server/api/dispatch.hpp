// One request from the listener to its reply: match, limit, authenticate, authorise, run, render. Nothing
// escapes it: a refusal becomes a problem, an exception a 500 with a trace id.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <span>

#include "server/api/app.hpp"
#include "server/api/edge.hpp"
#include "server/api/route.hpp"
#include "server/http/message.hpp"

namespace fenrun::server {

class Dispatcher {
 public:
  // Both outlive the dispatcher; `edge` belongs to the I/O thread that calls answer().
  Dispatcher(const App& app, Edge& edge, std::span<const Route> table)
      : app_(app), edge_(edge), table_(table) {}

  boost::asio::awaitable<Reply> answer(Request request);

 private:
  boost::asio::awaitable<Result<Reply>> run(Call& call);
  boost::asio::awaitable<Result<Reply>> run_with_cache(Call& call);
  boost::asio::awaitable<Reply> run_caught(Call& call);
  boost::asio::awaitable<Reply> answer_matched(Call& call);
  boost::asio::awaitable<LimitVerdict> take(std::string key, Limit limit);

  const App& app_;
  Edge& edge_;
  std::span<const Route> table_;
};

// The address that limits and the audit log go by: the peer, or what a trusted proxy says.
std::string client_ip_of(const Request& request, const ApiOptions& options);

}  // namespace fenrun::server
