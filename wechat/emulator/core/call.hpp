// One call of the API on its way through its route.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "wechat/emulator/core/code_image.hpp"
#include "wechat/emulator/core/errcodes.hpp"
#include "wechat/emulator/core/parameters.hpp"
#include "wechat/emulator/core/world.hpp"

namespace fenrun::emulator {

struct Call {
  std::string_view path;
  std::string_view peer_ip;
  Parameters query;
  Json body;  // an object for POST, null for GET
  Moment moment;
};

// A JSON object as it is sent, a picture, or a refusal.
using Outcome = std::variant<Json, Picture, Refusal>;

// {"errcode":0,"errmsg":"ok"}
Json ok();

// Members of a JSON object. A member of another type counts as absent; `read` helpers below tell it apart.
std::string text_of(const Json& object, std::string_view name);
// The member when present and of its type, `fallback` when absent, nothing when of another type.
std::optional<std::string> read_text(const Json& object, std::string_view name, std::string fallback);
std::optional<std::int64_t> read_integer(const Json& object, std::string_view name, std::int64_t fallback);
std::optional<bool> read_boolean(const Json& object, std::string_view name, bool fallback);

bool is_env_version(std::string_view name);

// 41002, 40013, 41004, 40243, 40125: whether these are the credentials of the mini program.
std::optional<Refusal> check_credentials(const App& app, std::string_view appid, std::string_view secret);

}  // namespace fenrun::emulator
