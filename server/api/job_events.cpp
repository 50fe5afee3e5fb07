#include "server/api/job_events.hpp"

#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <utility>

#include "db/job/job.hpp"
#include "server/api/job_view.hpp"
#include "server/await.hpp"

namespace fenrun::server {
namespace {

namespace asio = boost::asio;
using std::chrono::seconds;

constexpr seconds kLookEvery{1};
constexpr seconds kSignEvery{15};  // of life, for whoever stands between
constexpr seconds kEndAfter{60};

class JobEvents {
 public:
  JobEvents(const App& app, std::string job)
      : app_(app), job_(std::move(job)), began_(app.clock.steady()), said_at_(began_) {}

  asio::awaitable<std::optional<std::string>> next() {
    if (has_ended_ || app_.clock.steady() - began_ >= kEndAfter) co_return std::nullopt;
    if (has_looked_) co_await rest();
    has_looked_ = true;
    std::string news = co_await look();
    co_return news;
  }

 private:
  struct Seen {
    std::string text;
    bool is_open;
  };

  static asio::awaitable<void> rest() {
    const auto executor = co_await asio::this_coro::executor;
    asio::steady_timer timer(executor, kLookEvery);
    co_await timer.async_wait(asio::use_awaitable);
  }

  // What is to be said; empty: nothing new, also where the job could not be read now.
  asio::awaitable<std::string> look() {
    std::function<Result<Seen>(db::Tx&)> story = [this](db::Tx& tx) -> Result<Seen> {
      const auto job = db::find_job(tx, job_);
      if (!job) return kJobNotFound;
      StaffNames names(tx);
      return Seen{named_job_json(names, *job).str(), job->is_open()};
    };
    const auto now = app_.clock.steady();
    const Result<Seen> seen =
        co_await on_database<Seen>(app_.database, db::Lane::pool, now + app_.options.story_deadline, story);
    has_ended_ = seen ? !seen->is_open : seen.error().code() == kJobNotFound.code;
    const std::string shown = seen ? seen->text : last_;
    const bool is_news = shown != last_;
    if (!is_news && now - said_at_ < kSignEvery) co_return "";
    said_at_ = now;
    last_ = shown;
    co_return is_news ? "event: job\ndata: " + shown + "\n\n" : ":\n\n";
  }

  const App& app_;
  const std::string job_;
  const std::chrono::steady_clock::time_point began_;
  std::chrono::steady_clock::time_point said_at_;
  std::string last_;
  bool has_looked_ = false;
  bool has_ended_ = false;
};

}  // namespace

Reply job_events(const App& app, const std::string& job) {
  Reply reply;
  reply.content_type = "text/event-stream";
  // Proxies that gather replies are asked not to.
  reply.headers.emplace_back("X-Accel-Buffering", "no");
  const auto events = std::make_shared<JobEvents>(app, job);
  reply.next_piece = [events] { return events->next(); };
  return reply;
}

}  // namespace fenrun::server
