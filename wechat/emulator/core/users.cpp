#include "wechat/emulator/core/users.hpp"

#include "base/crypto/encoding.hpp"

namespace fenrun::emulator {

std::string make_openid(Random& random) { return "o" + random_text(27, random); }

std::string make_session_key(Random& random) {
  const auto bytes = random.bytes<16>();
  return crypto::to_base64(bytes);
}

User* Users::add(User user, Random& random) {
  if (users_.size() >= kCountMax) return nullptr;
  if (user.openid.empty()) user.openid = make_openid(random);
  const auto [place, is_new] = users_.try_emplace(user.openid, user);
  return is_new ? &place->second : nullptr;
}

User* Users::find(std::string_view openid) {
  const auto found = users_.find(openid);
  return found == users_.end() ? nullptr : &found->second;
}

}  // namespace fenrun::emulator
