// What WeChat Pay says a request's texts must look like, checked before it is sent. Lengths are in
// characters.
#pragma once

#include <cstddef>
#include <string_view>

namespace fenrun::wechat {

// Digits, letters and `more`.
bool is_pay_number(std::string_view text, std::size_t min, std::size_t max, std::string_view more = {});
bool is_out_trade_no(std::string_view text);   // 6-32
bool is_out_refund_no(std::string_view text);  // 1-64
bool is_out_bill_no(std::string_view text);    // 1-32, no punctuation

// Not empty, no control characters, at most `max` characters.
bool is_pay_text(std::string_view text, std::size_t max);

// Absolute, with a path, without query and fragment, at most 255 characters.
bool is_notify_url(std::string_view url, bool must_be_https);

}  // namespace fenrun::wechat
