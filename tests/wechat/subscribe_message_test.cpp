#include "wechat/miniprogram/subscribe_message.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "wechat/miniprogram/errors.hpp"
#include "wechat/utf8.hpp"

namespace fenrun::wechat {
namespace {

std::string repeat(const std::string& text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += text;
  return out;
}

TEST(MessageValue, is_kept_cut_or_refused_as_its_type_wants) {
  struct Row {
    const char* key;
    std::string value;
    std::string outcome;  // empty: refused
  };
  const std::string figures_32(32, '7');
  const std::vector<Row> rows{
      {"thing1", "佣金到账", "佣金到账"},
      {"thing1", repeat("佣", 20), repeat("佣", 20)},
      {"thing1", repeat("佣", 21), repeat("佣", 19) + "…"},
      {"thing12", repeat("a", 21), repeat("a", 19) + "…"},
      {"thing1", repeat("😀", 21), repeat("😀", 19) + "…"},
      {"thing1", "", ""},
      {"character_string2", "ORD-2026/01", "ORD-2026/01"},
      {"character_string2", repeat("x", 33), repeat("x", 32)},
      {"character_string2", "单号1", ""},
      {"character_string2", "a b", ""},
      {"number3", "12", "12"},
      {"number3", "12.50", "12.50"},
      {"number3", figures_32, figures_32},
      {"number3", figures_32 + "7", ""},
      {"number3", "1.", ""},
      {"number3", ".5", ""},
      {"number3", "-1", ""},
      {"number3", "1e3", ""},
      {"letter4", "abcXYZ", "abcXYZ"},
      {"letter4", repeat("z", 40), repeat("z", 32)},
      {"letter4", "abc1", ""},
      {"symbol5", "!@#$%^", "!@#$%"},
      {"symbol5", "!a", ""},
      {"phrase6", "已完成", "已完成"},
      {"phrase6", "已经全部完成了", "已经全部完"},
      {"phrase6", "完成1", ""},
      {"phrase6", "done", ""},
      {"name7", "李小明", "李小明"},
      {"name7", repeat("李", 11), repeat("李", 10)},
      {"name7", repeat("L", 21), repeat("L", 20)},
      {"name7", "李" + repeat("L", 20), "李" + repeat("L", 9)},
      {"amount8", "12.34元", "12.34元"},
      {"amount8", "¥12.34", "¥12.34"},
      {"amount8", "$0.5", "$0.5"},
      {"amount8", "1234567890元", "1234567890元"},
      {"amount8", "12345678901", ""},
      {"amount8", "12.345", ""},
      {"amount8", "12.", ""},
      {"amount8", "元", ""},
      {"amount8", "-1", ""},
      {"amount8", "1 元", ""},
      {"time9", "15:01", "15:01"},
      {"time9", "15:01:02", "15:01:02"},
      {"time9", "2019年10月1日", "2019年10月1日"},
      {"time9", "2019年10月1日 15:01", "2019年10月1日 15:01"},
      {"date10", "2019年10月1日 15:01~2019年10月2日", "2019年10月1日 15:01~2019年10月2日"},
      {"date10", "2019-10-01", ""},
      {"date10", "2019年10月1日 ", ""},
      {"date10", "15:01~", ""},
      {"date10", "15", ""},
      {"phone_number11", "+86-0766-66888866", "+86-0766-66888866"},
      {"phone_number11", "+86-0766-668888661", ""},
      {"phone_number11", "电话", ""},
      {"car_number12", "粤A8Z888挂", "粤A8Z888挂"},
      {"car_number12", "粤A8Z8888挂", ""},
      {"enum13", "any", "any"},
      {"thing", "x", ""},
      {"1", "x", ""},
      {"", "x", ""},
      {"unknown1", "x", ""},
  };
  for (const auto& row : rows) {
    const auto fitted = fit_message_value(row.key, row.value);
    EXPECT_EQ(fitted.value_or(""), row.outcome) << row.key << " " << row.value;
    EXPECT_EQ(fitted.refused_with(kWechatMessageInvalid), row.outcome.empty()) << row.key << " " << row.value;
  }
}

TEST(Utf8, characters_are_counted_and_cut_whole) {
  EXPECT_EQ(count_characters("a中😀"), 3U);
  EXPECT_EQ(first_characters("a中😀", 2), "a中");
  EXPECT_EQ(first_characters("a中😀", 9), "a中😀");
  EXPECT_EQ(first_characters("中", 0), "");
  EXPECT_EQ(first_code_point("中"), U'中');
  // Stray bytes, overlong forms and surrogates count one by one.
  EXPECT_EQ(count_characters("\xff\xfe"), 2U);
  EXPECT_EQ(count_characters("\xc0\x80"), 2U);
  EXPECT_EQ(count_characters("\xed\xa0\x80"), 3U);
  EXPECT_EQ(count_characters("\xe4\xb8"), 2U);
  EXPECT_EQ(count_characters("\xf4\x90\x80\x80"), 4U);
}

}  // namespace
}  // namespace fenrun::wechat
