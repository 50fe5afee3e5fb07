// One target as libFuzzer wants it; FENRUN_FUZZ_TARGET names the function.
#include <cstddef>
#include <cstdint>

#include "tests/fuzz/targets.hpp"

// For tools that look at this file alone.
#ifndef FENRUN_FUZZ_TARGET
#define FENRUN_FUZZ_TARGET money_text
#endif

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fenrun::wechat::fuzz::FENRUN_FUZZ_TARGET({reinterpret_cast<const char*>(data), size});
  return 0;
}
