#include "flows/withdrawal/record_message_grants.hpp"

#include <algorithm>
#include <iterator>

#include "db/withdrawal/message_grant.hpp"

namespace fenrun::flows {

// By template, so that two of one person's phones take the rows in one order.
Result<std::vector<std::string>> record_message_grants(db::Tx& tx, RecordMessageGrants command, Instant now) {
  for (const MessageAnswer& one : command.answers) {
    if (std::ranges::find(command.templates, one.template_id) == command.templates.end()) {
      return kMessageTemplateUnknown;
    }
  }
  std::ranges::sort(command.answers, {}, &MessageAnswer::template_id);
  for (const MessageAnswer& one : command.answers) {
    db::save_grant_answer(tx, command.consumer, one.template_id, one.answer, now);
  }
  return templates_to_ask_for(tx, command.consumer, command.templates);
}

std::vector<std::string> templates_to_ask_for(db::Tx& tx, ConsumerId consumer,
                                              std::span<const std::string> templates) {
  std::vector<std::string> wanted;
  if (templates.empty()) return wanted;
  const auto grants = db::message_grants_of(tx, consumer);
  std::ranges::copy_if(templates, std::back_inserter(wanted),
                       [&](const std::string& id) { return !grants.contains(id); });
  return wanted;
}

}  // namespace fenrun::flows
