// The province of a receiver's address: all that statistics know of where buyers live.
#pragma once

#include <span>
#include <string_view>

namespace fenrun {

struct ProvinceRow {
  int code;  // the first two digits of GB/T 2260
  std::string_view zh;
  std::string_view en;
};

// In the order of their codes.
std::span<const ProvinceRow> provinces();

// By what the address begins with, as WeChat's address picker writes it; 0 for any other address.
int province_of_address(std::string_view address);

}  // namespace fenrun
