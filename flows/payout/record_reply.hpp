// What became of a step that was claimed.
#pragma once

#include <optional>
#include <string>

#include "base/result.hpp"
#include "db/mysql/tx.hpp"
#include "domain/withdrawal/payout.hpp"

namespace fenrun::flows {

struct RecordReply {
  PayoutId payout;
  std::int64_t fence = 0;  // of the claim
  // Nothing where the call says nothing about the transfer: a cancel that was accepted or not.
  std::optional<PayoutNews> news;
  std::string package_sealed;  // empty: none came
  std::string outcome;         // a word for people: done, NOT_ENOUGH, no_answer …
  std::string note;
  int random_permille = 0;
};

struct RecordedReply {
  bool is_stale = false;  // somebody else has claimed the transfer meanwhile: nothing was changed
  Payout payout;          // as it is now
  PayoutVerdict verdict = PayoutVerdict::stay;
};

// Never refuses.
Result<RecordedReply> record_reply(db::Tx& tx, const RecordReply& command, Instant now);

}  // namespace fenrun::flows
