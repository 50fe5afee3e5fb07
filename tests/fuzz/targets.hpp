// What is fuzzed: each target takes any bytes and aborts when a promise is broken.
#pragma once

#include <array>
#include <string_view>

namespace fenrun::wechat::fuzz {

void callback_headers(std::string_view input);
void sealed_envelope(std::string_view input);
void reply_json(std::string_view input);
void signed_reply(std::string_view input);
void bill_file(std::string_view input);
void money_text(std::string_view input);
void order_file(std::string_view input);

struct Target {
  std::string_view name;  // and the folder of its seeds
  void (*run)(std::string_view);
};
inline constexpr std::array kTargets{Target{"callback_headers", callback_headers},
                                     Target{"sealed_envelope", sealed_envelope},
                                     Target{"reply_json", reply_json},
                                     Target{"signed_reply", signed_reply},
                                     Target{"bill_file", bill_file},
                                     Target{"money_text", money_text},
                                     Target{"order_file", order_file}};

}  // namespace fenrun::wechat::fuzz
