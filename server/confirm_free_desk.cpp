#include "server/confirm_free_desk.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/log.hpp"
#include "db/payout/confirm_free.hpp"
#include "domain/consumer/consumer.hpp"
#include "domain/text.hpp"
#include "flows/consumer/sealed_identity.hpp"
#include "server/await.hpp"
#include "wechat/pay/outcome/errors.hpp"

namespace fenrun::server {
namespace {

constexpr std::chrono::seconds kRecordDeadline{5};
constexpr std::size_t kDisplayNameMax = 32;  // characters, by WeChat
constexpr std::chrono::minutes kApplicationLost{10};
// WeChat takes 50 and 100 a second for a merchant.
constexpr int kSettledAtOnce = 20;
constexpr std::chrono::minutes kSettleAgain{1};

ConfirmFreeState state_of(wechat::AuthorizationState state) {
  switch (state) {
    case wechat::AuthorizationState::wait_user_confirm:
      return ConfirmFreeState::waiting;
    case wechat::AuthorizationState::taking_effect:
      return ConfirmFreeState::in_effect;
    case wechat::AuthorizationState::closed:
      return ConfirmFreeState::closed;
  }
  return ConfirmFreeState::waiting;
}

// What WeChat does not know is closed, unless an application for it may still be on its way, or was made so
// lately that it may not be seen yet.
bool means_closed(const ConfirmFree& known, Instant now) {
  switch (known.state) {
    case ConfirmFreeState::asked:
      return known.is_end_wanted && now - known.asked_at >= kApplicationLost;
    case ConfirmFreeState::waiting:
      return now - known.state_at >= kApplicationLost;
    case ConfirmFreeState::in_effect:
    case ConfirmFreeState::closed:
      return true;
  }
  return false;
}

// A number or a word of WeChat's, as the columns hold them.
std::string short_word(const std::string& text) {
  constexpr std::size_t kWordMax = 64;
  const auto is_graphic = [](char character) { return character > ' ' && character < '\x7f'; };
  return text.size() <= kWordMax && std::ranges::all_of(text, is_graphic) ? text : "UNREADABLE";
}

// Whether the number is refused for good. What says nothing about it may have been asked for before.
bool is_final(const wechat::PayRefusal& refusal) {
  using Do = wechat::PayAction;
  return refusal.row->action == Do::fix_request || refusal.row->action == Do::settle_otherwise;
}

flows::HearConfirmFree heard_refusal(const std::string& number, const std::string& code) {
  ConfirmFreeNews news;
  news.state = ConfirmFreeState::closed;
  news.close_reason = code;
  return {number, std::move(news)};
}

}  // namespace

ConfirmFreeNews confirm_free_news(const wechat::Authorization& authorization) {
  const ConfirmFreeState state = state_of(authorization.state);
  const bool is_closed = state == ConfirmFreeState::closed;
  return {state, short_word(authorization.authorization_id), short_word(authorization.close_reason),
          is_closed ? authorization.close_time : authorization.authorize_time};
}

ConfirmFreeDesk::ConfirmFreeDesk(wechat::PayClient& client, db::Database& database, const Clock& clock,
                                 const crypto::Sealer& sealer, flows::WithdrawalKeys keys)
    : client_(client), database_(database), clock_(clock), sealer_(sealer), keys_(keys) {}

bool ConfirmFreeDesk::is_offered() const { return client_.options().has_authorization; }

template <class T>
ConfirmFreeDesk::Awaitable<Result<T>> ConfirmFreeDesk::run(std::function<Result<T>(db::Tx&)> story) {
  const auto deadline = clock_.steady() + kRecordDeadline;
  Result<T> result = co_await on_database<T>(database_, db::Lane::pool, deadline, std::move(story));
  co_return result;
}

std::optional<ConfirmFreeNews> ConfirmFreeDesk::news_of(
    const ConfirmFree& known, const wechat::PayOutcome<wechat::Authorization>& outcome) const {
  if (outcome.refused_with("NOT_FOUND") && means_closed(known, clock_.now())) {
    return ConfirmFreeNews{ConfirmFreeState::closed, "", "NOT_FOUND", {}};
  }
  if (!outcome.is_done()) return std::nullopt;
  const wechat::Authorization& said = outcome.done();
  const bool is_ours = said.appid == known.place.appid &&
                       sealer_.blind_index("openid", said.openid.reveal()) == known.place.openid_index;
  if (!is_ours) {
    log::error("confirm_free.differs", {{"number", known.number}});
    if (!known.is_end_wanted) return std::nullopt;
    return ConfirmFreeNews{ConfirmFreeState::closed, "", "NOT_OURS", {}};
  }
  return confirm_free_news(said);
}

ConfirmFreeDesk::Awaitable<Result<ConfirmFree>> ConfirmFreeDesk::record(flows::HearConfirmFree heard) {
  std::function<Result<ConfirmFree>(db::Tx&)> story = [&](db::Tx& tx) {
    return flows::hear_confirm_free(tx, heard, clock_.now());
  };
  Result<ConfirmFree> recorded = co_await run<ConfirmFree>(story);
  if (recorded) {
    log::info("confirm_free.heard",
              {{"number", recorded->number}, {"state", std::string(to_word(recorded->state))}});
  }
  co_return recorded;
}

ConfirmFreeDesk::Awaitable<Result<ConfirmFree>> ConfirmFreeDesk::refresh(ConfirmFree known) {
  if (!is_worth_asking(known, clock_.now())) co_return known;
  Result<ConfirmFree> settled = co_await settle(std::move(known));
  co_return settled;
}

// A close that is refused may be of one that is closed already: then WeChat is asked.
ConfirmFreeDesk::Awaitable<Result<ConfirmFree>> ConfirmFreeDesk::settle(ConfirmFree known) {
  if (!is_offered()) co_return known;
  // In this merchant's name WeChat knows nothing of another's.
  if (known.place.mchid != client_.merchant().mchid) {
    flows::HearConfirmFree unasked;
    unasked.number = known.number;
    Result<ConfirmFree> passed = co_await record(std::move(unasked));
    co_return passed;
  }
  std::optional<wechat::PayOutcome<wechat::Authorization>> outcome;
  if (known.is_end_wanted) outcome = co_await client_.authorizations().close(known.number);
  const bool is_told = outcome && (outcome->is_done() || outcome->refused_with("NOT_FOUND"));
  if (!is_told) outcome = co_await client_.authorizations().query(known.number);
  flows::HearConfirmFree heard;
  heard.number = known.number;
  heard.news = news_of(known, *outcome);
  Result<ConfirmFree> recorded = co_await record(std::move(heard));
  co_return recorded;
}

ConfirmFreeDesk::Awaitable<void> ConfirmFreeDesk::settle_some() {
  using Unsettled = std::vector<ConfirmFree>;
  std::function<Result<Unsettled>(db::Tx&)> list = [&](db::Tx& tx) -> Result<Unsettled> {
    return db::list_unsettled_confirm_free(tx, clock_.now() - kSettleAgain, kSettledAtOnce);
  };
  const Result<Unsettled> unsettled = co_await run<Unsettled>(list);
  if (!unsettled) co_return;
  for (const ConfirmFree& one : *unsettled) {
    ConfirmFree known = one;
    const Result<ConfirmFree> settled = co_await settle(std::move(known));
    if (!settled) log::info("confirm_free.not_settled", {{"number", one.number}});
  }
}

ConfirmFreeDesk::Awaitable<Result<std::optional<ConfirmFree>>> ConfirmFreeDesk::look(DealerId dealer) {
  using Found = std::optional<ConfirmFree>;
  std::function<Result<Found>(db::Tx&)> find = [&](db::Tx& tx) -> Result<Found> {
    return db::find_confirm_free_of(tx, dealer);
  };
  Result<Found> found = co_await run<Found>(find);
  if (!found || !found->has_value()) co_return found;
  ConfirmFree known = std::move(**found);
  Result<ConfirmFree> refreshed = co_await refresh(std::move(known));
  if (!refreshed) co_return refreshed.error();
  co_return Found(std::move(*refreshed));
}

ConfirmFreeDesk::Awaitable<Result<ConfirmFree>> ConfirmFreeDesk::apply(flows::AskedConfirmFree asked) {
  const ConfirmFree& known = asked.authorization;
  auto openid = flows::open_openid(sealer_, known.place.appid, known.place.openid_index, asked.openid_sealed);
  if (!openid) co_return kConsumerGone;
  wechat::AuthorizationRequest request;
  request.out_authorization_no = known.number;
  request.openid = std::move(*openid);
  request.user_display_name = std::string(first_characters(asked.dealer_name, kDisplayNameMax));
  request.notify_url = client_.options().authorization_notify_url;
  const wechat::PayOutcome<wechat::AuthorizationApplied> outcome =
      co_await client_.authorizations().apply(std::move(request));
  if (const auto* const refusal = outcome.refusal()) {
    if (known.state != ConfirmFreeState::asked || !is_final(*refusal)) co_return wechat::to_error(*refusal);
    flows::HearConfirmFree refused = heard_refusal(known.number, refusal->code);
    Result<ConfirmFree> closed = co_await record(std::move(refused));
    if (!closed) co_return closed.error();
    co_return wechat::to_error(*refusal);
  }
  if (!outcome.is_done()) co_return wechat::to_error(*outcome.unknown());
  const wechat::AuthorizationApplied& applied = outcome.done();
  flows::HearConfirmFree heard;
  heard.number = known.number;
  heard.news.emplace();
  const bool has_package = !applied.package_info.reveal().empty();
  if (has_package) {
    heard.package_sealed = flows::seal_confirm_free_package(sealer_, known.number, applied.package_info);
  }
  Result<ConfirmFree> recorded = co_await record(std::move(heard));
  if (!recorded || applied.state == wechat::AuthorizationState::wait_user_confirm) co_return recorded;
  // It was agreed to or closed before: WeChat says which when it is asked.
  ConfirmFree repeated = std::move(*recorded);
  Result<ConfirmFree> settled = co_await settle(std::move(repeated));
  co_return settled;
}

ConfirmFreeDesk::Awaitable<Result<ConfirmFree>> ConfirmFreeDesk::ask(DealerId dealer, std::string number) {
  if (!is_offered()) co_return kConfirmFreeNotOffered;
  const Result<std::optional<ConfirmFree>> before = co_await look(dealer);
  if (!before) co_return before.error();
  const flows::AskConfirmFree command{dealer, std::move(number), client_.merchant().mchid,
                                      client_.merchant().appid, client_.options().transfer.scene_id};
  std::function<Result<flows::AskedConfirmFree>(db::Tx&)> story = [&](db::Tx& tx) {
    return flows::ask_confirm_free(tx, keys_, command, clock_.now());
  };
  Result<flows::AskedConfirmFree> asked = co_await run<flows::AskedConfirmFree>(story);
  if (!asked) co_return asked.error();
  if (asked->authorization.is_end_wanted) co_return kConfirmFreeEnding;
  const ConfirmFree& open = asked->authorization;
  const bool lacks_page = is_page_alive(open, clock_.now()) && !open.has_package;
  if (open.state != ConfirmFreeState::asked && !lacks_page) co_return open;
  Result<ConfirmFree> applied = co_await apply(std::move(*asked));
  co_return applied;
}

ConfirmFreeDesk::Awaitable<Result<ConfirmFree>> ConfirmFreeDesk::end(DealerId dealer) {
  using Found = std::optional<ConfirmFree>;
  std::function<Result<Found>(db::Tx&)> story = [&](db::Tx& tx) {
    return flows::want_confirm_free_end(tx, dealer);
  };
  Result<Found> wanted = co_await run<Found>(story);
  if (!wanted) co_return wanted.error();
  if (!wanted->has_value()) co_return kConfirmFreeNotFound;
  ConfirmFree known = std::move(**wanted);
  Result<ConfirmFree> ended = co_await refresh(std::move(known));
  co_return ended;
}

}  // namespace fenrun::server
