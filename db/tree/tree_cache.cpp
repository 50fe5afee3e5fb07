#include "db/tree/tree_cache.hpp"

namespace fenrun::db {

using boost::asio::awaitable;

awaitable<Result<std::optional<Upline>>> TreeCache::upline(DealerId dealer) {
  using Found = Result<std::optional<Upline>>;
  const std::string tried = epoch_;
  if (!tried.empty()) {
    auto reading = read(dealer);
    Found found = co_await std::move(reading);
    if (!found || found->has_value()) co_return found;
  }
  auto learning = learn_epoch();
  const Done learned = co_await std::move(learning);
  if (!learned) co_return Found(learned.error());
  // Another coroutine may have learned of the same copy a moment earlier: what counts is which one was read.
  if (epoch_.empty() || epoch_ == tried) co_return Found(std::nullopt);
  auto reading = read(dealer);
  Found found = co_await std::move(reading);
  co_return found;
}

awaitable<Result<std::optional<Upline>>> TreeCache::read(DealerId dealer) {
  using Found = Result<std::optional<Upline>>;
  const RecordPlace place = record_place(dealer);
  std::vector<std::string> arguments{"GETRANGE", tree_chunk_key(epoch_, place.chunk),
                                     std::to_string(place.offset),
                                     std::to_string(place.offset + kTreeRecordBytes - 1)};
  auto pending = redis_.command(std::move(arguments));
  const Result<RedisReply> reply = co_await std::move(pending);
  if (!reply) co_return Found(reply.error());
  co_return Found(read_tree_record(reply->text()));
}

awaitable<Done> TreeCache::learn_epoch() {
  std::vector<std::string> arguments{"GET", "tree:epoch"};
  auto pending = redis_.command(std::move(arguments));
  const Result<RedisReply> reply = co_await std::move(pending);
  if (!reply) co_return Done(reply.error());
  epoch_ = reply->maybe_text().value_or("");
  co_return Done();
}

}  // namespace fenrun::db
