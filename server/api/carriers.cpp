#include "server/api/carriers.hpp"

#include "db/dealer/dealer.hpp"
#include "db/referral/campaign.hpp"
#include "wechat/miniprogram/client.hpp"

namespace fenrun::server {
namespace {

constexpr int kPosterCodePixels = 430;
constexpr std::chrono::seconds kPosterWaitMax{5};

// Without the code.
PosterContent poster_content(const Call& call, const Carried& carried) {
  PosterContent content;
  content.producer_name = call.app.options.producer_name;
  content.slogan = carried.slogan.empty() ? call.app.options.producer_slogan : carried.slogan;
  content.dealer_name = carried.dealer.name;
  return content;
}

// `code` is the referral code or the link that the poster shows.
PosterKey poster_key(const Carried& carried, std::string code) {
  return {carried.dealer.id.value, std::move(code),
          std::to_string(carried.dealer.version) + ":" + carried.slogan};
}

}  // namespace

Result<Carried> ensure_carried(db::Tx& tx, const flows::EnsureReferralCode& wanted, Instant now) {
  const auto code = flows::ensure_referral_code(tx, wanted, now);
  if (!code) return code.error();
  Carried carried{code->code, db::find_dealer(tx, wanted.dealer_id).value(), ""};
  if (code->campaign_id.is_set()) carried.slogan = db::find_campaign(tx, code->campaign_id).value().slogan;
  return carried;
}

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

}  // namespace fenrun::server
