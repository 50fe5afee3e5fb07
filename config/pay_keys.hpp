// The keys of [wechat.pay]: the merchant's and WeChat's. Each is read by the very function that reads it when
// a program starts, so that a file that would end the start is named here, together with all the others.
#pragma once

#include "config/reader.hpp"
#include "wechat/pay/options.hpp"

namespace fenrun::config {

void read_merchant_keys(Reader& reader, wechat::PayOptions& options, Need need);

// With `is_on` there must be one.
void read_platform_keys(Reader& reader, wechat::PlatformKeyOptions& keys, bool is_on);

}  // namespace fenrun::config
