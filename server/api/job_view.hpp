// A background job as the console sees it.
#pragma once

#include <optional>
#include <string>

#include "domain/job/job.hpp"
#include "server/api/json/writer.hpp"
#include "server/api/staff_names.hpp"

namespace fenrun::server {

inline json::Writer job_failure_json(const JobFailure& failure) {
  json::Writer body;
  body.text("code", failure.code).text("zh", failure.zh).text("en", failure.en);
  return body;
}

// Nothing for a job that nobody asked for.
inline std::optional<std::string> starter_of(const Job& job) {
  if (!job.started_by.is_set()) return std::nullopt;
  return std::to_string(job.started_by.value);
}

inline json::Writer job_json(const Job& job) {
  json::Writer body;
  body.text("id", job.public_id)
      .text("kind", job.kind)
      .text("state", to_text(job.state))
      .integer("done", job.done)
      .integer("total", job.total)
      .json("parameters", job.parameters)
      .maybe_text("started_by", starter_of(job))
      .time("created_at", job.created_at)
      .maybe_time("ended_at", job.ended_at);
  if (job.result.empty()) {
    body.null("result");
  } else {
    body.json("result", job.result);
  }
  return job.failure ? body.object("failure", job_failure_json(*job.failure)) : body.null("failure");
}

// With the login name of whoever started it.
inline json::Writer named_job_json(StaffNames& names, const Job& job) {
  json::Writer body = job_json(job);
  body.maybe_text("started_by_name", names.name(job.started_by));
  return body;
}

}  // namespace fenrun::server
