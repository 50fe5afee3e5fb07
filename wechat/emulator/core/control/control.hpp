// The control API: everything that WeChat itself, its users or its console would do, and a look into the
// books. docs/emulator.md is its reference.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "wechat/emulator/core/call.hpp"

namespace fenrun::emulator {

// A push for the shell to send; the answer waits for its outcome.
struct PushJob {
  std::int64_t number = 0;  // of its PushEntry
  PushRequest request;
  std::optional<std::string>
      expected_reply;  // the reply that counts as accepted; absent: as is_push_accepted says
};

struct ControlAnswer {
  int status = 200;
  Json body = Json::object();
  std::vector<PushJob> pushes;
};

struct ControlCall {
  Parameters query;
  Json body;  // an object; empty for GET and DELETE
  Instant real_now;
  Moment moment;  // in the emulator's own time
};

// Never throws for anything a request may hold.
ControlAnswer answer_control(World& world, const Request& request, Instant real_now, Random& random);

// Writes down what became of a push and returns it as the answer shows it.
Json record_push(World& world, std::int64_t number, int attempts, bool is_accepted,
                 const std::string& last_outcome);

struct ControlRoute {
  std::string_view method;
  std::string_view path;
  std::vector<std::string_view> keys;  // members its body may have; another one is refused
  ControlAnswer (*handle)(World&, const ControlCall&);
};

std::span<const ControlRoute> control_routes();

}  // namespace fenrun::emulator
