// What an owner sets in the console of the mini program, and starting over.
#include "wechat/emulator/core/control/handlers.hpp"

namespace fenrun::emulator {

ControlAnswer show_health(World& world, const ControlCall& call) {
  return {200,
          {{"appid", world.app.appid},
           {"original_id", world.app.original_id},
           {"now", to_rfc3339(call.moment.now)},
           {"requests", world.books.requests.last_number()}},
          {}};
}

ControlAnswer put_template(World& world, const ControlCall& call) {
  const auto template_id = text_of(call.body, "template_id");
  if (template_id.empty()) return wrong("template_id is missing");
  const auto keys = read_texts(call.body, "keys");
  if (!keys) return wrong("keys is a list of texts");
  Template definition{*keys, {}};
  const auto enum_values = call.body.value("enum_values", Json::object());
  if (!enum_values.is_object()) return wrong("enum_values is an object of lists of texts");
  for (const auto& [key, values] : enum_values.items()) {
    const auto texts = read_texts(enum_values, key);
    if (!texts) return wrong("enum_values is an object of lists of texts");
    definition.enum_values[key] = *texts;
  }
  world.templates.put(template_id, std::move(definition));
  return {200, {{"template_id", template_id}}, {}};
}

ControlAnswer publish_pages(World& world, const ControlCall& call) {
  const auto published = read_texts(call.body, "publish");
  const auto withdrawn = read_texts(call.body, "withdraw");
  const auto home_page = read_text(call.body, "home_page", world.app.home_page);
  if (!published || !withdrawn) return wrong("publish and withdraw are lists of texts");
  if (!home_page || home_page->empty()) return wrong("home_page is a text");
  world.app.home_page = *home_page;
  world.app.published_pages.insert(published->begin(), published->end());
  for (const auto& page : *withdrawn) world.app.published_pages.erase(page);
  return {200, {{"pages", world.app.published_pages}, {"home_page", world.app.home_page}}, {}};
}

ControlAnswer set_ip_allow_list(World& world, const ControlCall& call) {
  const auto ips = read_texts(call.body, "ips");
  if (!ips) return wrong("ips is a list of texts");
  world.app.ip_allow_list = {ips->begin(), ips->end()};
  return {200, {{"ips", world.app.ip_allow_list}}, {}};
}

ControlAnswer set_app(World& world, const ControlCall& call) {
  const auto secret = read_text(call.body, "secret", world.app.secret);
  const auto is_frozen = read_boolean(call.body, "is_secret_frozen", world.app.is_secret_frozen);
  const auto risky = read_texts(call.body, "risky_words");
  const auto review = read_texts(call.body, "review_words");
  if (!secret || secret->empty()) return wrong("secret is a text");
  if (!is_frozen) return wrong("is_secret_frozen is true or false");
  if (!risky || !review) return wrong("risky_words and review_words are lists of texts");
  // A new secret ends every token, as the reset in the real console does.
  if (*secret != world.app.secret) world.tokens.forget_all();
  world.app.secret = *secret;
  world.app.is_secret_frozen = *is_frozen;
  if (call.body.contains("risky_words")) world.app.risky_words = *risky;
  if (call.body.contains("review_words")) world.app.review_words = *review;
  return {};
}

ControlAnswer reset_world(World& world, const ControlCall& call) {
  auto fresh = make_world(world.app.appid, world.app.secret, call.moment.random);
  fresh.app.original_id = world.app.original_id;
  if (world.pay) fresh.pay = Pay{std::move(world.pay->merchant)};
  world = std::move(fresh);
  return {};
}

}  // namespace fenrun::emulator
