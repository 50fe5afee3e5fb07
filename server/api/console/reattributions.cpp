// Moving customers to another dealer in bulk: first a preview, then the deed with the preview's version.
#include "db/binding/reattribution.hpp"
#include "flows/binding/reattribute.hpp"
#include "server/api/console/handlers.hpp"
#include "server/api/dealer_view.hpp"
#include "server/api/json/reader.hpp"

namespace fenrun::server::console {
namespace {

flows::PreviewReattribution read_what(json::Reader& body) {
  flows::PreviewReattribution what;
  what.consumer_public_ids = body.public_ids("consumers", 1, kReattributionRowsMax);
  what.to_dealer_public_id = body.public_id("to_dealer");
  return what;
}

json::Writer reattribution_row_json(const flows::ReattributionPreviewRow& row, Language language) {
  json::Writer body;
  body.text("consumer", row.consumer_public_id).text("name_masked", row.name_masked);
  if (row.from) {
    body.object("from", json::Writer().text("id", row.from->public_id).text("name", row.from->name));
  } else {
    body.null("from");
  }
  if (row.refusal != nullptr) {
    const auto text = language == Language::zh ? row.refusal->zh : row.refusal->en;
    body.object("refusal", json::Writer().text("code", row.refusal->code).text("detail", text));
  } else {
    body.null("refusal");
  }
  return body;
}

json::Writer reattribution_json(const db::Reattribution& bulk, DealerNames& names) {
  json::Writer body;
  body.text("id", bulk.public_id)
      .maybe_text("to_dealer_id", names.public_id(bulk.to_dealer_id))
      .maybe_text("to_dealer_name", names.name(bulk.to_dealer_id))
      .text("reason", bulk.reason)
      .text("evidence", bulk.evidence)
      .integer("consumers", bulk.row_count)
      .time("created_at", bulk.created_at);
  return body;
}

}  // namespace

Result<Reply> preview_reattribution(const Call& call, db::Tx& tx) {
  json::Reader body(call.request.body);
  const auto what = read_what(body);
  if (auto refused = body.refusal()) return *refused;
  const auto preview = flows::preview_reattribution(tx, what, call.now);
  if (!preview) return preview.error();
  call.audit.object = "dealer:" + what.to_dealer_public_id;
  json::Writer shown;
  shown.text("version", preview->version)
      .object("to", json::Writer().text("id", preview->to.public_id).text("name", preview->to.name))
      .list("rows", preview->rows,
            [&](const auto& row) { return reattribution_row_json(row, call.language); });
  return ok(shown);
}

Result<Reply> reattribute(const Call& call, db::Tx& tx) {
  json::Reader body(call.request.body);
  flows::Reattribute command;
  command.public_id = call.new_public_id();
  command.staff_id = call.caller.staff;
  command.what = read_what(body);
  command.seen_version = body.text("preview_version", {16, 16});
  command.reason = body.text("reason", {1, 200});
  command.evidence = body.text("evidence", {1, kEvidenceMax});
  command.rule = call.app.options.binding;
  if (auto refused = body.refusal()) return *refused;
  const auto bulk = flows::reattribute(tx, command, call.now);
  if (!bulk) return bulk.error();
  DealerNames names(tx);
  const auto shown = reattribution_json(*bulk, names);
  call.audit = {"reattribution:" + bulk->public_id, "", shown.str(), command.reason};
  return created(shown);
}

Result<Reply> list_reattributions(const Call& call, db::Tx& tx) {
  Query query(call.request.target);
  const ListQuery list = call.list_in(query);
  if (auto refused = query.refusal()) return *refused;
  const auto page = db::list_reattributions(tx, {list.after.id, list.limit});
  DealerNames names(tx);
  return ok_list(call, page.items, page.next,
                 [&](const db::Reattribution& one) { return reattribution_json(one, names); });
}

}  // namespace fenrun::server::console
