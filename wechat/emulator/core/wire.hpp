// What the emulator sees of a request and what it gives back: plain values, no sockets.
#pragma once

#include <chrono>
#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "wechat/emulator/core/moment.hpp"

namespace fenrun::emulator {

using Json = nlohmann::json;
using Headers = std::map<std::string, std::string, std::less<>>;

// One HTTP request. `path` is the part of the target before '?', `query` what follows it, both as received.
struct Request {
  std::string method;
  std::string path;
  std::string query;
  std::string body;
  std::string peer_ip;
  Headers headers = {};  // by name in lower case
};

struct Reply {
  int status = 200;
  std::string content_type;  // empty: none is sent
  std::string body;
  Headers headers = {};
};

// How the reply travels.
enum class Delivery {
  whole,  // at once
  slow,   // one byte per `pace`
  hang,   // nothing is sent; the connection is closed after `pace`
  close,  // nothing is sent; the connection is closed at once
};

struct Answer {
  Reply reply;
  Delivery delivery = Delivery::whole;
  std::chrono::milliseconds pace{0};
};

}  // namespace fenrun::emulator
