// What carries a dealer's own referral code to a customer.
#include "server/api/carriers.hpp"

#include "server/api/dealer/handlers.hpp"
#include "server/api/json/reader.hpp"
#include "server/api/referral_view.hpp"
#include "server/api/story.hpp"

namespace fenrun::server::dealer {
namespace {

constexpr std::chrono::hours kPrivateAge{1};

// The caller's live code, made when there is none, and whose it is.
boost::asio::awaitable<Result<Carried>> ensure_code(const Call& call,
                                                    std::optional<std::string> campaign_public_id) {
  const auto wanted = code_wanted(call, call.caller.dealer, campaign_public_id);
  std::function<Result<Carried>(db::Tx&)> story = [&](db::Tx& tx) {
    return ensure_carried(tx, wanted, call.now);
  };
  Result<Carried> carried = co_await run_story<Carried>(call, story);
  co_return carried;
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
  // Not kept: the next one may have other words.
  co_return image("image/png", **drawn, std::chrono::seconds(0));
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
