// Assertions for our own bugs. They stay on in production: a process that has lost its invariants must stop
// before it writes money.
#pragma once

namespace fenrun {

// Logs the broken condition to stderr and aborts.
[[noreturn]] void assertion_failed(const char* condition, const char* file, int line) noexcept;

}  // namespace fenrun

#define FENRUN_ASSERT(condition) \
  (static_cast<bool>(condition) ? void(0) : ::fenrun::assertion_failed(#condition, __FILE__, __LINE__))

// For a place that our own invariants rule out; never returns.
#define FENRUN_UNREACHABLE(why) ::fenrun::assertion_failed(why, __FILE__, __LINE__)
