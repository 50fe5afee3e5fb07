#include "sheet/encoding.hpp"

#include <iconv.h>

#include <memory>
#include <stdexcept>

#include "domain/text.hpp"
#include "sheet/read_sheet.hpp"

namespace fenrun::sheet {
namespace {

constexpr std::string_view kUtf8Mark = "\xEF\xBB\xBF";

struct CloseIconv {
  void operator()(void* handle) const { ::iconv_close(handle); }
};

Result<std::string> from_gb18030(std::string_view bytes) {
  const std::unique_ptr<void, CloseIconv> converter(::iconv_open("UTF-8", "GB18030"));
  if (converter.get() == iconv_t(-1)) throw std::runtime_error("iconv does not know GB18030");  // NOLINT
  // Two bytes of GB18030 are at most three of UTF-8, four at most four.
  std::string text(bytes.size() * 2 + 4, '\0');
  std::string input(bytes);
  char* from = input.data();
  std::size_t from_left = input.size();
  char* to = text.data();
  std::size_t to_left = text.size();
  const std::size_t converted = ::iconv(converter.get(), &from, &from_left, &to, &to_left);
  if (converted != 0 || from_left != 0) return kSheetEncodingUnknown;
  text.resize(text.size() - to_left);
  return text;
}

}  // namespace

Result<std::string> to_utf8(std::string_view bytes) {
  if (bytes.find('\0') != std::string_view::npos) return kSheetEncodingUnknown;
  if (bytes.starts_with(kUtf8Mark)) {
    bytes.remove_prefix(kUtf8Mark.size());
    if (!utf8_length(bytes)) return kSheetEncodingUnknown;
  }
  if (utf8_length(bytes)) return std::string(bytes);
  return from_gb18030(bytes);
}

}  // namespace fenrun::sheet
