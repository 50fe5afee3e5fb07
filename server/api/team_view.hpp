// How many dealers stand below one, from the tree in this process's memory.
#pragma once

#include "server/api/app.hpp"

namespace fenrun::server {

inline std::int64_t team_size(const App& app, DealerId dealer) {
  const auto member = app.tree.member(dealer);
  return member ? static_cast<std::int64_t>(member->team_size) : 0;
}

}  // namespace fenrun::server
