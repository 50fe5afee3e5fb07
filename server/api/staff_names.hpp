// Who of the staff did something, by login name; each is looked up once.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "db/staff/staff.hpp"

namespace fenrun::server {

class StaffNames {
 public:
  explicit StaffNames(db::Tx& tx) : tx_(tx) {}

  // Nothing for nobody.
  std::optional<std::string> name(StaffId id) {
    if (!id.is_set()) return std::nullopt;
    const auto known = names_.find(id);
    if (known != names_.end()) return known->second;
    const auto staff = db::find_staff(tx_, id);
    auto name = staff ? std::optional(staff->login_name) : std::nullopt;
    return names_.emplace(id, std::move(name)).first->second;
  }

 private:
  db::Tx& tx_;
  std::map<StaffId, std::optional<std::string>> names_;
};

}  // namespace fenrun::server
