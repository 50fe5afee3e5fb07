// A dealer answered WeChat's question whether we may send messages, and the mini program tells us what.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "db/mysql/tx.hpp"
#include "domain/ids.hpp"
#include "domain/withdrawal/dealer_message.hpp"

namespace fenrun::flows {

struct MessageAnswer {
  std::string template_id;
  GrantAnswer answer;
};

struct RecordMessageGrants {
  ConsumerId consumer;
  std::vector<MessageAnswer> answers;
  std::vector<std::string> templates;  // those in use
};

// The templates to ask for next time, in the order of `templates`: those of which no message is allowed any
// more. Refuses with kMessageTemplateUnknown.
Result<std::vector<std::string>> record_message_grants(db::Tx& tx, RecordMessageGrants command, Instant now);

// The same without news.
std::vector<std::string> templates_to_ask_for(db::Tx& tx, ConsumerId consumer,
                                              std::span<const std::string> templates);

}  // namespace fenrun::flows
