// What a staff member may do: one table, deny by default. A permission that is not in a role's list is
// refused.
#pragma once

#include "domain/staff/role.hpp"

namespace fenrun {

enum class Permission {
  own_session,  // see oneself, log out, change one's own password
  staff_read,
  staff_write,
  audit_read,
  audit_texts_read,  // what an entry changed, in words and in clear
  applications_read,
  applications_decide,
  dealers_read,
  dealers_write,  // suspend, resume, tier, move, invite
  contracts_read,
  contracts_publish,
  campaigns_read,
  campaigns_write,
  consumers_read,  // search by phone, binding history
  bindings_write,  // re-attribute in bulk
  change_requests_read,
  change_requests_decide,
  products_read,
  products_write,
  orders_read,
  orders_ship,
  orders_refund,
  order_sources_write,  // other shops that push orders, and their secrets
  commission_plans_read,
  commission_plans_draft,  // and simulate
  commission_plans_publish,
  commission_plans_acknowledge,  // that a plan pays a third level
  commissions_read,
  orders_import,    // files of orders, and the files returned for them
  jobs_read,        // background jobs, whoever started them
  jobs_cancel,      // one's own; an admin's: any
  ledger_read,      // any dealer's money, statements, debts, rankings
  debts_write_off,  // propose, and decide on what somebody else proposed
  disputes_read,
  disputes_open,
  disputes_resolve,  // what somebody else opened
  withdrawals_read,
  withdrawals_review,  // ask for a closer look
  withdrawals_decide,
  tax_files_take,  // names and identity numbers of payees, in clear
  payouts_stop,    // and, as the second person, let them go on
};

inline constexpr Permission kPermissions[] = {
    Permission::own_session,
    Permission::staff_read,
    Permission::staff_write,
    Permission::audit_read,
    Permission::audit_texts_read,
    Permission::applications_read,
    Permission::applications_decide,
    Permission::dealers_read,
    Permission::dealers_write,
    Permission::contracts_read,
    Permission::contracts_publish,
    Permission::campaigns_read,
    Permission::campaigns_write,
    Permission::consumers_read,
    Permission::bindings_write,
    Permission::change_requests_read,
    Permission::change_requests_decide,
    Permission::products_read,
    Permission::products_write,
    Permission::orders_read,
    Permission::orders_ship,
    Permission::orders_refund,
    Permission::order_sources_write,
    Permission::commission_plans_read,
    Permission::commission_plans_draft,
    Permission::commission_plans_publish,
    Permission::commission_plans_acknowledge,
    Permission::commissions_read,
    Permission::orders_import,
    Permission::jobs_read,
    Permission::jobs_cancel,
    Permission::ledger_read,
    Permission::debts_write_off,
    Permission::disputes_read,
    Permission::disputes_open,
    Permission::disputes_resolve,
    Permission::withdrawals_read,
    Permission::withdrawals_review,
    Permission::withdrawals_decide,
    Permission::tax_files_take,
    Permission::payouts_stop,
};

// One row of the table. A switch without default: a permission without a row does not compile.
struct Allowed {
  bool operator_;
  bool finance;
  bool auditor;
  bool admin;
};

// clang-format off
constexpr Allowed allowed(Permission permission) {
  switch (permission) {
    //                                                operator  finance  auditor  admin
    case Permission::own_session:            return {true,     true,    true,    true};
    case Permission::staff_read:             return {false,    false,   true,    true};
    case Permission::staff_write:            return {false,    false,   false,   true};
    case Permission::audit_read:             return {false,    false,   true,    true};
    case Permission::audit_texts_read:       return {false,    false,   true,    false};
    case Permission::applications_read:      return {true,     true,    true,    false};
    case Permission::applications_decide:    return {true,     false,   false,   false};
    case Permission::dealers_read:           return {true,     true,    true,    true};
    case Permission::dealers_write:          return {true,     false,   false,   false};
    case Permission::contracts_read:         return {true,     true,    true,    true};
    case Permission::contracts_publish:      return {true,     false,   false,   false};
    case Permission::campaigns_read:         return {true,     true,    true,    true};
    case Permission::campaigns_write:        return {true,     false,   false,   false};
    case Permission::consumers_read:         return {true,     true,    true,    false};
    case Permission::bindings_write:         return {true,     false,   false,   false};
    case Permission::change_requests_read:   return {true,     true,    true,    false};
    case Permission::change_requests_decide: return {true,     false,   false,   false};
    case Permission::products_read:          return {true,     true,    true,    true};
    case Permission::products_write:         return {true,     false,   false,   false};
    case Permission::orders_read:            return {true,     true,    true,    false};
    case Permission::orders_ship:            return {true,     false,   false,   false};
    case Permission::orders_refund:          return {false,    true,    false,   false};
    case Permission::order_sources_write:    return {false,    false,   false,   true};
    case Permission::commission_plans_read:        return {true,  true,  true,  true};
    case Permission::commission_plans_draft:       return {true,  true,  false, false};
    case Permission::commission_plans_publish:     return {false, true,  false, false};
    case Permission::commission_plans_acknowledge: return {false, false, false, true};
    case Permission::commissions_read:             return {true,  true,  true,  false};
    case Permission::orders_import:          return {true,     false,   false,   false};
    case Permission::tax_files_take:         return {false,    true,    false,   false};
    case Permission::jobs_read:              return {true,     true,    true,    true};
    case Permission::jobs_cancel:            return {true,     true,    false,   true};
    case Permission::ledger_read:            return {false,    true,    true,    false};
    case Permission::debts_write_off:        return {false,    true,    false,   false};
    case Permission::disputes_read:          return {true,     true,    true,    false};
    case Permission::disputes_open:          return {true,     true,    false,   false};
    case Permission::disputes_resolve:       return {false,    true,    false,   false};
    case Permission::withdrawals_read:       return {true,     true,    true,    false};
    case Permission::payouts_stop:           return {false,    true,    false,   false};
    case Permission::withdrawals_review:     return {true,     true,    false,   false};
    case Permission::withdrawals_decide:     return {false,    true,    false,   false};
  }
  return {};
}
// clang-format on

constexpr bool may(Role role, Permission permission) {
  const Allowed row = allowed(permission);
  switch (role) {
    case Role::operator_:
      return row.operator_;
    case Role::finance:
      return row.finance;
    case Role::auditor:
      return row.auditor;
    case Role::admin:
      return row.admin;
  }
  return false;
}

}  // namespace fenrun
