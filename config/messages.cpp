#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "config/sections.hpp"
#include "domain/withdrawal/dealer_message.hpp"
#include "wechat/miniprogram/subscribe_message.hpp"

namespace fenrun::config {
namespace {

using server::MessageTemplate;
using server::MessageWord;

// WeChat's templates have five at most.
constexpr std::size_t kFieldsMax = 5;

// What each word may say at its longest: a key of the template whose type does not hold that is a mistake.
struct Sample {
  std::string_view name;
  MessageWord word;
  std::string_view text;
};
constexpr std::array kSamples{
    Sample{"amount", MessageWord::amount, "1000000.00元"},
    Sample{"time", MessageWord::time, "2026年12月31日 23:59"},
    Sample{"state", MessageWord::state, "已到账"},
    Sample{"reason", MessageWord::reason, "姓名与微信实名不一致，请更正后再提现"},
    Sample{"next_step", MessageWord::next_step, "款项已退回，可重新提现或联系客服"},
    Sample{"number", MessageWord::number, "01J00000000000000000000000"},
};

void read_field(Reader& reader, std::string_view section, const std::string& key, const std::string& name,
                MessageTemplate& wanted) {
  const auto* const sample = std::ranges::find(kSamples, std::string_view(name), &Sample::name);
  if (sample == kSamples.end()) {
    reader.problem(section, "\"" + name + "\" is nothing that a message says",
                   "one of: amount, time, state, reason, next_step, number");
    return;
  }
  if (!wechat::fit_message_value(key, sample->text)) {
    reader.problem(section, "\"" + key + "\" cannot hold \"" + name + "\"",
                   "write the keys as the template has them: amount1, time2, phrase3, thing4, "
                   "character_string5");
    return;
  }
  wanted.fields.emplace_back(key, sample->word);
}

void read_template(Reader& reader, std::string_view id_key, std::string_view fields_key,
                   MessageTemplate& wanted) {
  reader.text(id_key, wanted.id, kMessageTemplateIdMax);
  const bool is_ascii = std::ranges::all_of(wanted.id, [](char c) { return c > ' ' && c < 127; });
  if (!is_ascii) reader.problem(id_key, "is no id of a template", "copy it from WeChat's console");
  const auto members = reader.members(fields_key);
  for (const auto& [key, name] : members) read_field(reader, fields_key, key, name, wanted);
  if (wanted.id.empty() != members.empty()) {
    reader.problem(wanted.id.empty() ? id_key : fields_key, "goes with the other",
                   "give a template both its id and its fields");
  }
  if (members.size() > kFieldsMax) {
    reader.problem(fields_key, "has more fields than a template", "five at most");
  }
}

}  // namespace

void read_messages(Reader& reader, server::MessageOptions& options) {
  read_template(reader, "wechat.messages.paid_template", "wechat.messages.paid_fields", options.paid);
  read_template(reader, "wechat.messages.failed_template", "wechat.messages.failed_fields", options.failed);
  reader.text("wechat.messages.page", options.page, 1024);
  if (options.page.starts_with('/')) {
    reader.problem("wechat.messages.page", "begins with '/'", "write it as pages/wallet/index");
  }
}

}  // namespace fenrun::config
