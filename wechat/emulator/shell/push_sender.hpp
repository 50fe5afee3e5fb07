// Sends one push to the server of the mini program, over http or https, and says what came back.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <string>

#include "wechat/emulator/core/push.hpp"

namespace fenrun::emulator {

struct PushReply {
  int status = 0;  // 0: no reply
  std::string body;
  std::string problem;  // why there is none
};

// Never throws. The whole exchange is over after `request.timeout`.
boost::asio::awaitable<PushReply> send_push(PushRequest request);

}  // namespace fenrun::emulator
