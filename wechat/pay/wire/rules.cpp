#include "wechat/pay/wire/rules.hpp"

#include <algorithm>

#include "wechat/utf8.hpp"

namespace fenrun::wechat {
namespace {

bool is_number_character(char c, std::string_view more) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
         more.find(c) != std::string_view::npos;
}

}  // namespace

bool is_pay_number(std::string_view text, std::size_t min, std::size_t max, std::string_view more) {
  return text.size() >= min && text.size() <= max &&
         std::all_of(text.begin(), text.end(), [more](char c) { return is_number_character(c, more); });
}

bool is_out_trade_no(std::string_view text) { return is_pay_number(text, 6, 32, "_-|*"); }
bool is_out_refund_no(std::string_view text) { return is_pay_number(text, 1, 64, "_-|*@"); }
bool is_out_bill_no(std::string_view text) { return is_pay_number(text, 1, 32); }

bool is_pay_text(std::string_view text, std::size_t max) {
  if (text.empty() || count_characters(text) > max) return false;
  return std::none_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7f;
  });
}

bool is_notify_url(std::string_view url, bool must_be_https) {
  if (url.empty() || url.size() > 255) return false;
  const bool is_https = url.starts_with("https://");
  if (!is_https && (must_be_https || !url.starts_with("http://"))) return false;
  const auto rest = url.substr(url.find("//") + 2);
  const auto slash = rest.find('/');
  return slash != std::string_view::npos && slash > 0 && std::all_of(url.begin(), url.end(), [](char c) {
           return c > ' ' && c < 127 && c != '?' && c != '#' && c != '"';
         });
}

}  // namespace fenrun::wechat
