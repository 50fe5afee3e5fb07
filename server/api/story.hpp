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

// For a reply that is read from several statements, which see everything as of one instant.
inline boost::asio::awaitable<Result<Reply>> read_at_one_instant(const Call& call,
                                                                 Result<Reply> (*read)(const Call&,
                                                                                       db::Tx&)) {
  std::function<Result<Reply>(db::Tx&)> story = [&call, read](db::Tx& tx) { return read(call, tx); };
  Result<Reply> reply = co_await run_story<Reply>(call, story, db::Lane::instant);
  co_return reply;
}

}  // namespace fenrun::server
