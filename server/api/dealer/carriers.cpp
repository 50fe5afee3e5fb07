// What carries a referral code to a customer: the mini-program code's picture and a link, both made by
// WeChat.
#include "db/mysql/tx.hpp"
#include "flows/referral/ensure_referral_code.hpp"
#include "server/api/dealer/handlers.hpp"
#include "server/api/image_cache.hpp"
#include "server/api/json/reader.hpp"
#include "server/api/referral_view.hpp"
#include "server/api/story.hpp"
#include "wechat/miniprogram/client.hpp"

namespace fenrun::server::dealer {
namespace {

constexpr int kLinkDays = 30;  // WeChat lets no link live longer

boost::asio::awaitable<Result<db::ReferralCode>> ensure_code(const Call& call,
                                                             std::optional<std::string> campaign_public_id) {
  const auto wanted = code_wanted(call, campaign_public_id);
  std::function<Result<db::ReferralCode>(db::Tx&)> story = [&](db::Tx& tx) {
    return flows::ensure_referral_code(tx, wanted, call.now);
  };
  Result<db::ReferralCode> code = co_await run_story<db::ReferralCode>(call, story);
  co_return code;
}

}  // namespace

AsyncReply show_mini_program_code(const Call& call, Edge&) {
  Query query(call.request.target);
  const auto campaign = query.maybe_public_id("campaign");
  const auto width = query.maybe_integer("width", 280, 1280);
  if (auto refused = query.refusal()) co_return *refused;
  const auto code = co_await ensure_code(call, campaign);
  if (!code) co_return code.error();

  const int width_px = static_cast<int>(width.value_or(430));
  const std::string key = "code:" + code->code + ":" + std::to_string(width_px);
  constexpr std::chrono::hours kPrivateAge{1};
  if (auto cached = call.app.images.find(key)) {
    co_return image(std::move(cached->content_type), std::move(cached->bytes), kPrivateAge);
  }
  wechat::UnlimitedCodeRequest request;
  request.scene = code->code;
  request.page = call.app.options.mini_program_page;
  request.check_path = call.app.options.check_page;
  request.env_version = call.app.options.env_version;
  request.width_px = width_px;
  auto made = co_await call.app.mini_program.unlimited_code(request);
  if (!made) co_return made.error();
  call.app.images.keep(key, {made->content_type, made->bytes});
  co_return image(std::move(made->content_type), std::move(made->bytes), kPrivateAge);
}

AsyncReply make_link(const Call& call, Edge&) {
  json::Reader body(call.request.body);
  const auto campaign = body.maybe_public_id("campaign");
  if (auto refused = body.refusal()) co_return *refused;
  const auto code = co_await ensure_code(call, campaign);
  if (!code) co_return code.error();
  wechat::UrlLinkRequest request;
  request.path = call.app.options.mini_program_page;
  request.query = "scene=" + code->code;
  request.expire_days = kLinkDays;
  request.env_version = call.app.options.env_version;
  const auto link = co_await call.app.mini_program.generate_urllink(request);
  if (!link) co_return link.error();
  json::Writer shown;
  shown.text("url", *link).time("expires_at", call.now + std::chrono::days(kLinkDays));
  co_return ok(shown);
}

}  // namespace fenrun::server::dealer
