// How an async handler runs a story of its own: co_await run_story<T>(call, story).
#pragma once

#include <boost/asio/awaitable.hpp>
#include <functional>

#include "db/mysql/database.hpp"
#include "server/api/call.hpp"
#include "server/await.hpp"

namespace fenrun::server {

// Refuses as the story does, and with kBusy and kUnavailable. `story` and what it refers to must live until
// this ends.
template <class T>
boost::asio::awaitable<Result<T>> run_story(const Call& call, std::function<Result<T>(db::Tx&)> story,
                                            db::Lane lane = db::Lane::pool) {
  const auto deadline = call.app.clock.steady() + call.app.options.story_deadline;
  Result<T> result = co_await on_database<T>(call.app.database, lane, deadline, std::move(story));
  co_return result;
}

}  // namespace fenrun::server
