#include "domain/withdrawal/fuse.hpp"

namespace fenrun {

Fuse blow_fuse(Fuse fuse, std::string reason, Instant now) {
  if (!fuse.is_blown) {
    fuse.is_blown = true;
    fuse.reason = std::move(reason);
    fuse.blown_at = now;
  }
  fuse.closing_by = StaffId{};
  fuse.closing_at.reset();
  return fuse;
}

Result<Fuse> close_fuse(Fuse fuse, StaffId staff, Instant now) {
  if (!fuse.is_blown) return kFuseClosed;
  const bool is_begun = fuse.closing_at && now - *fuse.closing_at < kFuseClosingLife;
  if (is_begun && fuse.closing_by == staff) return kFuseBySame;
  if (is_begun) return Fuse{};
  fuse.closing_by = staff;
  fuse.closing_at = now;
  return fuse;
}

}  // namespace fenrun
