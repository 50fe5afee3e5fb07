#include "deploy/history/names.hpp"

#include <array>

namespace fenrun::history {
namespace {

constexpr std::array<std::string_view, 20> kFamilies{"赵", "钱", "孙", "周", "吴", "郑", "冯",
                                                     "陈", "褚", "卫", "蒋", "沈", "韩", "杨",
                                                     "朱", "秦", "许", "何", "吕", "施"};
constexpr std::array<std::string_view, 10> kShops{"家小铺", "记优选", "家美妆", "记日化", "家生活馆",
                                                  "记商行", "家好物", "记护肤", "家便利", "记云店"};
constexpr std::array<std::string_view, 10> kFirst{"晴天", "小鹿", "木棉", "南风", "糖果",
                                                  "海盐", "青柠", "星星", "薄荷", "橘子"};
constexpr std::array<std::string_view, 10> kSecond{"妈妈",   "同学", "不加糖", "慢慢走", "在路上",
                                                   "爱喝茶", "的猫", "日记",   "要早睡", "看海"};
constexpr std::array<Goods, kGoodsCount> kGoods{{
    {"面部护理", "舒缓面霜"},  {"面部护理", "清透防晒乳"},   {"面部护理", "积雪草水乳"},
    {"面部护理", "维 C 精华"}, {"面部护理", "山茶花护手霜"}, {"面部护理", "保湿喷雾"},
    {"面部护理", "眼周霜"},    {"面部护理", "卸妆膏"},       {"洗护", "生姜洗发水"},
    {"洗护", "椰子护发素"},    {"洗护", "樱花沐浴露"},       {"洗护", "海盐磨砂膏"},
    {"洗护", "儿童牙膏"},      {"洗护", "电动牙刷头"},       {"洗护", "香氛洗手液"},
    {"洗护", "旅行套装"},      {"家清", "浓缩洗衣液"},       {"家清", "厨房去油剂"},
    {"家清", "地板清洁片"},    {"家清", "除味喷雾"},         {"家清", "竹浆抽纸"},
    {"家清", "加厚垃圾袋"},    {"家清", "洗碗块"},           {"家清", "衣物留香珠"},
}};

// The number as digits of the two lists' sizes, and itself once these are used up.
template <std::size_t A, std::size_t B>
std::string joined(const std::array<std::string_view, A>& first,
                   const std::array<std::string_view, B>& second, std::uint32_t number) {
  std::string name(first[number % A]);
  name += second[number / A % B];
  if (number >= A * B) name += std::to_string(number / (A * B) + 1);
  return name;
}

}  // namespace

std::string shop_name(std::uint32_t number) { return joined(kFamilies, kShops, number); }
std::string nickname(std::uint32_t number) { return joined(kFirst, kSecond, number); }
Goods goods(std::uint32_t number) { return kGoods.at(number); }

}  // namespace fenrun::history
