#include "wechat/emulator/core/world.hpp"

namespace fenrun::emulator {

World make_world(std::string appid, std::string secret, Random& random) {
  World world;
  world.app.appid = std::move(appid);
  world.app.secret = std::move(secret);
  world.app.original_id = "gh_" + random_hex(12, random);
  return world;
}

}  // namespace fenrun::emulator
