// The fuse of all payouts: blown by whoever finds a contradiction, closed by two people.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "domain/ids.hpp"

namespace fenrun {

struct Fuse {
  bool is_blown = false;
  std::string reason;
  std::optional<Instant> blown_at;
  StaffId closing_by;  // the first of the two
  std::optional<Instant> closing_at;

  friend bool operator==(const Fuse&, const Fuse&) = default;
};

inline constexpr std::chrono::hours kFuseClosingLife{24};
inline constexpr std::size_t kFuseReasonMax = 200;  // characters, of a person's

inline constexpr ErrorCode kFuseClosed{ErrorKind::conflict, "payout_fuse.closed", "出款未处于熔断状态",
                                       "Payouts are not stopped"};
inline constexpr ErrorCode kFuseBySame{ErrorKind::forbidden, "payout_fuse.same_person",
                                       "恢复出款需由另一人确认",
                                       "Another person has to confirm that payouts go on"};

// Blowing it again, or with another reason, changes nothing but a closing that was begun: that is void.
Fuse blow_fuse(Fuse fuse, std::string reason, Instant now);
// The first to ask begins the closing, another one ends it. Refuses with kFuseClosed and kFuseBySame.
Result<Fuse> close_fuse(Fuse fuse, StaffId staff, Instant now);

}  // namespace fenrun
