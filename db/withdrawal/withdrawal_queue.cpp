#include "db/withdrawal/withdrawal_queue.hpp"

#include <algorithm>
#include <limits>

#include "db/payout/waits_for_person.hpp"
#include "db/withdrawal/withdrawal.hpp"

// A condition that nobody set is a bound that everything keeps, or a zero. What the search begins at is an
// index: one dealer's withdrawals, those with a transfer that waits for a person, those approved or asked for
// since, one state's by the time it ended or by age, or the newest of all. Subqueries are counts: as EXISTS
// they were materialized, and so read the whole of their table.
#define BY_DEALER " FROM withdrawal w WHERE ? < ? AND w.dealer_id = ? AND "
#define BY_HUMAN                                                                           \
  " FROM (SELECT DISTINCT withdrawal_id FROM payout WHERE " FENRUN_PAYOUT_WAITS_FOR_PERSON \
  ") b JOIN "                                                                              \
  "withdrawal w ON w.id = b.withdrawal_id WHERE ? < ? AND ? = '' AND "
#define BY_APPROVED                                                                                 \
  " FROM (SELECT DISTINCT withdrawal_id FROM withdrawal_approval WHERE at >= ? AND at < ?) b JOIN " \
  "withdrawal w "                                                                                   \
  "ON w.id = b.withdrawal_id WHERE ? = '' AND "
#define BY_REQUESTED " FROM withdrawal w FORCE INDEX (by_requested_at) WHERE ? < ? AND ? = '' AND "
#define BY_ENDED " FROM withdrawal w FORCE INDEX (by_state) WHERE ? < ? AND w.state = ? AND "
#define BY_STATE " FROM withdrawal w WHERE ? < ? AND w.state = ? AND "
#define BY_NOTHING " FROM withdrawal w WHERE ? < ? AND ? = '' AND "
#define CONDITIONS                                                                                     \
  "w.id < ? AND (? = '' OR FIND_IN_SET(w.state, ?) > 0) AND w.gross_fen >= ? AND w.gross_fen <= ? "    \
  "AND w.requested_at >= ? AND w.requested_at < ? AND w.state_at >= ? AND w.state_at < ? "             \
  "AND (? = 0 OR w.is_open IS NULL) "                                                                  \
  "AND (? = 0 OR (SELECT COUNT(*) FROM withdrawal_approval a WHERE a.withdrawal_id = w.id "            \
  "AND a.round = w.round AND a.at >= ? AND a.at < ?) > 0) "                                            \
  "AND (? = 0 OR (SELECT d.tier_id FROM dealer d WHERE d.id = w.dealer_id) = ?) "                      \
  "AND (? = 0 OR (SELECT COUNT(*) FROM payout WHERE payout.withdrawal_id = w.id "                      \
  "AND " FENRUN_PAYOUT_WAITS_FOR_PERSON                                                                \
  ") > 0) "                                                                                            \
  "AND (? = 0 OR (SELECT COUNT(*) FROM payout f WHERE f.withdrawal_id = w.id AND f.fail_reason <> '' " \
  "AND f.state IN ('failed', 'cancelled') AND (FIND_IN_SET(f.fail_reason, ?) > 0) = ? "                \
  "AND NOT EXISTS (SELECT 1 FROM payout g WHERE g.withdrawal_id = f.withdrawal_id AND g.reissue > "    \
  "f.reissue)) > 0)"
#define FIND "SELECT w.id"
#define NEWEST " ORDER BY w.id DESC LIMIT ?"
#define ADD_UP "SELECT COUNT(*), CAST(COALESCE(SUM(found.gross_fen), 0) AS SIGNED) FROM (SELECT w.gross_fen"
#define OF_AT_MOST " LIMIT ?) AS found"

namespace fenrun::db {
namespace {

constexpr std::int64_t kNoLimit = std::numeric_limits<std::int64_t>::max();
constexpr std::string_view kEarliest = "1970-01-01 00:00:00";
constexpr std::string_view kLatest = "9999-12-31 00:00:00";

std::string from_text(const TimeBand& band) {
  return band.from ? to_sql_text(*band.from) : std::string(kEarliest);
}
std::string until_text(const TimeBand& band) {
  return band.until ? to_sql_text(*band.until) : std::string(kLatest);
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ",") + word;
  return text;
}

std::string state_words(const WithdrawalFilter& filter) {
  std::vector<std::string> words;
  for (const WithdrawalState state : filter.states) words.emplace_back(to_word(state));
  return joined(words);
}

// States that withdrawals only pass through hold few, however many there were.
bool are_all_open(const std::vector<WithdrawalState>& states) {
  return !states.empty() &&
         std::all_of(states.begin(), states.end(), [](auto state) { return is_open(state); });
}

// What is named is begun at, the narrowest first.
enum class Beginning { dealer, human, approved, requested, ended, states, newest };

Beginning beginning_of(const WithdrawalFilter& filter) {
  if (filter.dealer.is_set()) return Beginning::dealer;
  if (filter.needs_human) return Beginning::human;
  if (are_all_open(filter.states)) return Beginning::states;
  if (filter.approved.from) return Beginning::approved;
  if (filter.requested.from) return Beginning::requested;
  if (filter.ended.is_set()) return Beginning::ended;
  return filter.states.empty() ? Beginning::newest : Beginning::states;
}

// Those of the filter; what has ended is in one of the states of that.
std::vector<WithdrawalState> states_to_walk(const WithdrawalFilter& filter) {
  std::vector<WithdrawalState> walked;
  for (const WithdrawalState state : kWithdrawalStates) {
    const bool is_wanted = filter.states.empty() || std::find(filter.states.begin(), filter.states.end(),
                                                              state) != filter.states.end();
    if (is_wanted && !(filter.ended.is_set() && is_open(state))) walked.push_back(state);
  }
  return walked;
}

struct Search {
  Tx& tx;
  const WithdrawalFilter& filter;
  std::int64_t below = kNoLimit;
  int limit = 1;
  std::string states = state_words(filter);
  std::string reasons = filter.failed ? joined(filter.failed->reasons) : std::string();

  [[nodiscard]] std::vector<Row> run(Sql sql, const Param& key = "") const {
    const WithdrawalFilter& it = filter;
    return tx.all(sql, {from_text(it.approved),
                        until_text(it.approved),
                        key,
                        below,
                        states,
                        states,
                        it.gross_min.value_or(Fen{0}),
                        it.gross_max.value_or(Fen{kNoLimit}),
                        from_text(it.requested),
                        until_text(it.requested),
                        from_text(it.ended),
                        until_text(it.ended),
                        it.ended.is_set(),
                        it.approved.is_set(),
                        from_text(it.approved),
                        until_text(it.approved),
                        it.tier.is_set(),
                        it.tier,
                        it.needs_human,
                        it.failed.has_value(),
                        reasons,
                        !it.failed || !it.failed->are_excluded,
                        limit});
  }
};

void add_up(ListTotal& total, const std::vector<Row>& rows) {
  total.count += rows.front().integer(0);
  total.sum = Fen{total.sum.value + rows.front().fen(1).value};
}

}  // namespace

std::vector<WithdrawalId> find_withdrawals(Tx& tx, const WithdrawalFilter& filter, std::int64_t after,
                                           int limit) {
  const Search search{tx, filter, after == 0 ? kNoLimit : after, limit};
  std::vector<WithdrawalId> found;
  const auto keep = [&](const std::vector<Row>& rows) {
    for (const Row& row : rows) found.push_back(row.id<WithdrawalId>(0));
  };
  switch (beginning_of(filter)) {
    case Beginning::dealer:
      keep(search.run(FIND BY_DEALER CONDITIONS NEWEST, filter.dealer));
      break;
    case Beginning::human:
      keep(search.run(FIND BY_HUMAN CONDITIONS NEWEST));
      break;
    case Beginning::approved:
      keep(search.run(FIND BY_APPROVED CONDITIONS NEWEST));
      break;
    case Beginning::requested:
      keep(search.run(FIND BY_REQUESTED CONDITIONS NEWEST));
      break;
    case Beginning::ended:
      for (const auto state : states_to_walk(filter))
        keep(search.run(FIND BY_ENDED CONDITIONS NEWEST, to_word(state)));
      break;
    case Beginning::states:
      for (const auto state : states_to_walk(filter))
        keep(search.run(FIND BY_STATE CONDITIONS NEWEST, to_word(state)));
      break;
    case Beginning::newest:
      keep(search.run(FIND BY_NOTHING CONDITIONS NEWEST));
      break;
  }
  std::sort(found.begin(), found.end(), [](WithdrawalId a, WithdrawalId b) { return a.value > b.value; });
  if (std::ssize(found) > limit) found.resize(static_cast<std::size_t>(limit));
  return found;
}

ListTotal total_of_withdrawals(Tx& tx, const WithdrawalFilter& filter) {
  const Search search{tx, filter, kNoLimit, static_cast<int>(kTotalRowsMax) + 1};
  ListTotal total;
  switch (beginning_of(filter)) {
    case Beginning::dealer:
      add_up(total, search.run(ADD_UP BY_DEALER CONDITIONS OF_AT_MOST, filter.dealer));
      break;
    case Beginning::human:
      add_up(total, search.run(ADD_UP BY_HUMAN CONDITIONS OF_AT_MOST));
      break;
    case Beginning::approved:
      add_up(total, search.run(ADD_UP BY_APPROVED CONDITIONS OF_AT_MOST));
      break;
    case Beginning::requested:
      add_up(total, search.run(ADD_UP BY_REQUESTED CONDITIONS OF_AT_MOST));
      break;
    case Beginning::ended:
      for (const auto state : states_to_walk(filter))
        add_up(total, search.run(ADD_UP BY_ENDED CONDITIONS OF_AT_MOST, to_word(state)));
      break;
    case Beginning::states:
      for (const auto state : states_to_walk(filter))
        add_up(total, search.run(ADD_UP BY_STATE CONDITIONS OF_AT_MOST, to_word(state)));
      break;
    case Beginning::newest:
      add_up(total, search.run(ADD_UP BY_NOTHING CONDITIONS OF_AT_MOST));
      break;
  }
  return total;
}

Page<Withdrawal> list_withdrawals(Tx& tx, const WithdrawalFilter& filter, const PageRequest& page) {
  const auto found = find_withdrawals(tx, filter, page.after, page.rows() + 1);
  return cut_page(list_withdrawals_by_ids(tx, found), page,
                  [](const Withdrawal& one) { return one.id.value; });
}

}  // namespace fenrun::db

#undef BY_DEALER
#undef BY_HUMAN
#undef BY_APPROVED
#undef BY_REQUESTED
#undef BY_ENDED
#undef BY_STATE
#undef BY_NOTHING
#undef CONDITIONS
#undef FIND
#undef NEWEST
#undef ADD_UP
#undef OF_AT_MOST
