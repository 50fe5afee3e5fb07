#include "server/order_import_job.hpp"

#include <map>
#include <memory>
#include <stdexcept>
#include <utility>
#include <vector>

#include "base/crypto/encoding.hpp"
#include "db/file/kept_file.hpp"
#include "db/order/order_import.hpp"
#include "domain/order/order_file.hpp"
#include "flows/consumer/sealed_identity.hpp"
#include "flows/order/import_order.hpp"
#include "server/api/json/reader.hpp"
#include "server/api/json/writer.hpp"
#include "server/export/workbook.hpp"
#include "server/order_alarm.hpp"
#include "sheet/read_sheet.hpp"

namespace fenrun::server {
namespace {

// One transaction: each order locks its dealers' sheets, which others wait for.
constexpr std::int64_t kOrdersInBite = 10;

// What a file says, read once and kept while its job goes on here.
struct ReadImport {
  JobId job;
  std::string source;
  std::string file_name;
  sheet::Sheet sheet;
  OrderFile orders;
};

std::string_view media_type_of(sheet::Kind kind) {
  switch (kind) {
    case sheet::Kind::csv:
      return "text/csv; charset=utf-8";
    case sheet::Kind::xlsx:
      return kWorkbookType;
  }
  return "";
}

JobFailure unknown_columns_failure(const std::vector<std::string>& columns) {
  std::string names;
  for (const std::string& column : columns) {
    if (names.size() + column.size() > 120) break;
    names += (names.empty() ? "" : ", ") + column;
  }
  return {std::string(kFileColumnUnknown.code), std::string(kFileColumnUnknown.zh) + "：" + names,
          std::string(kFileColumnUnknown.en) + ": " + names};
}

std::string beijing_text(Instant at) {
  const std::string text = to_rfc3339(at);
  return text.substr(0, 10) + " " + text.substr(11, 8);
}

// Two words in one cell, for a reader of either language.
std::string in_both(std::string_view zh, std::string_view en) {
  return std::string(zh) + " / " + std::string(en);
}

class OrderImporter {
 public:
  OrderImporter(const crypto::Sealer& sealer, OrderTerms terms) : sealer_(sealer), terms_(std::move(terms)) {}

  Result<JobProgress> bite(db::Tx& tx, const Job& job, Instant now) {
    alarms_.clear();  // a bite may run twice
    if (!read_ || read_->job != job.id) {
      auto read = read_import(tx, job);
      if (!read) return read.error();
      read_ = std::make_unique<ReadImport>(std::move(*read));
    }
    const auto& orders = read_->orders.orders;
    const auto total = static_cast<std::int64_t>(orders.size());
    JobProgress progress{job.done, total, false, "", {}};
    if (!read_->orders.unknown_columns.empty()) {
      progress.failure = unknown_columns_failure(read_->orders.unknown_columns);
      return progress;
    }
    for (; progress.done < total && progress.done < job.done + kOrdersInBite; ++progress.done) {
      db::insert_import_outcome(tx, job.id, import_one(tx, job, progress.done, now));
    }
    if (progress.done < total) return progress;
    progress.is_finished = true;
    progress.result = finish(tx, job, now);
    read_.reset();
    return progress;
  }

  // What the bite that is now committed left in suspense.
  void raise_alarms() {
    for (const std::string& refund : alarms_) raise_order_alarm("imported_refund", refund);
    alarms_.clear();
  }

 private:
  // Refuses as read_sheet() and read_order_file() do. The job's beginning is the "now" of the rules, so that
  // the file reads the same whenever it is read.
  Result<ReadImport> read_import(db::Tx& tx, const Job& job) const {
    json::Reader parameters(job.parameters);
    ReadImport read;
    read.job = job.id;
    read.source = parameters.text("source", {1, kSourceCodeMax});
    read.file_name = parameters.text("file", {1, 200});
    const std::string owner = import_file_owner(job.public_id);
    const auto kept = db::find_kept_file(tx, owner, kUploadedFile);
    if (!kept) throw std::runtime_error("the file of an import is gone");
    const auto content = sealer_.open({"kept_file", kUploadedFile, owner}, kept->content_sealed);
    if (!content) throw std::runtime_error("the file of an import does not open");
    auto sheet = sheet::read_sheet(*content);
    if (!sheet) return sheet.error();
    read.sheet = std::move(*sheet);
    auto orders = read_order_file(read.sheet.rows, read.sheet.counts_days_from_1904, job.created_at);
    if (!orders) return orders.error();
    read.orders = std::move(*orders);
    return read;
  }

  db::ImportOutcome import_one(db::Tx& tx, const Job& job, std::int64_t position, Instant now) {
    const FileOrder& order = read_->orders.orders[static_cast<std::size_t>(position)];
    flows::PushOrder command;
    command.public_id = order_public_id(job, position);
    command.source = read_->source;
    command.external_no = order.external_no;
    command.channel = SaleChannel::import;
    if (!order.content.lines.empty()) command.content = order.content;
    if (command.content && !order.buyer_phone.empty()) {
      command.content->buyer_phone_index = flows::phone_index(sealer_, SecretText(order.buyer_phone));
    }
    command.said = order.said;
    command.refunds = order.refunds;
    command.terms = terms_;
    const auto imported = flows::import_order(tx, command, now);
    if (imported) {
      for (const std::string& refund : imported->alarms)
        alarms_.push_back(command.external_no + " " + refund);
      return {position, imported->effect, "", ""};
    }
    const ErrorCode& why = imported.error().definition();
    return {position, ImportEffect::refused, std::string(why.zh), std::string(why.en)};
  }

  // The same for the same order of the same job, as a bite may run twice, and nobody's to guess.
  std::string order_public_id(const Job& job, std::int64_t position) const {
    const auto index = sealer_.blind_index("order_import", job.public_id + ":" + std::to_string(position));
    const auto bytes = crypto::as_bytes(index);
    const auto created = std::chrono::floor<std::chrono::milliseconds>(job.created_at);
    return crypto::make_ulid(created.time_since_epoch().count(), bytes.first<10>());
  }

  // Keeps the returned file; what it came to, as JSON.
  std::string finish(db::Tx& tx, const Job& job, Instant now) const {
    std::map<ImportEffect, std::int64_t> orders;
    const auto marks = marks_of_rows(tx, job, orders);
    db::KeptFile file;
    file.owner = import_file_owner(job.public_id);
    file.purpose = kReturnedFile;
    file.name = read_->file_name;
    file.media_type = media_type_of(read_->sheet.kind);
    file.created_at = now;
    const auto content = sheet::write_sheet(read_->sheet.kind, returned_rows(marks));
    file.content_sealed = sealer_.seal({"kept_file", kReturnedFile, file.owner}, content);
    db::save_kept_file(tx, file);
    std::int64_t bad_rows = 0;
    for (const Mark& mark : marks) bad_rows += mark.is_bad ? 1 : 0;
    json::Writer result;
    result.integer("rows", static_cast<std::int64_t>(marks.size()))
        .integer("rows_refused", bad_rows)
        .integer("orders_booked", orders[ImportEffect::booked])
        .integer("orders_updated", orders[ImportEffect::updated])
        .integer("orders_unchanged", orders[ImportEffect::unchanged])
        .integer("orders_refused", orders[ImportEffect::refused]);
    return result.str();
  }

  struct Mark {
    bool is_bad = false;
    std::string outcome;
    std::string reason;
  };

  std::vector<Mark> marks_of_rows(db::Tx& tx, const Job& job,
                                  std::map<ImportEffect, std::int64_t>& orders) const {
    const std::string bad(import_effect_words(ImportEffect::refused));
    std::vector<Mark> marks(read_->sheet.rows.size() - 1);
    for (const auto& [row, why] : read_->orders.bad_rows) marks[row] = {true, bad, in_both(why->zh, why->en)};
    for (const auto& outcome : db::import_outcomes(tx, job.id)) {
      ++orders[outcome.effect];
      const bool is_bad = outcome.effect == ImportEffect::refused;
      for (const std::size_t row : read_->orders.orders[static_cast<std::size_t>(outcome.position)].rows) {
        marks[row] = {is_bad, std::string(import_effect_words(outcome.effect)),
                      is_bad ? in_both(outcome.reason_zh, outcome.reason_en) : ""};
      }
    }
    return marks;
  }

  // The rows as they came, dates as text, and the two columns with the marks behind them, in place of those
  // of an import before.
  std::vector<TableRow> returned_rows(const std::vector<Mark>& marks) const {
    std::vector<TableRow> rows;
    for (std::size_t i = 0; i < read_->sheet.rows.size(); ++i) {
      TableRow row = kept_columns(read_->sheet.rows[i]);
      row.cells.push_back({std::string(i == 0 ? kOutcomeWord : marks[i - 1].outcome), false});
      row.cells.push_back({std::string(i == 0 ? kReasonWord : marks[i - 1].reason), false});
      rows.push_back(std::move(row));
    }
    return rows;
  }

  [[nodiscard]] TableRow kept_columns(const TableRow& came) const {
    const OrderFile& file = read_->orders;
    TableRow row;
    row.number = came.number;
    for (std::size_t column = 0; column < file.header.size(); ++column) {
      if (file.marked_columns.contains(column)) continue;
      TableCell cell = came.cell(column);
      if (cell.is_number && file.time_columns.contains(column)) {
        const auto at = time_in_cell(cell, read_->sheet.counts_days_from_1904);
        if (at) cell = {beijing_text(*at), false};
      }
      row.cells.push_back(std::move(cell));
    }
    return row;
  }

  const crypto::Sealer& sealer_;
  const OrderTerms terms_;
  // Of the runner's thread: it waits for a bite before the next.
  std::unique_ptr<ReadImport> read_;
  std::vector<std::string> alarms_;  // of the bite under way
};

}  // namespace

std::string import_file_owner(std::string_view job_public_id) {
  return std::string(kOrderImportJob) + ":" + std::string(job_public_id);
}

std::string import_parameters(std::string_view source, std::string_view file) {
  json::Writer parameters;
  parameters.text("source", source).text("file", file);
  return parameters.str();
}

JobKind order_import_job(const crypto::Sealer& sealer, OrderTerms terms) {
  const auto importer = std::make_shared<OrderImporter>(sealer, std::move(terms));
  return {std::string(kOrderImportJob),
          [importer](db::Tx& tx, const Job& job, Instant now) { return importer->bite(tx, job, now); },
          [importer] { importer->raise_alarms(); }};
}

}  // namespace fenrun::server
