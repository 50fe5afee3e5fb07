#include "db/mysql/story.hpp"

#include "base/log.hpp"
#include "db/mysql/codes.hpp"
#include "db/mysql/loggable.hpp"

namespace fenrun::db {

Error database_down() { return Error(kUnavailable).retry_after(std::chrono::seconds(2)); }

Error database_busy() { return Error(kBusy).retry_after(std::chrono::seconds(1)); }

void finish(const QueuedStory& story, std::optional<Error> refused, std::exception_ptr thrown) noexcept {
  try {
    story.done(std::move(refused), std::move(thrown));
  } catch (const std::exception& error) {
    log::error("db.callback_threw", {{"what", loggable(error)}});
  } catch (...) {
    log::error("db.callback_threw");
  }
}

void run_alone(Connection& connection, Prober& prober, const QueuedStory& story) noexcept {
  const std::uint64_t times_reached = prober.times_reached();
  if (!prober.is_up()) return finish(story, database_down());
  try {
    connection.run_transaction(story.run, story.view);
  } catch (const CommitUnknown&) {
    return finish(story, std::nullopt, std::current_exception());
  } catch (const LostConnection& error) {
    prober.suspect(times_reached);
    return finish(story, database_down().internal_note(error.what()));
  } catch (const DatabaseError& error) {
    if (is_worth_retrying(error.code())) return finish(story, database_busy().internal_note(error.what()));
    return finish(story, std::nullopt, std::current_exception());
  } catch (...) {
    return finish(story, std::nullopt, std::current_exception());
  }
  finish(story, std::nullopt);
}

}  // namespace fenrun::db
