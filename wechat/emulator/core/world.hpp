// Everything the emulator knows. One World is one mini program and its merchant; it is a plain value and is
// not thread-safe.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "wechat/emulator/core/books.hpp"
#include "wechat/emulator/core/codes.hpp"
#include "wechat/emulator/core/faults.hpp"
#include "wechat/emulator/core/pay/pay.hpp"
#include "wechat/emulator/core/push.hpp"
#include "wechat/emulator/core/quotas.hpp"
#include "wechat/emulator/core/shipments.hpp"
#include "wechat/emulator/core/templates.hpp"
#include "wechat/emulator/core/tokens.hpp"
#include "wechat/emulator/core/users.hpp"
#include "wechat/emulator/core/virtual_clock.hpp"

namespace fenrun::emulator {

struct App {
  std::string appid;
  std::string secret;
  std::string original_id;  // "gh_…", the ToUserName of pushed messages
  bool is_secret_frozen = false;
  std::set<std::string, std::less<>> ip_allow_list;  // empty: every address may ask for tokens
  std::string home_page = "pages/index/index";
  std::set<std::string, std::less<>> published_pages = {"pages/index/index"};  // empty: no published version
  std::vector<std::string> risky_words;
  std::vector<std::string> review_words;
};

struct World {
  App app;
  VirtualClock clock;
  Users users;
  CodeBook login_codes;
  CodeBook phone_codes;
  TokenBook tokens;
  Quotas quotas;
  Templates templates;
  std::set<std::string, std::less<>> counted_paths;  // of getwxacode and createwxaqrcode
  PushEndpoint push;
  Shipments shipments;
  Faults faults;
  std::optional<Pay> pay;  // absent: no merchant, and nothing under /v3/
  Books books;
};

// A world with no users, for this mini program.
World make_world(std::string appid, std::string secret, Random& random);

}  // namespace fenrun::emulator
