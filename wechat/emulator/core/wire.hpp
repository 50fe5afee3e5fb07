// What the emulator sees of a request and what it gives back: plain values, no sockets.
#pragma once

#include <chrono>
#include <nlohmann/json.hpp>
#include <string>

#include "base/clock.hpp"
#include "base/random.hpp"

namespace fenrun::emulator {

using Json = nlohmann::json;

// One HTTP request. `path` is the part of the target before '?', `query` what follows it, both as received.
struct Request {
  std::string method;
  std::string path;
  std::string query;
  std::string body;
  std::string peer_ip;
};

struct Reply {
  int status = 200;
  std::string content_type;
  std::string body;
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

// The time and the chance that a step of the state machine is given. The core asks for neither itself.
struct Moment {
  Instant now;
  Random& random;
};

std::int64_t unix_seconds(Instant instant);

// `length` characters drawn from the 64 of base64url.
std::string random_text(std::size_t length, Random& random);
// `length` lower-case hexadecimal digits.
std::string random_hex(std::size_t length, Random& random);
// `length` decimal digits, the first of them not zero.
std::string random_digits(std::size_t length, Random& random);

}  // namespace fenrun::emulator
