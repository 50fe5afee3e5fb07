// The whole API as one table (routes.cpp), and how a request finds its row.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "db/mysql/database.hpp"
#include "server/api/access.hpp"
#include "server/api/call.hpp"
#include "server/api/rate_limit.hpp"

namespace fenrun::db {
class Tx;
}

namespace fenrun::server {

struct Edge;

// Whether a request must carry Idempotency-Key: every POST that creates something or changes money does.
enum class Repeat { harmless, by_key };

// Runs on a database worker inside one transaction.
using Transactional = Result<Reply> (*)(const Call&, db::Tx&);
// Runs on an I/O thread, for the few that speak to WeChat or compute for long. The dispatcher keeps both
// arguments alive.
using Async = boost::asio::awaitable<Result<Reply>> (*)(const Call&, Edge&);

// Whether the body is a file: larger than any document (http.upload_bytes_max), and not JSON.
enum class Body { document, file };

struct Route {
  Method method;
  std::string_view path;  // {name} stands for one segment
  Access access;
  Limit limit;
  Repeat repeat;
  std::variant<Transactional, Async> handler;
  // What the audit log calls it; empty: not audited. Every staff route that changes something has one.
  std::string_view action = {};
  // Where a transactional handler runs; the pipeline is for small hot stories that refuse before they write.
  // Never `instant`: that one transaction also notes that the session was used (story.hpp has a way).
  db::Lane lane = db::Lane::pool;
  Body body = Body::document;
};

std::span<const Route> routes();
// For the listener, which decides about a body's size before anybody looks for its route.
std::vector<std::string> upload_paths();

struct Match {
  const Route* route = nullptr;
  std::vector<std::string> path_values;  // percent-decoded
  std::string allow;  // no route: the methods that the path knows, for Allow; empty: no such path
};

Match match(std::span<const Route> table, Method method, std::string_view path);

std::string_view to_word(Method method);

}  // namespace fenrun::server
