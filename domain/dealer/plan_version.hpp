// The version of a move plan: a 64-bit FNV-1a hash over everything that was looked at and everything that was
// decided. It tells an honest operator that the tree has moved on since the preview; it keeps nobody out.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "domain/dealer/move.hpp"

namespace fenrun {

class PlanVersion {
 public:
  void add(const BranchMap& tree, const Move& move);
  void add(const MoveOutcome& row);
  void add(const PlaceChange& change);
  void add(std::string_view version);  // of a plan that this one goes on from

  // 16 lower-case hex digits.
  [[nodiscard]] std::string text() const;

 private:
  void add_number(std::int64_t number);

  std::uint64_t hash_ = 0xcbf29ce484222325U;  // FNV's offset basis
};

}  // namespace fenrun
