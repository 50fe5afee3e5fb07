#include "db/file/kept_file.hpp"

namespace fenrun::db {
namespace {

constexpr std::size_t kPartBytes = 256 * 1024;

void delete_kept_file(Tx& tx, std::int64_t id) {
  tx.execute("DELETE FROM kept_file_part WHERE file_id = ?", {id});
  tx.execute("DELETE FROM kept_file WHERE id = ?", {id});
}

}  // namespace

void save_kept_file(Tx& tx, const KeptFile& file) {
  const auto before = tx.one("SELECT id FROM kept_file WHERE owner = ? AND purpose = ? FOR UPDATE",
                             {file.owner, file.purpose});
  if (before) delete_kept_file(tx, before->integer(0));
  const auto id = tx.insert_id(
      "INSERT INTO kept_file (owner, purpose, name, media_type, created_at) VALUES (?, ?, ?, ?, ?)",
      {file.owner, file.purpose, file.name, file.media_type, file.created_at});
  const std::string_view content = file.content_sealed;
  int number = 0;
  for (std::size_t at = 0; at < content.size(); at += kPartBytes) {
    tx.execute("INSERT INTO kept_file_part (file_id, number, content) VALUES (?, ?, ?)",
               {id, number++, content.substr(at, kPartBytes)});
  }
}

std::optional<KeptFile> find_kept_file(Tx& tx, std::string_view owner, std::string_view purpose) {
  const auto row =
      tx.one("SELECT id, name, media_type, created_at FROM kept_file WHERE owner = ? AND purpose = ?",
             {owner, purpose});
  if (!row) return std::nullopt;
  KeptFile file{std::string(owner), std::string(purpose), row->text(1), row->text(2), "", row->time(3)};
  for (const Row& part :
       tx.all("SELECT content FROM kept_file_part WHERE file_id = ? ORDER BY number", {row->integer(0)})) {
    file.content_sealed += part.text(0);
  }
  return file;
}

std::uint64_t delete_kept_files_before(Tx& tx, Instant before, int limit) {
  const auto old =
      tx.all("SELECT id FROM kept_file WHERE created_at < ? ORDER BY created_at LIMIT ?", {before, limit});
  for (const Row& row : old) delete_kept_file(tx, row.integer(0));
  return old.size();
}

}  // namespace fenrun::db
