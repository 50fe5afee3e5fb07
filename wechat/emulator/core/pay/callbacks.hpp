// Callbacks: what WeChat Pay posts to a notify_url, again and again until it is taken, encrypted and signed.
// This is the book and the schedule; the shell sends what is due and says what came back.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "wechat/emulator/core/books.hpp"
#include "wechat/emulator/core/faults.hpp"
#include "wechat/emulator/core/pay/merchant.hpp"
#include "wechat/emulator/core/push.hpp"

namespace fenrun::emulator {

// The published delays between one try and the next.
enum class CallbackSchedule { payment, transfer };

// The delay after this many tries; nothing when the last one was made.
std::optional<std::chrono::seconds> delay_after(CallbackSchedule schedule, int attempts);

struct CallbackEntry {
  std::int64_t number = 0;
  Instant at;
  std::string id;  // "EV-…", the same in every try
  std::string event_type;
  std::string original_type;
  Json resource;
  std::string notify_url;
  CallbackSchedule schedule = CallbackSchedule::payment;
  int attempts = 0;                // tries of the schedule
  std::optional<Instant> next_at;  // absent: nothing more is sent
  bool is_accepted = false;
};

// One request that was sent, or would have been.
struct CallbackAttemptEntry {
  std::int64_t number = 0;
  Instant at;
  std::int64_t callback = 0;  // the number of its CallbackEntry
  std::string fault;          // what was wrong with it on purpose; empty: a genuine one
  std::string serial;
  int http_status = 0;  // 0: no reply, or none yet
  std::string outcome;  // the first bytes of the reply, or why there is none; empty: still on its way
  bool is_merchant_failure = false;  // it was answered 2xx although its signature or cipher was wrong
};

// Where callbacks really go. A notify_url is a public address; here its scheme and host are replaced by
// `origin`, as a gateway would, when there is one.
struct CallbackEndpoint {
  std::string origin;   // "https://127.0.0.1:8443"; empty: the notify_url itself
  std::string ca_file;  // PEM; empty: the certificate of the receiver is not checked
  std::chrono::milliseconds timeout{5'000};
};

struct CallbackJob {
  std::int64_t attempt = 0;  // the number of its CallbackAttemptEntry
  PushRequest request;
};

class PayCallbacks {
 public:
  CallbackEndpoint endpoint;
  Journal<CallbackEntry> entries;
  Journal<CallbackAttemptEntry> attempts;

  // Takes an event to be sent at once; `resource` is what the merchant will decrypt. Does nothing when
  // notify_url is empty.
  void schedule(const std::string& event_type, const std::string& original_type, Json resource,
                const std::string& notify_url, CallbackSchedule schedule, Moment moment);
  // The tries that are due now, each counted and written down. Faults named "callback" or
  // "callback/EVENT_TYPE" strike here.
  std::vector<CallbackJob> take_due(const PayMerchant& merchant, Faults& faults, Moment moment);
  // What came back; 0 and a reason when nothing did.
  void record(std::int64_t attempt, int http_status, const std::string& outcome);
  // When the next try is due.
  [[nodiscard]] std::optional<Instant> next_due() const;

 private:
  void plan(CallbackEntry& entry, std::optional<Instant> instant);
  CallbackJob send(const CallbackEntry& entry, std::optional<FaultKind> fault, const PayMerchant& merchant,
                   Moment moment);
  void try_one(CallbackEntry& entry, const PayMerchant& merchant, Faults& faults, Moment moment,
               std::vector<CallbackJob>& jobs);

  std::set<std::pair<Instant, std::int64_t>> due_;
};

// The summary WeChat sends beside an event type.
std::string_view summary_of(std::string_view event_type);

}  // namespace fenrun::emulator
