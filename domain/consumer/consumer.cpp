#include "domain/consumer/consumer.hpp"

#include "base/assert.hpp"

namespace fenrun {

std::string_view to_text(ConsumerState state) {
  switch (state) {
    case ConsumerState::active:
      return "active";
    case ConsumerState::blocked:
      return "blocked";
    case ConsumerState::deleted:
      return "deleted";
  }
  FENRUN_ASSERT(false);
}

std::optional<ConsumerState> consumer_state_from(std::string_view text) {
  for (const auto state : {ConsumerState::active, ConsumerState::blocked, ConsumerState::deleted}) {
    if (to_text(state) == text) return state;
  }
  return std::nullopt;
}

}  // namespace fenrun
