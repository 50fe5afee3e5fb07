// Who may call a route. An Access can only be made by naming the caller, so a route without one does not
// compile.
#pragma once

#include <optional>

#include "domain/staff/permission.hpp"

namespace fenrun::server {

class Access {
 public:
  enum class Face {
    everyone,  // no credentials: login, documents
    wechat,    // WeChat's servers; the handler verifies the signature of the message
    consumer,  // a signed-in user of the mini-program
    dealer,    // a signed-in user who is an active dealer
    staff,     // a signed-in staff member whose role has the permission
  };

  static constexpr Access everyone() { return {Face::everyone, std::nullopt}; }
  static constexpr Access wechat() { return {Face::wechat, std::nullopt}; }
  static constexpr Access consumer() { return {Face::consumer, std::nullopt}; }
  static constexpr Access dealer() { return {Face::dealer, std::nullopt}; }
  static constexpr Access staff(Permission permission) { return {Face::staff, permission}; }

  [[nodiscard]] constexpr Face face() const { return face_; }
  [[nodiscard]] constexpr std::optional<Permission> permission() const { return permission_; }

 private:
  constexpr Access(Face face, std::optional<Permission> permission) : face_(face), permission_(permission) {}

  Face face_;
  std::optional<Permission> permission_;
};

}  // namespace fenrun::server
