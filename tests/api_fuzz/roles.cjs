'use strict';
// Who may do what in the console, said once more and apart from the program, as a test's opinion must be. An operation that
// no row fits, or two, fails the run: whoever adds a route says here whose it is.
const kAll = ['operator', 'finance', 'auditor', 'admin'];
const kBusiness = ['operator', 'finance', 'auditor'];

const kRows = [
  [/^\w+ \/(me|me\/(enrolment|password|sessions|sessions\/\{session\})|logout)$/, kAll],
  [/^GET \/staff$/, ['auditor', 'admin']],
  [/^((POST|PUT|DELETE) \/staff\b|GET \/staff\/\{staff\}\/sessions$)/, ['admin']],
  [/^GET \/audit-log(\/xlsx)?$/, ['auditor', 'admin']],
  [/^GET \/audit-log\/\{entry\}$/, ['auditor']],
  [/^GET \/dealer-applications$/, kBusiness],
  [/^POST \/dealer-applications\//, ['operator']],
  [/^GET \/(tiers|dealers|dealers\/\{dealer\}|invites)$/, kAll],
  [/^(POST|PUT) \/dealers\//, ['operator']],
  [/^POST \/dealer-moves\b/, ['operator']],
  [/^(POST|DELETE) \/invites\b/, ['operator']],
  [/^GET \/campaigns$/, kAll],
  [/^POST \/campaigns$/, ['operator']],
  [/^PUT \/campaigns\/\{campaign\}\/slogan$/, ['operator']],
  [/^GET \/dealers\/\{dealer\}\/poster$/, ['operator']],
  [/^(GET|POST) \/consumers\//, kBusiness],
  [/^GET \/relations\b/, kBusiness],
  [/^GET \/(change-requests|reattributions)$/, kBusiness],
  [/^POST \/(change-requests|reattributions)\b/, ['operator']],
  [/^GET \/(contracts|categories|products)\b/, kAll],
  [/^(POST|PUT) \/(contracts|categories|products|skus)\b/, ['operator']],
  [/^GET \/orders\/\{order\}\/receiver$/, ['operator']],
  [/^GET \/(orders|orders\/\{order\}|orders\/xlsx|refunds|refunds\/xlsx|refund-closings|parked-refunds|order-suspense)$/, kBusiness],
  [/^POST \/orders\/\{order\}\/shipment$/, ['operator']],
  [/^POST \/orders\/\{order\}\/refunds$/, ['finance']],
  [/^POST \/(refunds|refund-closings|parked-refunds|order-suspense)\//, ['finance']],
  [/^\w+ \/order-sources\b/, ['admin']],
  [/^\w+ \/order-imports\b/, ['operator']],
  [/^GET \/commission-(plans|plan-in-force|simulations)\b/, kAll],
  [/^POST \/commission-plans(\/\{plan\}\/(copies|simulations))?$/, ['operator', 'finance']],
  [/^POST \/commission-plans\/\{plan\}\/acknowledgement$/, ['admin']],
  [/^POST \/commission-plans\/\{plan\}\/publication$/, ['finance']],
  [/^GET \/(dealers\/\{dealer\}\/commissions|unclaimed-shares|commissions\/.*)$/, kBusiness],
  [/^GET \/jobs\b/, kAll],
  [/^POST \/jobs\b/, ['operator', 'finance', 'admin']],
  [/^GET \/dealers\/\{dealer\}\/(money|statements)\b/, ['finance', 'auditor']],
  [/^GET \/(ranking|trial-balance|debts|write-offs|reconciliations)\b/, ['finance', 'auditor']],
  [/^GET \/tax-files\/\{period\}$/, ['finance', 'auditor']],
  [/^GET \/(ledger-accounts|company-sheets)\//, ['finance', 'auditor']],
  [/^POST \/verifications$/, ['finance', 'auditor']],
  [/^GET \/tax-files\/\{period\}\/xlsx$/, ['finance']],
  [/^POST \/(write-offs|reconciliations|reconciliation-differences)\b/, ['finance']],
  [/^GET \/statistics\b/, kBusiness],
  [/^GET \/disputes\b/, kBusiness],
  [/^POST \/disputes$/, ['operator', 'finance']],
  [/^POST \/disputes\/\{dispute\}\/resolution$/, ['finance']],
  [/^GET \/withdrawals\/\{withdrawal\}\/receipt$/, ['finance', 'auditor']],
  [/^GET \/(withdrawals|withdrawals\/\{withdrawal\}|withdrawals\/xlsx|withdrawal-sets\/.*)$/, kBusiness],
  [/^GET \/(payout-attention|payout-resolutions|offline-payouts|payout-forecast|payout-fuse)$/, kBusiness],
  [/^POST \/withdrawals\/\{withdrawal\}\/review$/, ['operator', 'finance']],
  [/^POST \/withdrawals\/\{withdrawal\}\/(?!review)/, ['finance']],
  [/^POST \/(step-ups|withdrawal-sets|payout-resolutions|offline-payouts|payout-fuse)\b/, ['finance']],
];

// The kinds of callers that may call the operation.
function callersOf(operation) {
  if (operation.face === 'everyone') return ['nobody'];
  if (operation.face === 'consumer') return ['consumer', 'dealer'];
  if (operation.face === 'dealer') return ['dealer'];
  const name = operation.name.replace('/admin/v1', '');
  const rows = kRows.filter(([pattern]) => pattern.test(name));
  if (rows.length !== 1) throw new Error(`${operation.name} fits ${rows.length} rows of roles.cjs: say in one who may call it`);
  return rows[0][1];
}

// Null for a caller who may; otherwise [status, code] of the only refusal that a caller who may not gets.
function refusalFor(operation, kind) {
  if (operation.face === 'everyone' || callersOf(operation).includes(kind)) return null;
  if (operation.face === 'dealer' && kind === 'consumer') return [403, 'caller.not_a_dealer'];
  if (operation.face === 'staff' && kAll.includes(kind)) return [403, 'caller.no_permission'];
  return [401, 'session.none'];
}

module.exports = {callersOf, refusalFor};
