// A story that the server runs for somebody outside.
#pragma once

#include "tests/simulation/town.hpp"

namespace fenrun::simulation {

// Nothing when it was not answered: whether it stands is not known.
template <class Story>
auto Town::try_story(Story&& told) {
  using Answer = std::invoke_result_t<Story&, db::Tx&>;
  house_.rows.workers_now = house_.now;
  house_.rows.database_now = house_.now;
  std::optional<Answer> answer;
  try {
    answer.emplace(transact(house_, true, std::forward<Story>(told)));
  } catch (const ProcessDied&) {
    note("server", "dies");
  } catch (const db::DatabaseError& failure) {
    note("server", "fails", failure.what());
  }
  house_.ring();
  return answer;
}

}  // namespace fenrun::simulation
