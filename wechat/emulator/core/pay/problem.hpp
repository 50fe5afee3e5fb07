// A refusal of WeChat Pay as a value: HTTP status, code and text. Only the code is for programs.
#pragma once

#include <string>
#include <string_view>

namespace fenrun::emulator::pay {

struct Problem {
  int status = 400;
  std::string_view code;  // a literal
  std::string message;
};

inline Problem param_error(std::string message) { return {400, "PARAM_ERROR", std::move(message)}; }
inline Problem invalid_request(std::string message) { return {400, "INVALID_REQUEST", std::move(message)}; }
inline Problem no_auth(std::string message) { return {403, "NO_AUTH", std::move(message)}; }
inline Problem not_enough() { return {403, "NOT_ENOUGH", "账户余额不足,请充值后使用原单号重试"}; }
inline Problem not_found(std::string message) { return {404, "NOT_FOUND", std::move(message)}; }
inline Problem resource_not_exists(std::string message) {
  return {404, "RESOURCE_NOT_EXISTS", std::move(message)};
}

}  // namespace fenrun::emulator::pay
