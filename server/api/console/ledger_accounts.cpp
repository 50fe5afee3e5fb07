// From an account of the trial balance to the sheets that it is made of, and to the movements on the
// company's own.
#include <map>
#include <set>
#include <vector>

#include "db/dealer/dealer.hpp"
#include "db/journal/movement_search.hpp"
#include "flows/ledger/walk_sheet.hpp"
#include "server/api/console/handlers.hpp"
#include "server/api/money_view.hpp"

namespace fenrun::server::console {
namespace {

inline constexpr ErrorCode kAccountUnknown{ErrorKind::not_found, "ledger_account.unknown", "没有这个账户",
                                           "There is no such account"};
inline constexpr ErrorCode kCompanySheetUnknown{ErrorKind::not_found, "company_sheet.unknown",
                                                "没有这张公司账页", "There is no such sheet of the company"};

using Dealers = std::map<DealerId, Dealer>;

Dealers dealers_of(db::Tx& tx, const std::vector<db::AccountOnSheet>& sheets) {
  std::set<DealerId> ids;
  for (const db::AccountOnSheet& one : sheets) {
    if (one.sheet.value > 0) ids.insert(DealerId{one.sheet.value});
  }
  return db::find_dealers(tx, ids);
}

json::Writer sheet_json(const db::AccountOnSheet& one, const Dealers& dealers) {
  json::Writer body;
  const auto dealer = dealers.find(DealerId{one.sheet.value});
  if (one.sheet.value < 0) {
    body.integer("company_sheet", -one.sheet.value);
  } else {
    body.null("company_sheet");
  }
  if (dealer != dealers.end()) {
    body.text("dealer_id", dealer->second.public_id).text("dealer_name", dealer->second.name);
  } else {
    body.null("dealer_id").null("dealer_name");
  }
  return body.integer("movements", one.movements).fen("balance_fen", one.balance);
}

}  // namespace

Result<Reply> list_account_sheets(const Call& call, db::Tx& tx) {
  Query query(call.request.target);
  const ListQuery list = call.list_in(query);
  if (auto refused = query.refusal()) return *refused;
  const auto account = account_from(call.in_path("account"));
  if (!account) return kAccountUnknown;
  // No sheet is 0: that is where a first page begins.
  const SheetId after = list.after.id == 0 ? flows::kBeforeAllSheets : SheetId{list.after.id};
  const auto listed = db::list_sheets_of(tx, *account, after, list.limit);
  const Dealers dealers = dealers_of(tx, listed.sheets);
  return ok_list(call, listed.sheets, listed.next.value_or(SheetId{}).value,
                 [&](const db::AccountOnSheet& one) { return sheet_json(one, dealers); });
}

Result<Reply> list_company_entries(const Call& call, db::Tx& tx) {
  const auto number = call.row_id_in_path("sheet");
  if (!number) return number.error();
  if (*number < 1 || *number > kCompanySheets) return kCompanySheetUnknown;
  return staff_entries_reply(call, tx, SheetId{-*number});
}

}  // namespace fenrun::server::console
