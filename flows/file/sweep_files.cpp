#include "flows/file/sweep_files.hpp"

#include "db/file/kept_file.hpp"

namespace fenrun::flows {
namespace {

constexpr int kFilesInBite = 5;  // of some megabytes each

}  // namespace

Result<SweptFiles> sweep_files(db::Tx& tx, const SweepFiles& command, Instant now) {
  SweptFiles swept;
  swept.files = db::delete_kept_files_before(tx, now - command.kept_files, kFilesInBite);
  swept.is_done = swept.files < static_cast<std::uint64_t>(kFilesInBite);
  return swept;
}

}  // namespace fenrun::flows
