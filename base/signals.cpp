#include "base/signals.hpp"

#include <pthread.h>

#include <csignal>

#include "base/assert.hpp"

namespace fenrun {
namespace {

sigset_t ending_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  return signals;
}

sigset_t held_signals() {
  sigset_t signals = ending_signals();
  sigaddset(&signals, SIGHUP);
  return signals;
}

}  // namespace

void hold_signals() {
  const sigset_t signals = held_signals();
  const int failed = pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  FENRUN_ASSERT(failed == 0);
}

int wait_for_signal() {
  const sigset_t signals = held_signals();
  int signal = 0;
  const int failed = sigwait(&signals, &signal);
  FENRUN_ASSERT(failed == 0);
  return signal;
}

void let_signals_end() {
  const sigset_t signals = ending_signals();
  const int failed = pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);
  FENRUN_ASSERT(failed == 0);
}

}  // namespace fenrun
