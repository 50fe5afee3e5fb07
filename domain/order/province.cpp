#include "domain/order/province.hpp"

#include <algorithm>

namespace fenrun {
namespace {

// clang-format off
constexpr ProvinceRow kProvinces[] = {
    {11, "北京", "Beijing"},   {12, "天津", "Tianjin"},   {13, "河北", "Hebei"},     {14, "山西", "Shanxi"},
    {15, "内蒙古", "Inner Mongolia"},                     {21, "辽宁", "Liaoning"},  {22, "吉林", "Jilin"},
    {23, "黑龙江", "Heilongjiang"},                       {31, "上海", "Shanghai"},  {32, "江苏", "Jiangsu"},
    {33, "浙江", "Zhejiang"},  {34, "安徽", "Anhui"},     {35, "福建", "Fujian"},    {36, "江西", "Jiangxi"},
    {37, "山东", "Shandong"},  {41, "河南", "Henan"},     {42, "湖北", "Hubei"},     {43, "湖南", "Hunan"},
    {44, "广东", "Guangdong"}, {45, "广西", "Guangxi"},   {46, "海南", "Hainan"},    {50, "重庆", "Chongqing"},
    {51, "四川", "Sichuan"},   {52, "贵州", "Guizhou"},   {53, "云南", "Yunnan"},    {54, "西藏", "Tibet"},
    {61, "陕西", "Shaanxi"},   {62, "甘肃", "Gansu"},     {63, "青海", "Qinghai"},   {64, "宁夏", "Ningxia"},
    {65, "新疆", "Xinjiang"},  {71, "台湾", "Taiwan"},    {81, "香港", "Hong Kong"}, {82, "澳门", "Macao"},
};
// clang-format on

// What may follow a province's name: 北京西路 is a street somewhere, 海南藏族自治州 is in Qinghai.
bool ends_its_name(std::string_view rest) {
  constexpr std::string_view kEndings[] = {" ", "省", "市", "自治区", "壮族", "回族", "维吾尔", "特别行政区"};
  return rest.empty() || std::ranges::any_of(kEndings, [&](auto word) { return rest.starts_with(word); });
}

}  // namespace

std::span<const ProvinceRow> provinces() { return kProvinces; }

int province_of_address(std::string_view address) {
  const auto start = address.find_first_not_of(' ');
  if (start == std::string_view::npos) return 0;
  address.remove_prefix(start);
  if (address.starts_with("中国")) address.remove_prefix(std::string_view("中国").size());
  for (const ProvinceRow& row : kProvinces) {
    if (address.starts_with(row.zh) && ends_its_name(address.substr(row.zh.size()))) return row.code;
  }
  return 0;
}

}  // namespace fenrun
