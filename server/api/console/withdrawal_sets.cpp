// Deciding on many withdrawals at once: a set is shown, started, and read while its job goes on.
#include <array>
#include <optional>
#include <string>

#include "base/crypto/encoding.hpp"
#include "db/job/job.hpp"
#include "db/withdrawal/withdrawal_set.hpp"
#include "flows/withdrawal/withdrawal_set.hpp"
#include "server/api/console/handlers.hpp"
#include "server/api/job_view.hpp"
#include "server/api/json/reader.hpp"

namespace fenrun::server::console {
namespace {

// As many ids as a document holds; more are selected by their state.
constexpr std::size_t kNamedMax = 2'000;
constexpr int kLargestShown = 5;

json::Writer large_row_json(const db::LargeSetRow& row) {
  json::Writer body;
  return body.text("withdrawal", row.public_id)
      .text("dealer_name", row.dealer_name)
      .fen("gross_fen", row.gross);
}

json::Writer set_json(const WithdrawalSet& set, db::Tx& tx) {
  json::Writer body;
  body.text("id", set.public_id)
      .text("action", to_word(set.action))
      .text("digest", crypto::to_hex(crypto::as_bytes(set.digest)))
      .integer("selected", set.selected)
      .boolean("is_cut", set.is_cut)
      .integer("count", set.sums.count)
      .fen("sum_fen", set.sums.sum)
      .fen("largest_fen", set.sums.largest)
      .list("five_largest", db::largest_set_rows(tx, set.id, kLargestShown), large_row_json)
      .integer("completed", set.completed)
      .text("reason", set.reason)
      .time("previewed_at", set.previewed_at)
      .time("expires_at", set.previewed_at + kWithdrawalSetLife)
      .maybe_time("started_at", set.started_at);
  return body;
}

json::Writer set_row_json(const db::SetRow& row, Language language) {
  json::Writer body;
  body.text("withdrawal", row.member.public_id)
      .integer("version", row.member.version)
      .fen("gross_fen", row.member.gross)
      .text("outcome", to_word(row.outcome))
      .text("code", row.code)
      .text("reason", language == Language::zh ? row.reason_zh : row.reason_en);
  return body;
}

Result<flows::PreviewSet> read_preview(const Call& call) {
  json::Reader body(call.request.body);
  flows::PreviewSet command;
  const auto action = body.one_of("action", {"approve", "reject", "review"});
  command.action = std::array{SetAction::approve, SetAction::reject, SetAction::review}.at(action);
  const auto state = body.maybe_text("state", {1, 16});
  if (state) {
    command.state = withdrawal_state_from(*state);
    if (!command.state) body.refuse("state", "没有这个状态", "There is no such state");
  } else {
    command.withdrawals = body.public_ids("withdrawals", 1, kNamedMax);
  }
  if (auto refused = body.refusal()) return *refused;
  command.public_id = call.new_public_id();
  command.staff = call.caller.staff;
  command.session = call.caller.session;
  return command;
}

Result<WithdrawalSet> set_in_path(const Call& call, db::Tx& tx) {
  const auto public_id = call.public_id_in_path("set");
  if (!public_id) return public_id.error();
  auto set = db::find_withdrawal_set(tx, *public_id);
  if (!set) return kWithdrawalSetNotFound;
  return *set;
}

std::string sums_note(const WithdrawalSet& set) {
  return std::string(to_word(set.action)) + ": " + std::to_string(set.sums.count) + ", " +
         std::to_string(set.sums.sum.value) + " fen";
}

}  // namespace

Result<Reply> preview_withdrawal_set(const Call& call, db::Tx& tx) {
  const auto command = read_preview(call);
  if (!command) return command.error();
  const auto set = flows::preview_set(tx, call.app.options.withdrawals, *command, call.now);
  const auto shown = set_json(set, tx);
  call.audit = {"withdrawal_set:" + set.public_id, "", shown.str(), sums_note(set)};
  return created(shown);
}

Result<Reply> show_withdrawal_set(const Call& call, db::Tx& tx) {
  const auto set = set_in_path(call, tx);
  if (!set) return set.error();
  return ok(set_json(*set, tx));
}

Result<Reply> list_withdrawal_set_rows(const Call& call, db::Tx& tx) {
  Query query(call.request.target);
  const ListQuery list = call.list_in(query);
  const auto outcome = query.maybe_one_of("outcome", {"excluded", "waiting", "done", "changed", "refused"});
  if (auto refused = query.refusal()) return *refused;
  const auto set = set_in_path(call, tx);
  if (!set) return set.error();
  const auto wanted = outcome ? std::optional(kSetOutcomes[*outcome]) : std::nullopt;
  const auto page = db::list_set_rows(tx, set->id, wanted, {list.after.id, list.limit});
  return ok_list(call, page.items, page.next,
                 [&](const db::SetRow& row) { return set_row_json(row, call.language); });
}

Result<Reply> start_withdrawal_set(const Call& call, db::Tx& tx) {
  const auto public_id = call.public_id_in_path("set");
  if (!public_id) return public_id.error();
  json::Reader body(call.request.body);
  flows::StartSet command;
  command.confirmation = body.maybe_text("confirmation", {1, 64}).value_or("");
  command.reason = body.maybe_text("reason", {1, kWithdrawalReasonMax}).value_or("");
  if (auto refused = body.refusal()) return *refused;
  command.public_id = *public_id;
  command.staff = call.caller.staff;
  command.session = call.caller.session;
  const auto set = flows::start_set(tx, command, call.now);
  if (!set) return set.error();
  call.audit = {"withdrawal_set:" + set->public_id, "", set_json(*set, tx).str(), sums_note(*set)};
  return created(job_json(db::find_job(tx, set->public_id).value()));
}

}  // namespace fenrun::server::console
