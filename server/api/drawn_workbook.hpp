// A file that is read as of one instant and drawn by the pool of exports.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <utility>

#include "server/api/attachment.hpp"
#include "server/api/story.hpp"
#include "server/export/export_service.hpp"
#include "server/export/workbook.hpp"

namespace fenrun::server {

// How long a file waits for its turn to be drawn.
inline constexpr std::chrono::seconds kWorkbookWait{10};

// What is read, how it is drawn, and what the file is called, without ".xlsx".
template <class Paper>
struct WorkbookPlan {
  Result<Paper> (*read)(const Call&, db::Tx&);
  std::string (*draw)(const Paper&, Language);
  std::string (*name)(const Paper&);
};

// Refuses as `read` does, and with kBusy.
template <class Paper>
boost::asio::awaitable<Result<Reply>> drawn_workbook(const Call& call, const WorkbookPlan<Paper>& plan) {
  std::function<Result<Paper>(db::Tx&)> story = [&](db::Tx& tx) { return plan.read(call, tx); };
  const Result<Paper> paper = co_await run_story<Paper>(call, story, db::Lane::instant);
  if (!paper) co_return paper.error();
  std::function<std::string(ExportDesk&)> draw = [&](ExportDesk&) {
    return plan.draw(*paper, call.language);
  };
  const auto deadline = call.app.clock.steady() + kWorkbookWait;
  Result<std::string> bytes =
      co_await on_pool<std::string, ExportDesk>(call.app.exports.pool(), deadline, draw);
  if (!bytes) co_return bytes.error();
  Reply reply = attachment(kWorkbookType, plan.name(*paper) + ".xlsx", *bytes);
  reply.body = *std::move(bytes);
  co_return reply;
}

}  // namespace fenrun::server
