// What carries a referral code to a customer: the mini-program code's picture, a link, and a poster with
// either.
#include "db/dealer/dealer.hpp"
#include "flows/referral/ensure_referral_code.hpp"
#include "server/api/dealer/handlers.hpp"
#include "server/api/image_cache.hpp"
#include "server/api/json/reader.hpp"
#include "server/api/referral_view.hpp"
#include "server/api/story.hpp"
#include "server/poster/poster_service.hpp"
#include "wechat/miniprogram/client.hpp"

namespace fenrun::server::dealer {
namespace {

constexpr int kLinkDays = 30;  // WeChat lets no link live longer
constexpr int kPosterCodePixels = 430;
constexpr std::chrono::hours kPrivateAge{1};
constexpr std::chrono::seconds kPosterWaitMax{5};

struct Carried {
  std::string code;
  Dealer dealer;
};

// The caller's live code, made when there is none, and whose it is.
boost::asio::awaitable<Result<Carried>> ensure_code(const Call& call,
                                                    std::optional<std::string> campaign_public_id) {
  const auto wanted = code_wanted(call, campaign_public_id);
  std::function<Result<Carried>(db::Tx&)> story = [&](db::Tx& tx) -> Result<Carried> {
    const auto code = flows::ensure_referral_code(tx, wanted, call.now);
    if (!code) return code.error();
    return Carried{code->code, db::find_dealer(tx, call.caller.dealer).value()};
  };
  Result<Carried> carried = co_await run_story<Carried>(call, story);
  co_return carried;
}

// From memory, or from WeChat.
boost::asio::awaitable<Result<CachedImage>> code_picture(const Call& call, std::string code, int width_px) {
  const std::string key = code + ":" + std::to_string(width_px);
  if (auto cached = call.app.images.find(key)) co_return *cached;
  wechat::UnlimitedCodeRequest request;
  request.scene = code;
  request.page = call.app.options.mini_program_page;
  request.check_path = call.app.options.check_page;
  request.env_version = call.app.options.env_version;
  request.width_px = width_px;
  auto made = co_await call.app.mini_program.unlimited_code(request);
  if (!made) co_return made.error();
  CachedImage picture{std::move(made->content_type), std::move(made->bytes)};
  call.app.images.keep(key, picture);
  co_return picture;
}

// A code's link of today, from memory or from WeChat, which counts every link it makes. It is said to end
// when one made as the day began would, so it lives at least that long.
boost::asio::awaitable<Result<std::string>> code_link(const Call& call, std::string code,
                                                      std::chrono::sys_days day) {
  const std::string key = "link:" + code + ":" + std::to_string(day.time_since_epoch().count());
  if (auto cached = call.app.images.find(key)) co_return std::move(cached->bytes);
  wechat::UrlLinkRequest request;
  request.path = call.app.options.mini_program_page;
  request.query = "scene=" + code;
  request.expire_days = kLinkDays;
  request.env_version = call.app.options.env_version;
  auto made = co_await call.app.mini_program.generate_urllink(request);
  if (made) call.app.images.keep(key, {"text/uri-list", *made});
  co_return made;
}

// Without the code.
PosterContent poster_content(const Call& call, const Carried& carried) {
  PosterContent content;
  content.producer_name = call.app.options.producer_name;
  content.slogan = call.app.options.producer_slogan;
  content.dealer_name = carried.dealer.name;
  return content;
}

// `code` is the referral code or the link that the poster shows.
PosterKey poster_key(const Carried& carried, std::string code) {
  return {carried.dealer.id.value, std::move(code), std::to_string(carried.dealer.version)};
}

// With the picture that WeChat draws, which is asked for only when the poster is not in memory.
boost::asio::awaitable<Result<CachedPoster>> code_poster(const Call& call, Carried carried) {
  const PosterKey key = poster_key(carried, carried.code);
  if (auto drawn = call.app.posters.remembered(key)) co_return drawn;
  auto picture = co_await code_picture(call, carried.code, kPosterCodePixels);
  if (!picture) co_return picture.error();
  PosterContent content = poster_content(call, carried);
  content.code_image = std::move(picture->bytes);
  const auto deadline = call.app.clock.steady() + kPosterWaitMax;
  auto pending = call.app.posters.poster(key, std::move(content), deadline);
  Result<CachedPoster> drawn = co_await std::move(pending);
  co_return drawn;
}

// With the code's link of today, drawn as a QR code by us: it lives as long as the link.
boost::asio::awaitable<Result<CachedPoster>> link_poster(const Call& call, Carried carried) {
  const auto link = co_await code_link(call, carried.code, std::chrono::floor<std::chrono::days>(call.now));
  if (!link) co_return link.error();
  PosterContent content = poster_content(call, carried);
  content.link = *link;
  const auto deadline = call.app.clock.steady() + kPosterWaitMax;
  auto pending = call.app.posters.poster(poster_key(carried, *link), std::move(content), deadline);
  Result<CachedPoster> drawn = co_await std::move(pending);
  co_return drawn;
}

}  // namespace

AsyncReply show_mini_program_code(const Call& call, Edge&) {
  Query query(call.request.target);
  const auto campaign = query.maybe_public_id("campaign");
  const auto width = query.maybe_integer("width", 280, 1280);
  if (auto refused = query.refusal()) co_return *refused;
  const auto carried = co_await ensure_code(call, campaign);
  if (!carried) co_return carried.error();
  auto picture = co_await code_picture(call, carried->code, static_cast<int>(width.value_or(430)));
  if (!picture) co_return picture.error();
  co_return image(std::move(picture->content_type), std::move(picture->bytes), kPrivateAge);
}

AsyncReply show_poster(const Call& call, Edge&) {
  Query query(call.request.target);
  const auto campaign = query.maybe_public_id("campaign");
  const bool has_link = query.maybe_one_of("carrier", {"mini_program_code", "link"}).value_or(0) == 1;
  if (auto refused = query.refusal()) co_return *refused;
  const auto carried = co_await ensure_code(call, campaign);
  if (!carried) co_return carried.error();
  auto pending = has_link ? link_poster(call, *carried) : code_poster(call, *carried);
  const Result<CachedPoster> drawn = co_await std::move(pending);
  if (!drawn) co_return drawn.error();
  co_return image("image/png", **drawn, kPrivateAge);
}

AsyncReply make_link(const Call& call, Edge&) {
  json::Reader body(call.request.body);
  const auto campaign = body.maybe_public_id("campaign");
  if (auto refused = body.refusal()) co_return *refused;
  const auto carried = co_await ensure_code(call, campaign);
  if (!carried) co_return carried.error();
  const auto today = std::chrono::floor<std::chrono::days>(call.now);
  const auto link = co_await code_link(call, carried->code, today);
  if (!link) co_return link.error();
  json::Writer shown;
  shown.text("url", *link).time("expires_at", today + std::chrono::days(kLinkDays));
  co_return ok(shown);
}

}  // namespace fenrun::server::dealer
