// The bill of profit sharing: what receivers got and gave back on a day. What WeChat puts into this file is
// in none of its public pages; the columns here are chosen after those of its other bills.
#pragma once

#include <string>
#include <string_view>

#include "wechat/emulator/core/pay/sharing_book.hpp"

namespace fenrun::emulator::pay {

// Empty when nothing was shared or given back on that day.
std::string write_sharing_bill(const SharingBook& book, Day day, std::string_view mchid);

}  // namespace fenrun::emulator::pay
