// Whether a dealer's transfers arrive without a tap each time: asked for once, on a page of WeChat's.
#include "db/payout/confirm_free.hpp"
#include "flows/withdrawal/confirm_free.hpp"
#include "server/api/dealer/handlers.hpp"
#include "server/api/json/writer.hpp"
#include "server/api/problem.hpp"
#include "server/api/story.hpp"
#include "server/confirm_free_desk.hpp"

namespace fenrun::server::dealer {
namespace {

using MaybePackage = std::optional<SecretText>;

std::string_view word_of(const ConfirmFree& authorization) {
  if (authorization.is_end_wanted) return "ending";
  if (authorization.state == ConfirmFreeState::asked) return "none";  // WeChat has not answered
  if (authorization.is_doubted) return "doubted";
  return to_word(authorization.state);
}

// What opens WeChat's page, while the dealer may agree on it.
boost::asio::awaitable<Result<MaybePackage>> open_page(const Call& call, const ConfirmFree& authorization) {
  if (!is_page_alive(authorization, call.now)) co_return MaybePackage();
  std::function<Result<MaybePackage>(db::Tx&)> story = [&](db::Tx& tx) -> Result<MaybePackage> {
    const auto sealed = db::confirm_free_package(tx, authorization.id);
    if (!sealed) return MaybePackage();
    auto package = flows::open_confirm_free_package(call.app.sealer, authorization.number, *sealed);
    if (!package) throw std::runtime_error("the package of an authorisation does not open");
    return MaybePackage(std::move(*package));
  };
  Result<MaybePackage> package = co_await run_story<MaybePackage>(call, story);
  co_return package;
}

boost::asio::awaitable<Result<Reply>> show(const Call& call, std::optional<ConfirmFree> authorization) {
  json::Writer body;
  body.boolean("is_offered", call.app.confirm_free != nullptr && call.app.confirm_free->is_offered());
  if (!authorization) {
    body.text("state", "none").null("since").text("close_reason", "").null("confirm_page");
    co_return ok(body);
  }
  body.text("state", word_of(*authorization))
      .time("since", authorization->state_at)
      .text("close_reason", authorization->close_reason);
  const Result<MaybePackage> package = co_await open_page(call, *authorization);
  if (!package) co_return package.error();
  if (!package->has_value()) {
    body.null("confirm_page");
    co_return ok(body);
  }
  json::Writer page;
  page.text("mch_id", authorization->place.mchid)
      .text("app_id", authorization->place.appid)
      .text("package", std::string((*package)->reveal()));
  body.object("confirm_page", page);
  co_return ok(body);
}

}  // namespace

AsyncReply show_confirm_free(const Call& call, Edge&) {
  if (call.app.confirm_free == nullptr) {
    Result<Reply> nothing = co_await show(call, std::nullopt);
    co_return nothing;
  }
  Result<std::optional<ConfirmFree>> found = co_await call.app.confirm_free->look(call.caller.dealer);
  if (!found) co_return found.error();
  Result<Reply> shown = co_await show(call, std::move(*found));
  co_return shown;
}

AsyncReply ask_confirm_free(const Call& call, Edge&) {
  if (call.app.confirm_free == nullptr) co_return kConfirmFreeNotOffered;
  std::string number = "F" + call.new_public_id();
  Result<ConfirmFree> asked = co_await call.app.confirm_free->ask(call.caller.dealer, std::move(number));
  if (!asked) co_return asked.error();
  Result<Reply> shown = co_await show(call, std::move(*asked));
  co_return shown;
}

AsyncReply end_confirm_free(const Call& call, Edge&) {
  if (call.app.confirm_free == nullptr) co_return kConfirmFreeNotFound;
  Result<ConfirmFree> ended = co_await call.app.confirm_free->end(call.caller.dealer);
  if (!ended) co_return ended.error();
  Result<Reply> shown = co_await show(call, std::move(*ended));
  co_return shown;
}

}  // namespace fenrun::server::dealer
