// From a raw reply to an outcome: a pure function of the reply, the keys and the time.
#pragma once

#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "wechat/http/client.hpp"
#include "wechat/pay/keys/keyring.hpp"
#include "wechat/pay/outcome/outcome.hpp"
#include "wechat/pay/wire/fields.hpp"
#include "wechat/pay/wire/message_verifier.hpp"

namespace fenrun::wechat {

// Every 2xx is verified before it is parsed. A refusal is believed as a hint, and not at all when it carries
// a signature that is wrong.
PayOutcome<PayReply> judge_reply(const HttpReply& reply, const KeySet& keys, Instant now);

// A 4xx or 5xx by its code; `evidence` is what is known of its signature.
PayOutcome<PayReply> judge_refusal(const HttpReply& reply, PayEvidence evidence);

// What the transport refuses with.
PayUnknown doubt_of(const Error& error);

// Whether the reply failed for want of a key, so that fetching keys may help.
bool lacks_key(const HttpReply& reply, const KeySet& keys, Instant now);

// The Request-Id header, for WeChat's support; empty when there is none.
std::string request_id_of(const HttpReply& reply);

}  // namespace fenrun::wechat
