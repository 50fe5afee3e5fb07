// Files of orders of other shops: uploaded, imported by a background job (server/order_import_job), and given
// back with an outcome on each row.
#include "db/file/kept_file.hpp"
#include "db/order/order_source.hpp"
#include "domain/order/import_effect.hpp"
#include "domain/order/order_file.hpp"
#include "flows/job/run_job.hpp"
#include "server/api/console/handlers.hpp"
#include "server/api/job_view.hpp"
#include "server/order_import_job.hpp"

namespace fenrun::server::console {

Result<Reply> import_orders(const Call& call, db::Tx& tx) {
  Query query(call.request.target);
  const std::string code = query.text("source", {1, kSourceCodeMax});
  const std::string name = query.text("name", {1, 200});
  if (auto refused = query.refusal()) return *refused;
  if (call.request.body.empty()) return kFileEmpty;
  const auto source = db::find_order_source(tx, code);
  if (!source || !source->is_active) return kSourceNotFound;
  flows::StartJob command;
  command.public_id = call.new_public_id();
  command.kind = kOrderImportJob;
  command.parameters = import_parameters(source->code, name);
  command.staff_id = call.caller.staff;
  const Job job = flows::start_job(tx, command, call.now);
  db::KeptFile file;
  file.owner = import_file_owner(job.public_id);
  file.purpose = kUploadedFile;
  file.name = name;
  file.media_type = "application/octet-stream";
  file.created_at = call.now;
  file.content_sealed = call.app.sealer.seal({"kept_file", kUploadedFile, file.owner}, call.request.body);
  db::save_kept_file(tx, file);
  const auto shown = job_json(job);
  call.audit = {"job:" + job.public_id, "", call.request.body, "source " + source->code, true};
  return created(shown);
}

Result<Reply> show_import_file(const Call& call, db::Tx& tx) {
  const auto public_id = call.public_id_in_path("job");
  if (!public_id) return public_id.error();
  const std::string owner = import_file_owner(*public_id);
  const auto file = db::find_kept_file(tx, owner, kReturnedFile);
  if (!file) return kImportFileNotFound;
  auto content = call.app.sealer.open({"kept_file", kReturnedFile, owner}, file->content_sealed);
  if (!content) throw std::runtime_error("a kept file does not open");
  call.audit = {"job:" + *public_id, "", "", ""};
  Reply reply;
  reply.content_type = file->media_type;
  reply.body = std::move(*content);
  const char* const extension = file->media_type.starts_with("text/csv") ? "csv" : "xlsx";
  reply.headers.emplace_back("Content-Disposition",
                             "attachment; filename=\"order-import-" + *public_id + "." + extension + "\"");
  return reply;
}

}  // namespace fenrun::server::console
