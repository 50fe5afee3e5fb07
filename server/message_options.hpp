// What the configuration may say about the messages that dealers get in WeChat.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace fenrun::server {

// What a field of a template may say.
enum class MessageWord {
  amount,     // what arrived, or what went back: "12.34元"
  time,       // when: "2026年1月2日 15:04"
  state,      // "已到账", "已退回", "未通过" or "已过期"
  reason,     // why
  next_step,  // what the dealer can do now
  number,     // the public id of the withdrawal
};

struct MessageTemplate {
  std::string id;                                           // empty: no such message is sent
  std::vector<std::pair<std::string, MessageWord>> fields;  // by the template's key: "thing1"
};

struct MessageOptions {
  MessageTemplate paid;
  MessageTemplate failed;
  std::string page;  // opened by a tap on the message, without a leading '/'; empty: none

  [[nodiscard]] std::vector<std::string> template_ids() const {
    std::vector<std::string> ids;
    if (!paid.id.empty()) ids.push_back(paid.id);
    if (!failed.id.empty() && failed.id != paid.id) ids.push_back(failed.id);
    return ids;
  }
};

}  // namespace fenrun::server
