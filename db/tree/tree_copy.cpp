#include "db/tree/tree_copy.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <chrono>
#include <exception>
#include <memory>
#include <string_view>
#include <utility>

#include "base/clock.hpp"
#include "db/tree/tree_records.hpp"

namespace fenrun::db {
namespace {

namespace asio = boost::asio;

// Of a millisecond at most: a start does not wait longer for a cache.
constexpr int kConnectTries = 200;
constexpr std::chrono::seconds kReadMax{2};

constexpr const char* kDropIfInForce =
    "if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end\n"
    "return redis.call('DEL', KEYS[1], KEYS[2])";

// Boxed, because co_spawn wants what a coroutine returns to be default constructible.
using BoxedReply = std::shared_ptr<Result<RedisReply>>;

asio::awaitable<BoxedReply> boxed_reply(RedisClient& redis, std::vector<std::string> arguments) {
  auto pending = redis.command(std::move(arguments));
  Result<RedisReply> reply = co_await std::move(pending);
  co_return std::make_shared<Result<RedisReply>>(std::move(reply));
}

void put_records(TreeImage& image, std::int64_t chunk, std::string_view records) {
  const auto first = static_cast<TreeNode>(chunk * kTreeChunkRecords);
  for (TreeNode i = 0; i < TreeNode{kTreeChunkRecords}; ++i) {
    const auto upline = read_tree_record(records.substr(i * std::size_t{kTreeRecordBytes}, kTreeRecordBytes));
    if (!upline) continue;  // no such dealer
    const std::int64_t parent = upline->ancestors.front().value;
    if (parent >= std::int64_t{kTreeNodesMax} || upline->tier.value > UINT16_MAX) {
      throw TreeCopyUnfit("a record is beyond any dealer or tier");
    }
    image.put(first + i, static_cast<TreeNode>(parent), static_cast<std::uint16_t>(upline->tier.value));
  }
}

}  // namespace

TreeCopyReader::TreeCopyReader(const RedisOptions& redis) : redis_(context_, redis) {
  for (int tries = 0; tries < kConnectTries && !redis_.is_up(); ++tries) {
    context_.run_one_for(std::chrono::milliseconds(1));
  }
}

Result<std::optional<TreeCopyReader::Position>> TreeCopyReader::position() {
  using Found = Result<std::optional<Position>>;
  const Result<RedisReply> reply = ask({"MGET", "tree:epoch", "tree:seq"});
  if (!reply) return reply.error();
  const auto epoch = reply->list().at(0).maybe_text();
  if (!epoch) return Found(std::nullopt);
  epoch_ = *epoch;
  const auto seq = read_tree_number(reply->list().at(1).maybe_text().value_or(""));
  if (!seq || *seq < 0) throw TreeCopyUnfit("no number says where the copy stands");
  return Found(Position{*epoch, *seq});
}

Result<TreeImage> TreeCopyReader::read(const std::string& epoch, std::int64_t chunks) {
  TreeImage image;
  const SystemClock clock;
  const auto deadline = clock.steady() + kReadMax;
  for (std::int64_t chunk = 0; chunk < chunks; ++chunk) {
    if (clock.steady() > deadline) return kUnavailable;
    const Result<RedisReply> reply = ask({"GET", tree_chunk_key(epoch, chunk)});
    if (!reply) return reply.error();
    const auto text = reply->maybe_text();
    if (!text) throw TreeCopyUnfit("a chunk is gone");
    const auto records = intact_records(*text);
    if (!records) throw TreeCopyUnfit("a chunk was written over");
    put_records(image, chunk, *records);
  }
  return image;
}

Done TreeCopyReader::drop() {
  const Result<RedisReply> reply = ask({"EVAL", kDropIfInForce, "2", "tree:epoch", "tree:seq", epoch_});
  if (!reply) return reply.error();
  return {};
}

// Every command ends: RedisClient has its time-out.
Result<RedisReply> TreeCopyReader::ask(std::vector<std::string> arguments) {
  BoxedReply reply;
  std::exception_ptr thrown;
  asio::co_spawn(context_, boxed_reply(redis_, std::move(arguments)),
                 [&](std::exception_ptr error, BoxedReply answer) {
                   thrown = std::move(error);
                   reply = std::move(answer);
                 });
  context_.restart();
  while (!reply && !thrown) context_.run_one();
  if (thrown) std::rethrow_exception(thrown);
  return std::move(*reply);
}

}  // namespace fenrun::db
