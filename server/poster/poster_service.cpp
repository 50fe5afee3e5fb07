#include "server/poster/poster_service.hpp"

#include "server/await.hpp"

namespace fenrun::server {
namespace {

std::string cache_key(const PosterKey& key) {
  return std::to_string(kPosterTemplate) + '\n' + std::to_string(key.dealer) + '\n' + key.code + '\n' +
         key.version;
}

}  // namespace

PosterService::PosterService(const PosterOptions& options)
    : cache_(options.cache_bytes_max),
      pool_(options.threads, options.queue_max, [] { return std::make_unique<PosterRenderer>(); }) {}

CachedPoster PosterService::remembered(const PosterKey& key) { return cache_.find(cache_key(key)); }

boost::asio::awaitable<Result<CachedPoster>> PosterService::poster(
    PosterKey key, PosterContent content, std::chrono::steady_clock::time_point deadline) {
  const std::string name = cache_key(key);
  if (auto known = cache_.find(name)) co_return known;
  std::function<Result<std::string>(PosterRenderer&)> draw = [&](PosterRenderer& renderer) {
    return renderer.render(content);
  };
  auto drawn = co_await on_pool<Result<std::string>, PosterRenderer>(pool_, deadline, draw);
  if (!drawn) co_return drawn.error();
  if (!*drawn) co_return drawn->error();
  auto poster = std::make_shared<const std::string>(std::move(**drawn));
  cache_.keep(name, poster);
  co_return poster;
}

}  // namespace fenrun::server
