// What is due at a moment of virtual time. Things happen in the order of their times, each with the time it
// was due, however far the clock has jumped.
#pragma once

#include <functional>
#include <map>
#include <string_view>

#include "wechat/emulator/core/wire.hpp"

namespace fenrun::emulator {

struct World;

class PayTimers {
 public:
  using Action = std::function<void(World&, Moment)>;

  void at(Instant instant, Action action) { waiting_.emplace(instant, std::move(action)); }

 private:
  friend void catch_up(World& world, Moment moment);
  std::multimap<Instant, Action> waiting_;
};

// Runs everything that is due by now. Does nothing while no merchant is set up.
void catch_up(World& world, Moment moment);

}  // namespace fenrun::emulator
