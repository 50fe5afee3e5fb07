#include "db/tree/tree_cache_writer.hpp"

#include <set>

#include "base/crypto/encoding.hpp"

namespace fenrun::db {
namespace {

using boost::asio::awaitable;

// More than this is quicker as a new copy than as one script that holds up Redis.
constexpr std::size_t kRecordsPerScriptMax = 4096;
constexpr std::string_view kLockMs = "30000";
// A copy that its writer did not finish goes away by itself.
constexpr std::string_view kUnfinishedSeconds = "600";
// Readers that know the old epoch learn the new one when their chunk is gone.
constexpr std::string_view kReplacedSeconds = "5";

// KEYS: epoch, seq, then the chunk of each record. ARGV: the epoch and seq expected, the new seq, then offset
// and bytes of each record. The last byte of a new chunk is written first, so that it is allocated once. The
// sum behind the records of each chunk (tree_records.hpp) is renewed.
const RedisScript& advance_script() {
  static const RedisScript script(R"lua(
if redis.call('GET', KEYS[1]) ~= ARGV[1] or redis.call('GET', KEYS[2]) ~= ARGV[2] then return 0 end
local touched = {}
for i = 3, #KEYS do
  if redis.call('EXISTS', KEYS[i]) == 0 then redis.call('SETRANGE', KEYS[i], 65319, '\0') end
  redis.call('SETRANGE', KEYS[i], ARGV[2 * i - 2], ARGV[2 * i - 1])
  touched[KEYS[i]] = true
end
for chunk in pairs(touched) do
  redis.call('SETRANGE', chunk, 65280, redis.sha1hex(redis.call('GETRANGE', chunk, 0, 65279)))
end
redis.call('SET', KEYS[2], ARGV[3])
redis.call('PUBLISH', 'tree:changed', ARGV[3])
return 1)lua");
  return script;
}

// KEYS: lock, epoch, seq, then every chunk. ARGV: token, the new epoch, its seq.
const RedisScript& publish_script() {
  static const RedisScript script(R"lua(
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
for i = 4, #KEYS do redis.call('PERSIST', KEYS[i]) end
redis.call('SET', KEYS[2], ARGV[2])
redis.call('SET', KEYS[3], ARGV[3])
redis.call('DEL', KEYS[1])
redis.call('PUBLISH', 'tree:changed', ARGV[3])
return 1)lua");
  return script;
}

// Whose records the changes touch: the dealers named, and everybody below them, whose ancestors may be others
// now.
std::set<DealerId> touched_by(const std::vector<NumberedChange>& changes, const DealerTree& tree) {
  std::set<DealerId> touched;
  for (const NumberedChange& each : changes) {
    touched.insert(each.change.dealer);
    for (const DealerId below : tree.everybody_below(each.change.dealer)) touched.insert(below);
    if (touched.size() > kRecordsPerScriptMax) break;
  }
  return touched;
}

}  // namespace

awaitable<Result<TreeCacheWriter::Step>> TreeCacheWriter::step() {
  using Stepped = Result<Step>;
  if (log_.last() < 0) co_return Stepped(Step::in_step);
  auto asking = position();
  const Result<Position> found = co_await std::move(asking);
  if (!found) co_return Stepped(found.error());
  const auto seq = read_tree_number(found->seq);
  const std::uint64_t reloads = log_.reloads();
  const bool is_copy = !found->epoch.empty() && seq && reloads == reloads_seen_;
  if (is_copy && *seq >= log_.last()) co_return Stepped(Step::in_step);
  const auto changes = is_copy ? log_.after(*seq) : std::nullopt;
  if (changes) {
    auto advancing = advance(*found, *changes);
    Stepped stepped = co_await std::move(advancing);
    co_return stepped;
  }
  auto rebuilding = rebuild(found->epoch);
  Stepped stepped = co_await std::move(rebuilding);
  if (stepped && *stepped == Step::rebuilt) reloads_seen_ = reloads;
  co_return stepped;
}

awaitable<Result<TreeCacheWriter::Position>> TreeCacheWriter::position() {
  std::vector<std::string> arguments{"MGET", "tree:epoch", "tree:seq"};
  auto pending = redis_.command(std::move(arguments));
  const Result<RedisReply> reply = co_await std::move(pending);
  if (!reply) co_return Result<Position>(reply.error());
  Position position;
  position.epoch = reply->list().at(0).maybe_text().value_or("");
  position.seq = reply->list().at(1).maybe_text().value_or("");
  co_return Result<Position>(std::move(position));
}

awaitable<Result<TreeCacheWriter::Step>> TreeCacheWriter::advance(Position from,
                                                                  std::vector<NumberedChange> changes) {
  using Stepped = Result<Step>;
  const std::set<DealerId> touched = touched_by(changes, tree_);
  if (touched.size() > kRecordsPerScriptMax) {
    auto rebuilding = rebuild(from.epoch);
    Stepped rebuilt = co_await std::move(rebuilding);
    co_return rebuilt;
  }
  std::vector<std::string> keys{"tree:epoch", "tree:seq"};
  std::vector<std::string> arguments{from.epoch, from.seq, std::to_string(changes.back().seq)};
  for (const DealerId dealer : touched) {
    const RecordPlace place = record_place(dealer);
    keys.push_back(tree_chunk_key(from.epoch, place.chunk));
    arguments.push_back(std::to_string(place.offset));
    arguments.push_back(tree_record(tree_.upline(dealer)));
  }
  auto pending = redis_.run(advance_script(), std::move(keys), std::move(arguments));
  const Result<RedisReply> reply = co_await std::move(pending);
  if (!reply) co_return Stepped(reply.error());
  co_return Stepped(reply->integer() == 1 ? Step::advanced : Step::overtaken);
}

awaitable<Result<TreeCacheWriter::Step>> TreeCacheWriter::rebuild(std::string old_epoch) {
  using Stepped = Result<Step>;
  const std::string token = crypto::to_hex(random_.bytes<16>());
  auto locking = lock(token);
  const Result<bool> is_locked = co_await std::move(locking);
  if (!is_locked) co_return Stepped(is_locked.error());
  if (!*is_locked) co_return Stepped(Step::overtaken);

  std::vector<std::string> increment{"INCR", "tree:last_epoch"};
  auto counting = redis_.command(std::move(increment));
  const Result<RedisReply> counted = co_await std::move(counting);
  if (!counted) co_return Stepped(counted.error());
  const std::string epoch = std::to_string(counted->integer());

  // The number is read before the records: what changes meanwhile is written again, which does no harm.
  const std::int64_t seq = log_.last();
  const std::int64_t chunks = record_place(tree_.highest()).chunk + 1;
  auto writing = write_chunks(epoch, chunks);
  const Done written = co_await std::move(writing);
  if (!written) co_return Stepped(written.error());
  auto publishing = publish(token, epoch, seq, chunks);
  const Result<bool> is_published = co_await std::move(publishing);
  if (!is_published) co_return Stepped(is_published.error());
  if (!*is_published) co_return Stepped(Step::overtaken);
  if (!old_epoch.empty() && old_epoch != epoch) {
    auto expiring = expire_chunks(old_epoch);
    co_await std::move(expiring);
  }
  co_return Stepped(Step::rebuilt);
}

awaitable<Result<bool>> TreeCacheWriter::lock(std::string token) {
  std::vector<std::string> arguments{"SET", "tree:rebuild", std::move(token),
                                     "NX",  "PX",           std::string(kLockMs)};
  auto pending = redis_.command(std::move(arguments));
  const Result<RedisReply> reply = co_await std::move(pending);
  if (!reply) co_return Result<bool>(reply.error());
  co_return Result<bool>(!reply->is_nil());
}

awaitable<Done> TreeCacheWriter::write_chunks(std::string epoch, std::int64_t chunks) {
  for (std::int64_t chunk = 0; chunk < chunks; ++chunk) {
    std::vector<std::string> arguments{"SET", tree_chunk_key(epoch, chunk), tree_chunk(tree_, chunk), "EX",
                                       std::string(kUnfinishedSeconds)};
    auto pending = redis_.command(std::move(arguments));
    const Result<RedisReply> reply = co_await std::move(pending);
    if (!reply) co_return Done(reply.error());
  }
  co_return Done();
}

awaitable<Result<bool>> TreeCacheWriter::publish(std::string token, std::string epoch, std::int64_t seq,
                                                 std::int64_t chunks) {
  std::vector<std::string> keys{"tree:rebuild", "tree:epoch", "tree:seq"};
  for (std::int64_t chunk = 0; chunk < chunks; ++chunk) keys.push_back(tree_chunk_key(epoch, chunk));
  std::vector<std::string> arguments{std::move(token), std::move(epoch), std::to_string(seq)};
  auto pending = redis_.run(publish_script(), std::move(keys), std::move(arguments));
  const Result<RedisReply> reply = co_await std::move(pending);
  if (!reply) co_return Result<bool>(reply.error());
  co_return Result<bool>(reply->integer() == 1);
}

// Chunks are numbered without a hole, so the first that is missing ends the copy. A failure leaves it behind
// unread.
awaitable<void> TreeCacheWriter::expire_chunks(std::string epoch) {
  for (std::int64_t chunk = 0; chunk <= std::int64_t{kTreeNodesMax} / kTreeChunkRecords; ++chunk) {
    std::vector<std::string> arguments{"EXPIRE", tree_chunk_key(epoch, chunk), std::string(kReplacedSeconds)};
    auto pending = redis_.command(std::move(arguments));
    const Result<RedisReply> reply = co_await std::move(pending);
    if (!reply || reply->integer() == 0) co_return;
  }
}

}  // namespace fenrun::db
