// The parts of an XLSX file: a ZIP archive in memory. The only file that includes libzip is xlsx_archive.cpp.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace fenrun::sheet {

class XlsxArchive {
 public:
  // `file` outlives it. Refuses with kSheetXlsxBroken.
  static Result<XlsxArchive> open(std::string_view file);

  // A part unpacked; nothing when there is none of that name. All parts together give at most
  // kUnpackedBytesMax, counted as they are unpacked, whatever the archive says of their sizes. Refuses with
  // kSheetXlsxBroken, kSheetTooLarge.
  Result<std::optional<std::string>> part(const std::string& name);

 private:
  struct Discard {
    void operator()(void* archive) const;
  };
  explicit XlsxArchive(void* archive) : archive_(archive) {}

  std::unique_ptr<void, Discard> archive_;
  std::size_t unpacked_ = 0;
};

}  // namespace fenrun::sheet
