// Links that open the mini program: https (URL Link) and weixin:// (scheme).
#include "wechat/emulator/core/routes/routes.hpp"
#include "wechat/emulator/core/text.hpp"

namespace fenrun::emulator {
namespace {

constexpr std::chrono::days kLifeMax{30};
constexpr std::size_t kQueryLengthMax = 1024;

// When the link dies: at a given second (type 0) or after a number of days (type 1).
std::variant<Instant, Refusal> read_expiry(const Json& body, Instant now) {
  const auto type = read_integer(body, "expire_type", 0);
  const auto at = read_integer(body, "expire_time", 0);
  const auto interval = read_integer(body, "expire_interval", kLifeMax.count());
  if (!type || !at || !interval) return Refusal(kDataFormat);
  if (*type != 0 && *type != 1) return Refusal(kInvalidArgument);
  if (*type == 1) {
    if (*interval < 1 || *interval > kLifeMax.count()) return Refusal(kInvalidExpiry);
    return Instant(now + std::chrono::days(*interval));
  }
  if (!body.contains("expire_time")) return Instant(now + kLifeMax);
  const bool is_within = *at > unix_seconds(now) && *at <= unix_seconds(now + kLifeMax);
  if (!is_within) return Refusal(kInvalidExpiry);
  return Instant(std::chrono::seconds(*at));
}

struct Target {
  std::string page;
  std::string query;
  std::string env_version;
};

std::variant<Target, Refusal> read_target(const App& app, const Json& body) {
  auto path = read_text(body, "path", "");
  auto query = read_text(body, "query", "");
  auto env_version = read_text(body, "env_version", "release");
  if (!path || !query || !env_version) return Refusal(kDataFormat);
  if (app.published_pages.empty()) return Refusal(kNotPublished);
  if (path->starts_with('/')) path->erase(0, 1);
  if (path->empty()) path = app.home_page;
  if (!app.published_pages.contains(*path)) return Refusal(kInvalidPagePath);
  if (query->size() > kQueryLengthMax || !is_query_text(*query)) return Refusal(kInvalidLinkQuery);
  if (!is_env_version(*env_version)) return Refusal(kInvalidArgument);
  return Target{*path, *query, *env_version};
}

Outcome make_link(World& world, const Call& call, const Json& destination, std::string_view prefix,
                  std::size_t ticket_length, const char* member) {
  const auto target = read_target(world.app, destination);
  if (const auto* refusal = std::get_if<Refusal>(&target)) return *refusal;
  const auto expiry = read_expiry(call.body, call.moment.now);
  if (const auto* refusal = std::get_if<Refusal>(&expiry)) return *refusal;
  const auto& [page, query, env_version] = std::get<Target>(target);
  LinkEntry entry{0, call.moment.now, std::get<Instant>(expiry), {}, page, query, env_version};
  entry.link = std::string(prefix) + random_text(ticket_length, call.moment.random);
  auto answer = ok();
  answer[member] = entry.link;
  world.books.links.add(std::move(entry));
  return answer;
}

}  // namespace

Outcome generate_url_link(World& world, const Call& call) {
  return make_link(world, call, call.body, "https://wxaurl.cn/", 11, "url_link");
}

Outcome generate_scheme(World& world, const Call& call) {
  const auto destination = call.body.value("jump_wxa", Json::object());
  if (!destination.is_object()) return Refusal(kDataFormat);
  return make_link(world, call, destination, "weixin://dl/business/?t=", 11, "openlink");
}

}  // namespace fenrun::emulator
