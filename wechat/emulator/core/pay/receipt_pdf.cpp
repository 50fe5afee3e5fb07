#include "wechat/emulator/core/pay/receipt_pdf.hpp"

#include <cstdint>
#include <string_view>

#include "wechat/emulator/core/text.hpp"

namespace fenrun::emulator::pay {
namespace {

constexpr std::string_view kPage =
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 7 0 R "
    "/Resources << /Font << /F1 4 0 R >> >> >>";
constexpr std::string_view kFont =
    "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UTF16-H "
    "/DescendantFonts [5 0 R] >>";
constexpr std::string_view kFontOfCollection =
    "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo "
    "<< /Registry (Adobe) /Ordering (GB1) /Supplement 5 >> /FontDescriptor 6 0 R /DW 1000 >>";
constexpr std::string_view kFontDescriptor =
    "<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] "
    "/ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>";
// Objects 1 to 6; the page's content is the seventh.
constexpr std::string_view kFixedObjects[] = {"<< /Type /Catalog /Pages 2 0 R >>",
                                              "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
                                              kPage,
                                              kFont,
                                              kFontOfCollection,
                                              kFontDescriptor};

void append_hex(std::string& hex, std::uint32_t unit) {
  static constexpr std::string_view kDigits = "0123456789ABCDEF";
  for (const unsigned shift : {12U, 8U, 4U, 0U}) hex.push_back(kDigits[(unit >> shift) & 0xfU]);
}

// A string of the page's content: UTF-16BE in hexadecimal, as the encoding UniGB-UTF16-H reads it.
std::string pdf_string(std::string_view utf8) {
  std::string hex = "<";
  for (const auto point : decode_utf8(utf8).value_or(U"?")) {
    const auto unit = static_cast<std::uint32_t>(point);
    if (unit < 0x10000U) {
      append_hex(hex, unit);
    } else {
      append_hex(hex, 0xd800U + ((unit - 0x10000U) >> 10U));
      append_hex(hex, 0xdc00U + ((unit - 0x10000U) & 0x3ffU));
    }
  }
  return hex + ">";
}

std::string text_at(int x, int y, int size, std::string_view text) {
  return "BT /F1 " + std::to_string(size) + " Tf " + std::to_string(x) + " " + std::to_string(y) + " Td " +
         pdf_string(text) + " Tj ET\n";
}

std::string page_content(const std::string& title,
                         const std::vector<std::pair<std::string, std::string>>& lines) {
  auto content = text_at(72, 770, 18, title);
  int y = 730;
  for (const auto& [label, value] : lines) {
    content += text_at(72, y, 11, label) + text_at(190, y, 11, value);
    y -= 22;
  }
  return content;
}

std::string offset_line(std::size_t offset) {
  const auto digits = std::to_string(offset);
  return std::string(10 - digits.size(), '0') + digits + " 00000 n \n";
}

}  // namespace

std::string make_receipt_pdf(const std::string& title,
                             const std::vector<std::pair<std::string, std::string>>& lines) {
  const auto content = page_content(title, lines);
  std::vector<std::string> objects;
  for (const auto object : kFixedObjects) objects.emplace_back(object);
  objects.push_back("<< /Length " + std::to_string(content.size()) + " >>\nstream\n" + content + "endstream");
  std::string pdf = "%PDF-1.5\n%\xE2\xE3\xCF\xD3\n";
  std::string offsets = "0000000000 65535 f \n";
  for (std::size_t i = 0; i < objects.size(); ++i) {
    offsets += offset_line(pdf.size());
    pdf += std::to_string(i + 1) + " 0 obj\n" + objects[i] + "\nendobj\n";
  }
  const auto count = std::to_string(objects.size() + 1);
  const auto start = std::to_string(pdf.size());
  return pdf + "xref\n0 " + count + "\n" + offsets + "trailer\n<< /Size " + count +
         " /Root 1 0 R >>\nstartxref\n" + start + "\n%%EOF\n";
}

}  // namespace fenrun::emulator::pay
