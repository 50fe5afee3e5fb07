#include "config/sections.hpp"

namespace fenrun::config {
namespace {

constexpr std::size_t kAesKeyCharacters = 43;

}  // namespace

void read_message_push(Reader& reader, std::optional<wechat::PushOptions>& options) {
  wechat::PushOptions push;
  const bool has_token = reader.secret("wechat.message_push.token_file", push.token, Need::optional);
  reader.secret("wechat.message_push.encoding_aes_key_file", push.encoding_aes_key, Need::optional);
  reader.choice<wechat::PushMode>("wechat.message_push.mode", push.mode,
                                  {{"secure", wechat::PushMode::secure},
                                   {"compatible", wechat::PushMode::compatible},
                                   {"plain", wechat::PushMode::plain}});
  if (!has_token) return;
  const bool needs_key = push.mode != wechat::PushMode::plain;
  if (needs_key && push.encoding_aes_key.reveal().size() != kAesKeyCharacters) {
    reader.problem("wechat.message_push.encoding_aes_key_file",
                   "does not hold the 43 characters of an EncodingAESKey", "copy it from WeChat's console");
    return;
  }
  options = std::move(push);
}

}  // namespace fenrun::config
