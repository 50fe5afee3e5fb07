#include "tests/simulation/plant.hpp"

namespace fenrun::simulation {
namespace {

thread_local Plant planted_here = Plant::none;

// clang-format off
constexpr PlantRow kPlants[] = {
    {Plant::timeout_is_failure, "timeout_is_failure", "A call that was not answered has failed"},
    {Plant::not_found_is_failure, "not_found_is_failure", "A number that WeChat does not know was never sent and is closed"},
    {Plant::refusal_is_failure, "refusal_is_failure", "A post that was refused has failed for good"},
    {Plant::short_funds_is_failure, "short_funds_is_failure", "A post that found no funds has failed for good"},
    {Plant::cancel_accepted_is_final, "cancel_accepted_is_final", "A cancel that was accepted has cancelled"},
    {Plant::answer_not_compared, "answer_not_compared", "An answer about our number is about our amount and payee"},
    {Plant::new_number_on_retry, "new_number_on_retry", "Each try takes a fresh number"},
    {Plant::new_body_on_retry, "new_body_on_retry", "The bytes are made anew for each try"},
    {Plant::call_before_commit, "call_before_commit", "The call goes out and the attempt is written down afterwards"},
    {Plant::sends_late, "sends_late", "A worker that was frozen sends when it wakes"},
    {Plant::stale_reply_recorded, "stale_reply_recorded", "Whoever has an answer may write it, whatever its fence"},
    {Plant::changed_body_sent, "changed_body_sent", "The stored bytes are what was approved"},
    {Plant::failure_notice_believed, "failure_notice_believed", "A notice of failure is as good as an answer"},
    {Plant::contradiction_believed, "contradiction_believed", "The last message is right"},
    {Plant::closed_after_a_day, "closed_after_a_day", "After 24 hours WeChat has closed it"},
    {Plant::failure_returns_twice, "failure_returns_twice", "Each message of failure gives the money back"},
    {Plant::unlock_forgotten, "unlock_forgotten", "A failed transfer leaves the money in flight"},
    {Plant::lock_forgotten, "lock_forgotten", "A transfer is settled without having been locked"},
    {Plant::next_query_forgotten, "next_query_forgotten", "A notice will come: nobody has to ask"},
    {Plant::resend_without_pause, "resend_without_pause", "What WeChat does not know yet is sent again at once"},
    {Plant::contradiction_asked_at_once, "contradiction_asked_at_once", "What was contradicted is asked about until it is right"},
    {Plant::page_asked_for_at_once, "page_asked_for_at_once", "What opens the page is asked for until it is there"},
    {Plant::unanswered_posted_again, "unanswered_posted_again", "What was not answered is sent again, and nobody asks"},
    {Plant::success_settles_twice, "success_settles_twice", "Each message of success pays in the books"},
    {Plant::a_fen_is_left, "a_fen_is_left", "A fen more or less is rounding"},
    {Plant::people_not_told, "people_not_told", "What is stuck comes loose by itself"},
    {Plant::forgotten_comes_back, "forgotten_comes_back", "What WeChat has known it will know again"},
    {Plant::fuse_for_each_failure, "fuse_for_each_failure", "A failed transfer is reason enough to stop all"},
    {Plant::lapsed_approvals_count, "lapsed_approvals_count", "An approval holds for ever"},
    {Plant::one_approval_is_enough, "one_approval_is_enough", "One person is enough for every amount"},
    {Plant::seal_not_checked, "seal_not_checked", "The row is still what was approved"},
    {Plant::overdraft_allowed, "overdraft_allowed", "The balance covers what is asked for"},
    {Plant::notice_not_compared, "notice_not_compared", "A notice about our number is about our amount and payee"},
    {Plant::lease_by_workers_clock, "lease_by_workers_clock", "The worker's clock is right"},
    {Plant::lease_too_short, "lease_too_short", "Two seconds are enough for a call"},
    {Plant::lock_not_taken, "lock_not_taken", "Nobody else has the transfer in hand"},
    {Plant::half_a_transaction, "half_a_transaction", "What was written before the crash may stay"},
    {Plant::fuse_not_asked, "fuse_not_asked", "The fuse is somebody else's business"},
    {Plant::breaker_not_asked, "breaker_not_asked", "There will be funds by now"},
    {Plant::reissued_while_open, "reissued_while_open", "Another number may be made while one is uncertain"},
    {Plant::request_key_forgotten, "request_key_forgotten", "The dealer taps once"},
    {Plant::consent_of_anybody, "consent_of_anybody", "Whoever has agreed, it was this payee"},
    {Plant::either_way_again, "either_way_again", "What was refused without a tap may be tried so again"},
};
// clang-format on

}  // namespace

std::span<const PlantRow> planted_bugs() { return kPlants; }

std::optional<Plant> plant_from(std::string_view word) {
  for (const PlantRow& row : kPlants) {
    if (row.word == word) return row.plant;
  }
  if (word == "none") return Plant::none;
  return std::nullopt;
}

std::string_view to_word(Plant plant) {
  for (const PlantRow& row : kPlants) {
    if (row.plant == plant) return row.word;
  }
  return "none";
}

Plant planted() { return planted_here; }
void plant(Plant bug) { planted_here = bug; }

}  // namespace fenrun::simulation
