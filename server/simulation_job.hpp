// Simulations of commission plans as a kind of background job.
#pragma once

#include "server/job_runner.hpp"

namespace fenrun::server {

JobKind simulation_job();

}  // namespace fenrun::server
