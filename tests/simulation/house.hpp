// Everything of one run: the virtual time, what is to come, the rows, WeChat, and what everybody who looks
// from outside knows.
#pragma once

#include <functional>
#include <map>
#include <queue>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/crypto/sealer.hpp"
#include "flows/withdrawal/withdrawal_keys.hpp"
#include "flows/withdrawal/withdrawal_rules.hpp"
#include "tests/simulation/dice.hpp"
#include "tests/simulation/plan.hpp"
#include "tests/simulation/rows.hpp"
#include "tests/simulation/trace.hpp"
#include "tests/simulation/wechat_side.hpp"

namespace fenrun::simulation {

// An invariant does not hold.
class Violation : public std::runtime_error {
 public:
  Violation(std::string invariant, const std::string& what)
      : std::runtime_error(what), invariant_(std::move(invariant)) {}
  [[nodiscard]] const std::string& invariant() const { return invariant_; }

 private:
  std::string invariant_;
};

// What is due, by time and then by the order in which it was put here.
class Agenda {
 public:
  void add(Instant at, std::function<void()> deed) { entries_.push({at, ++count_, std::move(deed)}); }
  [[nodiscard]] bool is_empty() const { return entries_.empty(); }
  [[nodiscard]] Instant next() const { return entries_.top().at; }
  std::function<void()> take() {
    auto deed = entries_.top().deed;
    entries_.pop();
    return deed;
  }

 private:
  struct Entry {
    Instant at;
    std::uint64_t order;
    std::function<void()> deed;
    friend bool operator<(const Entry& one, const Entry& other) {
      return std::tie(other.at, other.order) < std::tie(one.at, one.order);
    }
  };
  std::priority_queue<Entry> entries_;
  std::uint64_t count_ = 0;
};

// What an observer knows who has looked all the time and asks neither our rows nor our code.
struct Witness {
  struct Approved {
    Fen net;
    std::string openid_index;
    Fen gross;
    DealerId dealer;
  };
  std::map<std::int64_t, Approved> asked_for;           // by withdrawal, as it was when it was stored
  std::map<std::string, std::int64_t> withdrawal_of;    // numbers that reached WeChat
  std::map<std::string, std::int64_t> last_post_at_us;  // when a post of the number left, in microseconds
  std::map<std::int64_t, std::pair<Instant, std::int64_t>> in_hand;  // payout: until when, by which fence
  std::map<std::string, std::vector<Instant>> calls;                 // of the last minute, by number
  std::map<std::int64_t, Fen> earned;                                // by dealer
  std::map<std::string, Instant> foreign_until;  // numbers that WeChat answers wrongly about
  std::optional<Instant> last_probe;
  int fuse_causes = 0;  // things that may blow it
  int wishes_kept = 0;
};

struct House {
  House(const Plan& drawn, bool is_verbose);
  House(const House&) = delete;
  House& operator=(const House&) = delete;

  Plan plan;
  Dice dice;
  Instant now;
  Agenda agenda;
  Rows rows;
  SeededRandom random;
  crypto::Sealer sealer;
  flows::WithdrawalKeys keys;
  flows::WithdrawalRules rules;
  WechatSide wechat;
  Trace trace;
  Witness witness;
  bool is_calm = false;
  std::function<void()> ring = [] {};  // something was committed that a worker may be waiting for

  // Whether a fault of the kind strikes now.
  bool strikes(FaultKind kind, std::int64_t permille) {
    return !is_calm && plan.has(kind) && dice.permille(permille);
  }
  void after(std::chrono::milliseconds wait, std::function<void()> deed) {
    agenda.add(now + wait, std::move(deed));
  }
  StoryFaults draw_story_faults(bool can_die);
};

// A story as db::Connection::transact() runs it: again after a deadlock, up to five times, and once more
// after a lost connection. Throws CommitUnknown, LostConnection, ProcessDied, and what the story throws.
template <class Story>
auto transact(House& house, bool can_die, Story&& story) {
  constexpr int kTriesMax = 5;
  bool may_reconnect = true;
  for (int tries = 1;; ++tries) {
    house.rows.begin(house.draw_story_faults(can_die));
    try {
      auto result = story(tx_here());
      if (result.has_value()) {
        house.rows.commit();
      } else {
        house.rows.roll_back();
      }
      return result;
    } catch (const db::LostConnection&) {
      house.rows.roll_back();
      if (tries == kTriesMax || !std::exchange(may_reconnect, false)) throw;
    } catch (const db::CommitUnknown&) {
      throw;
    } catch (const db::DatabaseError&) {
      house.rows.roll_back();
      if (tries == kTriesMax) throw;
    } catch (...) {
      house.rows.roll_back();
      throw;
    }
  }
}

std::string openid_of(std::int64_t dealer);
std::string body_of(const Letter& letter);
Letter letter_in(const std::string& number, const std::string& body);

}  // namespace fenrun::simulation
