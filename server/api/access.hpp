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
  // The few routes of one's own session that stand open before one has enrolled; every other is shut.
  static constexpr Access newcomer() { return {Face::staff, Permission::own_session, true}; }

  [[nodiscard]] constexpr Face face() const { return face_; }
  [[nodiscard]] constexpr std::optional<Permission> permission() const { return permission_; }
  [[nodiscard]] constexpr bool is_open_to_newcomers() const { return is_open_to_newcomers_; }

 private:
  constexpr Access(Face face, std::optional<Permission> permission, bool is_open_to_newcomers = false)
      : face_(face), permission_(permission), is_open_to_newcomers_(is_open_to_newcomers) {}

  Face face_;
  std::optional<Permission> permission_;
  bool is_open_to_newcomers_;
};

}  // namespace fenrun::server
