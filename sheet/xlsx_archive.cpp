#include "sheet/xlsx_archive.hpp"

#include <zip.h>

#include <array>
#include <utility>

#include "sheet/read_sheet.hpp"

namespace fenrun::sheet {
namespace {

constexpr zip_int64_t kPartsMax = 2'000;

struct ClosePart {
  void operator()(zip_file_t* file) const { zip_fclose(file); }
};

zip_t* as_zip(void* archive) { return static_cast<zip_t*>(archive); }

}  // namespace

void XlsxArchive::Discard::operator()(void* archive) const { zip_discard(as_zip(archive)); }

Result<XlsxArchive> XlsxArchive::open(std::string_view file) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* source = zip_source_buffer_create(file.data(), file.size(), 0, &error);
  zip_t* archive =
      source == nullptr ? nullptr : zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, &error);
  if (archive == nullptr && source != nullptr) zip_source_free(source);
  zip_error_fini(&error);
  if (archive == nullptr) return kSheetXlsxBroken;
  XlsxArchive opened(archive);
  if (zip_get_num_entries(archive, 0) > kPartsMax) return kSheetTooLarge;
  return opened;
}

Result<std::optional<std::string>> XlsxArchive::part(const std::string& name) {
  zip_t* const archive = as_zip(archive_.get());
  const zip_int64_t index = zip_name_locate(archive, name.c_str(), 0);
  if (index < 0) return std::optional<std::string>();
  // An encrypted part cannot be opened without a password, and ends here.
  const std::unique_ptr<zip_file_t, ClosePart> file(
      zip_fopen_index(archive, static_cast<zip_uint64_t>(index), 0));
  if (!file) return kSheetXlsxBroken;
  std::string content;
  std::array<char, 64 * 1024> chunk;
  while (true) {
    const zip_int64_t got = zip_fread(file.get(), chunk.data(), chunk.size());
    if (got < 0) return kSheetXlsxBroken;
    if (got == 0) return std::optional(std::move(content));
    unpacked_ += static_cast<std::size_t>(got);
    if (unpacked_ > kUnpackedBytesMax) return kSheetTooLarge;
    content.append(chunk.data(), static_cast<std::size_t>(got));
  }
}

}  // namespace fenrun::sheet
