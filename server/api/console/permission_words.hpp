// The permissions of a role in words, for a console that shows nobody what they may not do. The routes decide
// all the same; docs/openapi.yaml lists the words.
#pragma once

#include <string_view>
#include <vector>

#include "domain/staff/permission.hpp"

namespace fenrun::server::console {

// A switch without default: a permission without a word does not compile.
constexpr std::string_view to_word(Permission permission) {
  switch (permission) {
    case Permission::own_session:
      return "own_session";
    case Permission::staff_read:
      return "staff_read";
    case Permission::staff_write:
      return "staff_write";
    case Permission::audit_read:
      return "audit_read";
    case Permission::audit_texts_read:
      return "audit_texts_read";
    case Permission::applications_read:
      return "applications_read";
    case Permission::applications_decide:
      return "applications_decide";
    case Permission::dealers_read:
      return "dealers_read";
    case Permission::dealers_write:
      return "dealers_write";
    case Permission::contracts_read:
      return "contracts_read";
    case Permission::contracts_publish:
      return "contracts_publish";
    case Permission::campaigns_read:
      return "campaigns_read";
    case Permission::campaigns_write:
      return "campaigns_write";
    case Permission::consumers_read:
      return "consumers_read";
    case Permission::bindings_write:
      return "bindings_write";
    case Permission::change_requests_read:
      return "change_requests_read";
    case Permission::change_requests_decide:
      return "change_requests_decide";
    case Permission::products_read:
      return "products_read";
    case Permission::products_write:
      return "products_write";
    case Permission::orders_read:
      return "orders_read";
    case Permission::orders_ship:
      return "orders_ship";
    case Permission::orders_refund:
      return "orders_refund";
    case Permission::order_sources_write:
      return "order_sources_write";
    case Permission::commission_plans_read:
      return "commission_plans_read";
    case Permission::commission_plans_draft:
      return "commission_plans_draft";
    case Permission::commission_plans_publish:
      return "commission_plans_publish";
    case Permission::commission_plans_acknowledge:
      return "commission_plans_acknowledge";
    case Permission::commissions_read:
      return "commissions_read";
    case Permission::orders_import:
      return "orders_import";
    case Permission::jobs_read:
      return "jobs_read";
    case Permission::jobs_cancel:
      return "jobs_cancel";
    case Permission::ledger_read:
      return "ledger_read";
    case Permission::debts_write_off:
      return "debts_write_off";
    case Permission::disputes_read:
      return "disputes_read";
    case Permission::disputes_open:
      return "disputes_open";
    case Permission::disputes_resolve:
      return "disputes_resolve";
    case Permission::withdrawals_read:
      return "withdrawals_read";
    case Permission::withdrawals_review:
      return "withdrawals_review";
    case Permission::withdrawals_decide:
      return "withdrawals_decide";
    case Permission::tax_files_take:
      return "tax_files_take";
    case Permission::payouts_stop:
      return "payouts_stop";
  }
  return "";
}

inline std::vector<std::string_view> words_of_permissions(Role role) {
  std::vector<std::string_view> words;
  for (const Permission permission : kPermissions) {
    if (may(role, permission)) words.push_back(to_word(permission));
  }
  return words;
}

}  // namespace fenrun::server::console
