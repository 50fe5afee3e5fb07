#include "tests/wechat/emulator/support/stage.hpp"

namespace fenrun::emulator::testing {
namespace {

Request make_request(const std::string& method, const std::string& target, const std::string& body) {
  const auto query_at = target.find('?');
  Request request{method, target.substr(0, query_at), {}, body, "127.0.0.1"};
  if (query_at != std::string::npos) request.query = target.substr(query_at + 1);
  return request;
}

}  // namespace

Answer Stage::ask(const std::string& method, const std::string& target, const std::string& body) {
  return answer_request(world, make_request(method, target, body), world.clock.moment(now, random));
}

Json Stage::get_with_token(const std::string& target) {
  const auto separator = target.find('?') == std::string::npos ? "?" : "&";
  return get(target + separator + "access_token=" + token());
}

Json Stage::post_with_token(const std::string& path, const Json& body) {
  return post(path + "?access_token=" + token(), body);
}

int Stage::errcode(const Answer& answer) {
  const auto reply = parse(answer);
  return reply.is_object() ? errcode(reply) : 0;
}

std::string Stage::token() {
  // Straight from the book, so that asking for it uses up no quota of the calls under test.
  return std::get<IssuedToken>(world.tokens.issue_stable(false, Moment{now, random})).value;
}

std::string Stage::token_target(const std::string& more) const {
  return "/cgi-bin/token?grant_type=client_credential&appid=" + std::string(kAppid) +
         "&secret=" + std::string(kSecret) + more;
}

Json Stage::stable_token(bool is_forced) {
  return post("/cgi-bin/stable_token", {{"grant_type", "client_credential"},
                                        {"appid", kAppid},
                                        {"secret", kSecret},
                                        {"force_refresh", is_forced}});
}

ControlAnswer Stage::control(const std::string& method, const std::string& target, const Json& body) {
  const auto text = body.is_null() ? std::string() : body.dump();
  return answer_control(world, make_request(method, "/control/v1" + target, text), now, random);
}

std::string Stage::add_user(const Json& user) { return control("POST", "/users", user).body.at("openid"); }

std::string Stage::login_code(const std::string& openid) {
  return control("POST", "/login-codes", {{"openid", openid}}).body.at("code");
}

std::string Stage::login_target(const std::string& code) const {
  return "/sns/jscode2session?appid=" + std::string(kAppid) + "&secret=" + std::string(kSecret) +
         "&js_code=" + code + "&grant_type=authorization_code";
}

}  // namespace fenrun::emulator::testing
