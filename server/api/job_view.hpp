// A background job as the console sees it.
#pragma once

#include "domain/job/job.hpp"
#include "server/api/json/writer.hpp"

namespace fenrun::server {

inline json::Writer job_failure_json(const JobFailure& failure) {
  json::Writer body;
  body.text("code", failure.code).text("zh", failure.zh).text("en", failure.en);
  return body;
}

inline json::Writer job_json(const Job& job) {
  json::Writer body;
  body.text("id", job.public_id)
      .text("kind", job.kind)
      .text("state", to_text(job.state))
      .integer("done", job.done)
      .integer("total", job.total)
      .json("parameters", job.parameters)
      .id("started_by", job.started_by)
      .time("created_at", job.created_at)
      .maybe_time("ended_at", job.ended_at);
  if (job.result.empty()) {
    body.null("result");
  } else {
    body.json("result", job.result);
  }
  return job.failure ? body.object("failure", job_failure_json(*job.failure)) : body.null("failure");
}

}  // namespace fenrun::server
