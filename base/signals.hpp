// The signals by which a program is told to end (SIGTERM, SIGINT) and to read again what it may (SIGHUP).
#pragma once

namespace fenrun {

// Call it first of all, before any thread starts: from then on only wait_for_signal() receives them, and one
// that comes early ends nothing.
void hold_signals();
// The next one.
[[nodiscard]] int wait_for_signal();
// Those that end a program do what they do by default from here on: a second one ends it at once. SIGHUP
// stays held.
void let_signals_end();

}  // namespace fenrun
