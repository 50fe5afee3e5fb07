// A dealer's own withdrawals.
#include "db/dealer/dealer.hpp"
#include "db/payout/offline_payout.hpp"
#include "db/payout/payout.hpp"
#include "db/payout/payout_receipt.hpp"
#include "db/tax/taxpayer.hpp"
#include "db/withdrawal/withdrawal.hpp"
#include "flows/payout/hint_payout.hpp"
#include "flows/tax/sealed_taxpayer.hpp"
#include "flows/withdrawal/record_message_grants.hpp"
#include "flows/withdrawal/request_withdrawal.hpp"
#include "flows/withdrawal/sealed_payout.hpp"
#include "server/api/dealer/handlers.hpp"
#include "server/api/json/reader.hpp"
#include "server/api/receipt_file.hpp"
#include "server/api/withdrawal_view.hpp"

namespace fenrun::server::dealer {
namespace {

constexpr std::int64_t kGrossFenMax = 100'000'000;

Result<Withdrawal> own_withdrawal(const Call& call, db::Tx& tx) {
  const auto public_id = call.public_id_in_path("withdrawal");
  if (!public_id) return public_id.error();
  const auto withdrawal = db::find_withdrawal_by_public_id(tx, *public_id);
  if (!withdrawal || withdrawal->dealer != call.caller.dealer) return kWithdrawalNotFound;
  return *withdrawal;
}

// While WeChat waits for the dealer, and while a transfer that was confirmed may be tried again.
bool may_confirm(const Payout& payout) {
  return payout.has_package &&
         (payout.state == PayoutState::await_user || payout.state == PayoutState::transferring);
}

std::optional<ConfirmPage> confirm_page(const Call& call, db::Tx& tx, const std::optional<Payout>& payout) {
  if (!payout || !may_confirm(*payout)) return std::nullopt;
  const auto sealed = db::payout_package(tx, payout->id);
  if (!sealed) return std::nullopt;
  const auto package = flows::open_payout_package(call.app.sealer, payout->number, *sealed);
  if (!package) throw std::runtime_error("the package of a transfer does not open");
  return ConfirmPage{payout->mchid, payout->appid, std::string(package->reveal())};
}

// Who has said who they are to the tax office is paid by that name, whatever else is typed. Locks the
// dealer's row, as the request will: what is found stands until that is stored.
std::optional<SecretText> declared_name(const Call& call, db::Tx& tx) {
  const auto dealer = db::lock_dealer(tx, call.caller.dealer);
  const auto taxpayer = db::find_taxpayer(tx, call.caller.dealer);
  if (!dealer || !taxpayer) return std::nullopt;
  return flows::open_taxpayer(call.app.sealer, dealer->public_id, *taxpayer).name;
}

std::vector<std::string> templates_to_ask_for(const Call& call, db::Tx& tx) {
  return flows::templates_to_ask_for(tx, call.caller.consumer, call.app.options.messages.template_ids());
}

}  // namespace

Result<Reply> quote_withdrawal(const Call& call, db::Tx& tx) {
  json::Reader body(call.request.body);
  const Fen gross{body.integer("gross_fen", 1, kGrossFenMax)};
  const bool is_named = body.maybe_text("real_name", {1, kRealNameMax}).has_value();
  if (auto refused = body.refusal()) return *refused;
  const bool has_name = is_named || db::find_taxpayer(tx, call.caller.dealer);
  const auto amounts = flows::quote_withdrawal(tx, call.app.options.withdrawals, call.caller.dealer, gross,
                                               has_name, call.now);
  if (!amounts) return amounts.error();
  json::Writer quote = amounts_json(*amounts);
  quote.texts("message_templates", templates_to_ask_for(call, tx));
  return ok(quote);
}

Result<Reply> request_withdrawal(const Call& call, db::Tx& tx) {
  json::Reader body(call.request.body);
  flows::RequestWithdrawal command;
  command.public_id = call.new_public_id();
  command.dealer = call.caller.dealer;
  command.gross = Fen{body.integer("gross_fen", 1, kGrossFenMax)};
  command.request_key = std::string(call.request.header("idempotency-key").value_or(""));
  auto name = body.maybe_text("real_name", {1, kRealNameMax});
  if (auto refused = body.refusal()) return *refused;
  if (const auto declared = declared_name(call, tx)) name = std::string(declared->reveal());
  if (name) {
    command.name_sealed = flows::seal_payee_name(call.app.sealer, command.public_id, SecretText(*name));
  }
  const auto withdrawal = flows::request_withdrawal(tx, call.app.options.withdrawals, command, call.now);
  if (!withdrawal) return withdrawal.error();
  return created(withdrawal_json(*withdrawal));
}

Result<Reply> list_withdrawals(const Call& call, db::Tx& tx) {
  Query query(call.request.target);
  const ListQuery list = call.list_in(query);
  if (auto refused = query.refusal()) return *refused;
  const auto page = db::list_withdrawals_of(tx, call.caller.dealer, {list.after.id, list.limit});
  return ok_list(call, page.items, page.next, withdrawal_json);
}

Result<Reply> show_withdrawal(const Call& call, db::Tx& tx) {
  const auto withdrawal = own_withdrawal(call, tx);
  if (!withdrawal) return withdrawal.error();
  PaymentShown payment;
  payment.transfer = db::find_payout_of(tx, withdrawal->id);
  payment.page = confirm_page(call, tx, payment.transfer);
  if (payment.transfer) payment.receipt = db::find_receipt(tx, payment.transfer->id);
  payment.offline = db::find_live_offline_payout(tx, withdrawal->id);
  payment.message_templates = templates_to_ask_for(call, tx);
  return ok(withdrawal_detail_json(*withdrawal, payment, call.language));
}

Result<Reply> hint_confirmation(const Call& call, db::Tx& tx) {
  const auto public_id = call.public_id_in_path("withdrawal");
  if (!public_id) return public_id.error();
  const auto is_asked = flows::hint_payout(tx, {*public_id, call.caller.dealer}, call.now);
  if (!is_asked) return is_asked.error();
  json::Writer body;
  body.boolean("is_asked", *is_asked);
  return ok(body);
}

Result<Reply> download_receipt(const Call& call, db::Tx& tx) {
  const auto withdrawal = own_withdrawal(call, tx);
  if (!withdrawal) return withdrawal.error();
  return receipt_file(call, tx, *withdrawal);
}

Result<Reply> cancel_withdrawal(const Call& call, db::Tx& tx) {
  const auto public_id = call.public_id_in_path("withdrawal");
  if (!public_id) return public_id.error();
  const auto withdrawal = flows::cancel_withdrawal(tx, {*public_id, call.caller.dealer}, call.now);
  if (!withdrawal) return withdrawal.error();
  return ok(withdrawal_json(*withdrawal));
}

}  // namespace fenrun::server::dealer
