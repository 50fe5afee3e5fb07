// Subscribe messages and the check of user-written text.
#include <algorithm>

#include "wechat/emulator/core/routes/routes.hpp"
#include "wechat/emulator/core/text.hpp"

namespace fenrun::emulator {
namespace {

constexpr std::size_t kContentLengthMax = 2500;
constexpr std::chrono::hours kRecentUse{2};

constexpr int kLabelNormal = 100;
constexpr int kLabelAdvert = 10001;
constexpr int kLabelIllegal = 20006;

bool is_one_of(std::string_view value, std::initializer_list<std::string_view> allowed) {
  return std::find(allowed.begin(), allowed.end(), value) != allowed.end();
}

// The page may carry a query; what stands before it must be published.
bool is_page_published(const App& app, const std::string& page) {
  auto path = page.substr(0, page.find('?'));
  if (path.starts_with('/')) path.erase(0, 1);
  return app.published_pages.contains(path);
}

std::optional<Refusal> check_message(const World& world, const Json& body, const Template& definition) {
  const auto page = read_text(body, "page", "");
  const auto state = read_text(body, "miniprogram_state", "formal");
  const auto language = read_text(body, "lang", "zh_CN");
  if (!page || !state || !language) return Refusal(kDataFormat);
  if (!page->empty() && !is_page_published(world.app, *page)) return Refusal(kInvalidPage);
  const bool is_known = is_one_of(*state, {"developer", "trial", "formal"}) &&
                        is_one_of(*language, {"zh_CN", "en_US", "zh_HK", "zh_TW"});
  if (!is_known) return Refusal(kInvalidArgument);
  const auto wrong = find_wrong_value(definition, body.value("data", Json()));
  if (wrong) return Refusal(kArgumentInvalid, "argument invalid! " + *wrong);
  return std::nullopt;
}

bool has_word(const std::string& text, const std::vector<std::string>& words) {
  return std::any_of(words.begin(), words.end(),
                     [&text](const std::string& word) { return text.find(word) != std::string::npos; });
}

struct Verdict {
  std::string suggest;
  int label = kLabelNormal;
};

Verdict judge(const App& app, const std::string& text) {
  if (has_word(text, app.risky_words)) return {"risky", kLabelIllegal};
  if (has_word(text, app.review_words)) return {"review", kLabelAdvert};
  return {"pass", kLabelNormal};
}

std::optional<Refusal> check_author(World& world, const Call& call) {
  const auto openid = text_of(call.body, "openid");
  if (openid.empty()) return Refusal(kOpenidMissing);
  const auto* user = world.users.find(openid);
  if (user == nullptr) return Refusal(kInvalidOpenid);
  const bool is_recent = user->last_login && call.moment.now - *user->last_login <= kRecentUse;
  if (!is_recent) return Refusal(kUserNotRecent);
  const auto scene = read_integer(call.body, "scene", 0);
  if (!scene || *scene < 1 || *scene > 4) return Refusal(kInvalidArgument);
  return std::nullopt;
}

}  // namespace

Outcome send_subscribe_message(World& world, const Call& call) {
  const auto openid = text_of(call.body, "touser");
  if (openid.empty()) return Refusal(kOpenidMissing);
  if (world.users.find(openid) == nullptr) return Refusal(kInvalidOpenid);
  const auto template_id = text_of(call.body, "template_id");
  const auto* definition = world.templates.find(template_id);
  if (definition == nullptr) return Refusal(kInvalidTemplateId);
  if (auto refusal = check_message(world, call.body, *definition)) return *refusal;
  if (!world.templates.use_grant(openid, template_id)) return Refusal(kSubscriptionRefused);
  const auto msgid = static_cast<std::int64_t>(call.moment.random.below(std::uint64_t{1} << 62U));
  world.books.messages.add({0, call.moment.now, msgid, call.body});
  auto answer = ok();
  answer["msgid"] = msgid;
  return answer;
}

Outcome check_text(World& world, const Call& call) {
  const auto content = text_of(call.body, "content");
  const auto characters = decode_utf8(content);
  const bool is_length_legal = characters && !characters->empty() && characters->size() <= kContentLengthMax;
  if (!is_length_legal) return Refusal(kInvalidArgument);
  const auto verdict = judge(world.app, content);
  if (read_integer(call.body, "version", 1) != 2) {
    if (verdict.suggest == "risky") return Refusal(kRiskyContent);
    return ok();
  }
  if (auto refusal = check_author(world, call)) return *refusal;
  const Json result{{"suggest", verdict.suggest}, {"label", verdict.label}};
  auto answer = ok();
  answer["result"] = result;
  Json detail = result;
  detail["strategy"] = "content_model";
  detail["errcode"] = 0;
  detail["prob"] = 90;
  answer["detail"] = Json::array({detail});
  answer["trace_id"] = random_hex(8, call.moment.random) + "-" + random_hex(8, call.moment.random) + "-" +
                       random_hex(8, call.moment.random);
  return answer;
}

}  // namespace fenrun::emulator
