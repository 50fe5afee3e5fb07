// Spreadsheets of strangers: what is read, what is refused, and where the limits are.
#include <gtest/gtest.h>
#include <zip.h>

#include <utility>

#include "sheet/csv.hpp"
#include "sheet/encoding.hpp"
#include "sheet/read_sheet.hpp"
#include "sheet/xlsx_reader.hpp"
#include "sheet/xlsx_writer.hpp"

namespace fenrun::sheet {
namespace {

std::vector<std::string> texts_of(const TableRow& row) {
  std::vector<std::string> texts;
  for (const TableCell& cell : row.cells) texts.push_back(cell.text);
  return texts;
}

using Texts = std::vector<std::string>;

std::vector<TableRow> table_of(const std::vector<Texts>& texts) {
  std::vector<TableRow> rows;
  for (const Texts& cells : texts) {
    TableRow& row = rows.emplace_back();
    for (const std::string& text : cells) row.cells.push_back({text, false});
  }
  return rows;
}

TEST(SheetCsv, quotes_hold_commas_line_ends_and_quotes) {
  const auto rows = read_csv("a, b ,\"c,\"\"d\"\"\r\ne\"\r\n\n\r\n1,,3\n'=x,\"'@y\",'z");
  ASSERT_TRUE(rows);
  ASSERT_EQ(rows->size(), 3U);
  EXPECT_EQ(texts_of((*rows)[0]), (Texts{"a", "b", "c,\"d\"\r\ne"}));
  EXPECT_EQ((*rows)[0].number, 1);
  EXPECT_EQ(texts_of((*rows)[1]), (Texts{"1", "", "3"}));
  EXPECT_EQ((*rows)[1].number, 5) << "a field of two lines and two blank ones stand before it";
  EXPECT_EQ(texts_of((*rows)[2]), (Texts{"=x", "@y", "'z"}));
}

TEST(SheetCsv, broken_quotes_are_refused) {
  for (const char* broken : {"a\"b,c", "\"a", "\"a\"b,c", "a,\"b\"\"", "a\rb"}) {
    EXPECT_TRUE(read_csv(broken).refused_with(kSheetCsvBroken)) << broken;
  }
}

TEST(SheetCsv, what_is_written_is_read_again_and_no_field_is_a_formula) {
  const std::vector<Texts> rows{{"订单号", "x\"y", "1,5"}, {"=1+2", "@SUM(A1)", "+86", "-5", "a\nb"}};
  const auto file = write_csv(table_of(rows));
  EXPECT_TRUE(file.starts_with("\xEF\xBB\xBF"));
  EXPECT_NE(file.find("\"'=1+2\",\"'@SUM(A1)\",\"'+86\",\"'-5\""), std::string::npos) << file;
  const auto sheet = read_sheet(file);
  ASSERT_TRUE(sheet);
  ASSERT_EQ(sheet->rows.size(), 2U);
  EXPECT_EQ(texts_of(sheet->rows[0]), rows[0]);
  EXPECT_EQ(texts_of(sheet->rows[1]), rows[1]);
}

TEST(SheetCsv, limits_hold_on_both_sides) {
  std::string rows;
  for (int i = 0; i < kRowsMax; ++i) rows += "x\n";
  EXPECT_TRUE(read_csv(rows));
  EXPECT_TRUE(read_csv(rows + "x\n").refused_with(kSheetTooLarge));
  EXPECT_TRUE(read_csv(std::string(kCellBytesMax, 'x')));
  EXPECT_TRUE(read_csv(std::string(kCellBytesMax + 1, 'x')).refused_with(kSheetTooLarge));
  EXPECT_TRUE(read_csv(std::string(kColumnsMax - 1, ',')));
  EXPECT_TRUE(read_csv(std::string(kColumnsMax, ',')).refused_with(kSheetTooLarge));
}

TEST(SheetEncoding, utf8_with_and_without_a_mark_and_gb18030_are_told_apart) {
  const std::string text = "订单号,茶";
  const std::string gb18030 = "\xB6\xA9\xB5\xA5\xBA\xC5,\xB2\xE8";
  EXPECT_EQ(*to_utf8(text), text);
  EXPECT_EQ(*to_utf8("\xEF\xBB\xBF" + text), text);
  EXPECT_EQ(*to_utf8(gb18030), text);
  // Four bytes a character: a letter outside the Basic Multilingual Plane, U+2000B.
  EXPECT_EQ(*to_utf8("\x95\x32\x83\x37"), "\xF0\xA0\x80\x8B");
  for (const std::string_view broken :
       {std::string_view("\xFF\xFE\x61\x00", 4), std::string_view("\x81"), std::string_view("a\0b", 3),
        std::string_view("\xEF\xBB\xBF\xB6\xA9")}) {
    EXPECT_TRUE(to_utf8(broken).refused_with(kSheetEncodingUnknown));
  }
}

TEST(SheetXlsx, numbers_are_shown_as_people_see_them) {
  const std::pair<const char*, const char*> cases[] = {
      {"99.9", "99.9"},
      {"99.900000000000006", "99.9"},
      {"0.1", "0.1"},
      {"1E2", "100"},
      {"1.2345678901234E+17", "123456789012340000"},
      {"-0", "0"},
      {"45988.4166666667", "45988.4166666667"},
      {"1E300", "1E300"},
      {"twelve", "twelve"},
      {"", ""},
  };
  for (const auto& [stored, shown] : cases) EXPECT_EQ(plain_number(stored), shown);
}

using Parts = std::vector<std::pair<std::string, std::string>>;

std::string zipped(const Parts& parts) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* const target = zip_source_buffer_create(nullptr, 0, 0, &error);
  zip_source_keep(target);
  zip_t* const archive = zip_open_from_source(target, ZIP_TRUNCATE, &error);
  for (const auto& [name, content] : parts) {
    zip_source_t* const source = zip_source_buffer(archive, content.data(), content.size(), 0);
    EXPECT_GE(zip_file_add(archive, name.c_str(), source, 0), 0);
  }
  EXPECT_EQ(zip_close(archive), 0);
  EXPECT_EQ(zip_source_open(target), 0);
  std::string bytes(1U << 20U, '\0');
  const auto got = zip_source_read(target, bytes.data(), bytes.size());
  EXPECT_GT(got, 0);
  bytes.resize(static_cast<std::size_t>(std::max<zip_int64_t>(got, 0)));
  zip_source_close(target);
  zip_source_free(target);
  return bytes;
}

constexpr const char* kWorkbook =
    "<workbook xmlns:r=\"r\"><workbookPr/><sheets><sheet name=\"一\" r:id=\"rId7\"/><sheet r:id=\"rId8\"/>"
    "</sheets></workbook>";
constexpr const char* kRelations =
    "<Relationships><Relationship Id=\"rId7\" Type=\"x/worksheet\" Target=\"worksheets/first.xml\"/>"
    "<Relationship Id=\"rId9\" Type=\"x/sharedStrings\" Target=\"/xl/words.xml\"/></Relationships>";
constexpr const char* kNoWords = "<sst/>";

Parts workbook(const std::string& sheet, const std::string& words = kNoWords) {
  return {{"xl/workbook.xml", kWorkbook},
          {"xl/_rels/workbook.xml.rels", kRelations},
          {"xl/worksheets/first.xml", sheet},
          {"xl/words.xml", words}};
}

TEST(SheetXlsx, cells_of_every_kind_are_read_by_their_reference) {
  const auto file =
      zipped(workbook("<x:worksheet xmlns:x=\"m\"><x:sheetData>"
                      "<x:row r=\"2\"><x:c r=\"A2\" t=\"s\"><x:v>0</x:v></x:c><x:c "
                      "r=\"C2\"><x:v>99.900000000000006</x:v></x:c>"
                      "<x:c r=\"D2\" t=\"inlineStr\"><x:is><x:t>行内&amp;</x:t></x:is></x:c></x:row>"
                      "<x:row r=\"3\"/>"
                      "<x:row r=\"9\"><x:c r=\"B9\" t=\"str\"><x:f>A1</x:f><x:v>算出</x:v></x:c>"
                      "<x:c t=\"b\"><x:v>1</x:v></x:c><x:c t=\"e\"><x:v>#N/A</x:v></x:c></x:row>"
                      "</x:sheetData></x:worksheet>",
                      "<sst><si><r><t>订单</t></r><r><t xml:space=\"preserve\"> "
                      "号</t></r><rPh><t>dingdan</t></rPh></si></sst>"));
  const auto sheet = read_sheet(file);
  ASSERT_TRUE(sheet) << sheet.error().code();
  EXPECT_EQ(sheet->kind, Kind::xlsx);
  EXPECT_FALSE(sheet->counts_days_from_1904);
  ASSERT_EQ(sheet->rows.size(), 2U);
  EXPECT_EQ(sheet->rows[0].number, 2);
  EXPECT_EQ(texts_of(sheet->rows[0]), (Texts{"订单 号", "", "99.9", "行内&"}));
  EXPECT_TRUE(sheet->rows[0].cells[2].is_number);
  EXPECT_FALSE(sheet->rows[0].cells[0].is_number);
  EXPECT_EQ(sheet->rows[1].number, 9);
  EXPECT_EQ(texts_of(sheet->rows[1]), (Texts{"", "算出", "TRUE", "#N/A"}));
}

TEST(SheetXlsx, what_is_written_is_read_again_as_text) {
  const std::vector<Texts> rows{{"订单号", "=1+2", "", "12"}, {"<&>\"", "", "99.9"}};
  auto table = table_of(rows);
  table[1].cells[2].is_number = true;
  const auto sheet = read_sheet(write_xlsx(table));
  ASSERT_TRUE(sheet) << sheet.error().code();
  ASSERT_EQ(sheet->rows.size(), 2U);
  EXPECT_EQ(texts_of(sheet->rows[0]), rows[0]);
  EXPECT_EQ(texts_of(sheet->rows[1]), rows[1]);
  EXPECT_FALSE(sheet->rows[0].cells[3].is_number);
  EXPECT_TRUE(sheet->rows[1].cells[2].is_number);
}

TEST(SheetXlsx, entities_and_documents_within_documents_are_refused) {
  const std::string laughs =
      "<!DOCTYPE lolz [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;\">]>"
      "<worksheet><sheetData><row><c t=\"str\"><v>&b;</v></c></row></sheetData></worksheet>";
  EXPECT_TRUE(read_sheet(zipped(workbook(laughs))).refused_with(kSheetXlsxBroken));
  const std::string outside =
      "<!DOCTYPE x [<!ENTITY f SYSTEM \"file:///etc/passwd\">]><worksheet><sheetData><row><c t=\"str\">"
      "<v>&f;</v></c></row></sheetData></worksheet>";
  EXPECT_TRUE(read_sheet(zipped(workbook(outside))).refused_with(kSheetXlsxBroken));
  EXPECT_TRUE(
      read_sheet(zipped(workbook("<worksheet>&undefined;</worksheet>"))).refused_with(kSheetXlsxBroken));
}

TEST(SheetXlsx, bombs_are_refused_before_they_go_off) {
  const auto bomb = zipped(workbook("<worksheet>" + std::string(kUnpackedBytesMax, ' ') + "</worksheet>"));
  EXPECT_LT(bomb.size(), 200'000U) << "64 MB in a small file";
  EXPECT_TRUE(read_sheet(bomb).refused_with(kSheetTooLarge));
  std::string deep = "<worksheet>";
  for (int i = 0; i < 100'000; ++i) deep += "<a>";
  EXPECT_TRUE(read_sheet(zipped(workbook(deep))).refused_with(kSheetXlsxBroken));
  std::string rows = "<worksheet><sheetData>";
  for (int i = 0; i <= kRowsMax; ++i) rows += "<row><c><v>1</v></c></row>";
  EXPECT_TRUE(read_sheet(zipped(workbook(rows + "</sheetData></worksheet>"))).refused_with(kSheetTooLarge));
  // One long string, named by every cell.
  std::string many = "<worksheet><sheetData>";
  for (int i = 0; i < 1'000; ++i) {
    many += "<row>";
    for (std::size_t column = 0; column < kColumnsMax; ++column) many += "<c t=\"s\"><v>0</v></c>";
    many += "</row>";
  }
  const auto words = "<sst><si><t>" + std::string(kCellBytesMax, 'x') + "</t></si></sst>";
  EXPECT_TRUE(
      read_sheet(zipped(workbook(many + "</sheetData></worksheet>", words))).refused_with(kSheetTooLarge));
  const std::string far =
      "<worksheet><sheetData><row><c r=\"ZZZ1\"><v>1</v></c></row></sheetData></worksheet>";
  EXPECT_TRUE(read_sheet(zipped(workbook(far))).refused_with(kSheetTooLarge));
}

TEST(SheetXlsx, what_is_not_a_whole_workbook_is_refused) {
  const std::string empty_sheet = "<worksheet><sheetData/></worksheet>";
  const auto whole = zipped(workbook(empty_sheet));
  ASSERT_TRUE(read_sheet(whole));
  for (std::size_t missing = 0; missing < 4; ++missing) {
    Parts parts = workbook(empty_sheet);
    parts.erase(parts.begin() + static_cast<std::ptrdiff_t>(missing));
    EXPECT_TRUE(read_sheet(zipped(parts)).refused_with(kSheetXlsxBroken)) << missing;
  }
  for (std::size_t size = 4; size < whole.size(); size += 7) {
    EXPECT_TRUE(read_sheet(whole.substr(0, size)).refused_with(kSheetXlsxBroken)) << size;
  }
  const std::string no_such_word =
      "<worksheet><sheetData><row><c t=\"s\"><v>3</v></c></row></sheetData></worksheet>";
  EXPECT_TRUE(read_sheet(zipped(workbook(no_such_word))).refused_with(kSheetXlsxBroken));
}

}  // namespace
}  // namespace fenrun::sheet
