// Whoever sent a request, as far as its credentials prove it.
#pragma once

#include <string>
#include <string_view>

#include "base/crypto/digest.hpp"
#include "base/error.hpp"
#include "domain/consumer/session.hpp"
#include "domain/ids.hpp"
#include "domain/staff/role.hpp"

namespace fenrun::server {

inline constexpr ErrorCode kNotSignedIn{ErrorKind::unauthenticated, "session.none", "请先登录",
                                        "Please sign in"};
inline constexpr ErrorCode kNotADealer{ErrorKind::forbidden, "caller.not_a_dealer", "您还不是经销商",
                                       "You are not a dealer"};
inline constexpr ErrorCode kNoPermission{ErrorKind::forbidden, "caller.no_permission", "您没有此操作的权限",
                                         "Your role does not allow this"};

struct Caller {
  enum class Kind { nobody, consumer, dealer, staff };

  Kind kind = Kind::nobody;
  ConsumerId consumer;  // consumer and dealer
  std::string consumer_public_id;
  DealerId dealer;  // dealer
  StaffId staff;    // staff
  Role role = Role::auditor;
  crypto::Sha256 session{};  // SHA-256 of the session's token; all zero for nobody
};

constexpr std::string_view to_word(Caller::Kind kind) {
  switch (kind) {
    case Caller::Kind::nobody:
      return "nobody";
    case Caller::Kind::consumer:
      return "consumer";
    case Caller::Kind::dealer:
      return "dealer";
    case Caller::Kind::staff:
      return "staff";
  }
  return "";
}

}  // namespace fenrun::server
