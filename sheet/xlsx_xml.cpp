#include "sheet/xlsx_xml.hpp"

#include <expat.h>

#include <memory>
#include <type_traits>

#include "base/assert.hpp"
#include "sheet/read_sheet.hpp"

namespace fenrun::sheet {
namespace {

constexpr int kXmlDepthMax = 64;

struct FreeXmlParser {
  void operator()(XML_Parser parser) const { XML_ParserFree(parser); }
};

std::string_view without_prefix(std::string_view name) {
  const auto colon = name.find(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

struct XmlReading {
  const XmlHandlers& handlers;
  XML_Parser parser;
  int depth = 0;
  bool is_refused = false;
  bool is_too_much = false;

  void check() {
    if (!handlers.is_too_much || !handlers.is_too_much()) return;
    is_too_much = true;
    XML_StopParser(parser, XML_FALSE);
  }
  void refuse() {
    is_refused = true;
    XML_StopParser(parser, XML_FALSE);
  }
};

XmlReading& reading_of(void* user) { return *static_cast<XmlReading*>(user); }

void on_xml_begin(void* user, const XML_Char* name, const XML_Char** pairs) {
  XmlReading& reading = reading_of(user);
  if (++reading.depth > kXmlDepthMax) return reading.refuse();
  XmlAttributes attributes;
  for (; *pairs != nullptr; pairs += 2) attributes[without_prefix(pairs[0])] = pairs[1];
  if (reading.handlers.begin) reading.handlers.begin(without_prefix(name), attributes);
  reading.check();
}

void on_xml_end(void* user, const XML_Char* name) {
  XmlReading& reading = reading_of(user);
  --reading.depth;
  if (reading.handlers.end) reading.handlers.end(without_prefix(name));
  reading.check();
}

void on_xml_text(void* user, const XML_Char* text, int length) {
  XmlReading& reading = reading_of(user);
  if (reading.handlers.text) reading.handlers.text({text, static_cast<std::size_t>(length)});
  reading.check();
}

void on_xml_doctype(void* user, const XML_Char*, const XML_Char*, const XML_Char*, int) {
  reading_of(user).refuse();
}

}  // namespace

Done read_xml(std::string_view document, const XmlHandlers& handlers) {
  const std::unique_ptr<std::remove_pointer_t<XML_Parser>, FreeXmlParser> parser(XML_ParserCreate(nullptr));
  FENRUN_ASSERT(parser);
  XmlReading reading{handlers, parser.get()};
  XML_SetUserData(parser.get(), &reading);
  XML_SetElementHandler(parser.get(), on_xml_begin, on_xml_end);
  XML_SetCharacterDataHandler(parser.get(), on_xml_text);
  XML_SetStartDoctypeDeclHandler(parser.get(), on_xml_doctype);
  const auto outcome = XML_Parse(parser.get(), document.data(), static_cast<int>(document.size()), XML_TRUE);
  if (reading.is_too_much) return kSheetTooLarge;
  if (reading.is_refused || outcome != XML_STATUS_OK) return kSheetXlsxBroken;
  return {};
}

}  // namespace fenrun::sheet
