// How far a job is, sent as it goes on: text/event-stream of an event `job` whenever what the console would
// be shown has changed.
#pragma once

#include "server/api/call.hpp"

namespace fenrun::server {

// Ends when the job does, when it cannot be read, and after a minute in any case: the browser asks again, and
// is checked again for what it may see.
Reply job_events(const App& app, const std::string& job);

}  // namespace fenrun::server
