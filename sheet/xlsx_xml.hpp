// XML of an XLSX part, event by event. No part of a workbook has a DOCTYPE, so one is refused: there are no
// entities to expand and nothing to fetch. The only file that includes expat is xlsx_xml.cpp.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace fenrun::sheet {

using XmlAttributes = std::map<std::string_view, std::string_view>;

// Names come without their namespace prefix.
struct XmlHandlers {
  std::function<void(std::string_view name, const XmlAttributes& attributes)> begin;
  std::function<void(std::string_view name)> end;
  std::function<void(std::string_view text)> text;
  std::function<bool()> is_too_much;  // asked after each event: true stops with kSheetTooLarge
};

// Refuses with kSheetXlsxBroken: not well-formed, a DOCTYPE, or nested deeper than any workbook is; and with
// kSheetTooLarge.
Done read_xml(std::string_view document, const XmlHandlers& handlers);

}  // namespace fenrun::sheet
