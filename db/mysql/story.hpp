// A queued story of Database, its result type erased, and how one is run in a transaction of its own.
#pragma once

#include <chrono>
#include <exception>
#include <functional>
#include <optional>

#include "base/error.hpp"
#include "db/mysql/connection.hpp"
#include "db/mysql/prober.hpp"

namespace fenrun::db {

struct QueuedStory {
  std::chrono::steady_clock::time_point deadline;
  std::function<bool(Tx&)> run;  // keeps its result; true commits
  // Neither: the kept result is the outcome. Called once.
  std::function<void(std::optional<Error>, std::exception_ptr)> done;
  View view = View::latest;  // of a story in a transaction of its own
};

// kUnavailable and kBusy with Retry-After.
Error database_down();
Error database_busy();

// Calls story.done; what it throws is logged, because nobody is left to hear it.
void finish(const QueuedStory& story, std::optional<Error> refused,
            std::exception_ptr thrown = nullptr) noexcept;

// Runs and finishes the story. A server that is down, and conflicts that outlast the tries, become refusals;
// other exceptions are passed on to the story's caller.
void run_alone(Connection& connection, Prober& prober, const QueuedStory& story) noexcept;

}  // namespace fenrun::db
