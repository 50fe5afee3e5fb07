// Rows of `kept_file` and `kept_file_part`.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "db/mysql/tx.hpp"

namespace fenrun::db {

struct KeptFile {
  std::string owner;
  std::string purpose;
  std::string name;  // as the person who uploaded it called it
  std::string media_type;
  std::string content_sealed;  // place: kept_file, the purpose, the owner
  Instant created_at;
};

// One of its purpose replaces the one before.
void save_kept_file(Tx& tx, const KeptFile& file);
std::optional<KeptFile> find_kept_file(Tx& tx, std::string_view owner, std::string_view purpose);
// Deletes at most `limit` files, the oldest first; returns how many.
std::uint64_t delete_kept_files_before(Tx& tx, Instant before, int limit);

}  // namespace fenrun::db
