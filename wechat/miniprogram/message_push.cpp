#include "wechat/miniprogram/message_push.hpp"

#include <stdexcept>

#include "base/assert.hpp"
#include "base/crypto/digest.hpp"
#include "wechat/json.hpp"
#include "wechat/miniprogram/push_xml.hpp"
#include "wechat/miniprogram/read_event.hpp"

namespace fenrun::wechat {
namespace {

constexpr std::size_t kParameterBytesMax = 128;
constexpr std::size_t kEchoBytesMax = 256;

struct Document {
  PushFormat format;
  Json content;
};

Error malformed(std::string_view what) { return Error(kPushMalformed).internal_note(std::string(what)); }
Error not_authentic(std::string_view what) {
  return Error(kPushNotAuthentic).internal_note(std::string(what));
}

std::optional<Document> read_document(std::string_view text) {
  const auto start = text.find_first_not_of(" \t\r\n");
  if (start == std::string_view::npos) return std::nullopt;
  const bool is_xml = text[start] == '<';
  auto content = is_xml ? parse_push_xml(text) : parse_json(text);
  if (!content || !content->is_object()) return std::nullopt;
  return Document{is_xml ? PushFormat::xml : PushFormat::json, std::move(*content)};
}

bool are_parameters_sound(const PushQuery& query) {
  for (const auto* parameter : {&query.signature, &query.timestamp, &query.nonce, &query.msg_signature}) {
    if (parameter->size() > kParameterBytesMax) return false;
  }
  return !query.timestamp.empty() && !query.nonce.empty() && query.echostr.size() <= kEchoBytesMax;
}

// MsgId when there is one; otherwise sender, second and kind, and what the event is about, because one sender
// may have several events of a kind within a second.
std::string dedupe_key(const Json& document, const PushMessage& message) {
  auto id = text_or_number(document, "MsgId");
  if (id.empty()) {
    id = message.from_user.reveal() + "\n" + std::to_string(message.create_time_s) + "\n" + message.type +
         "\n" + message.event + "\n" + event_subject(message.content);
  }
  return crypto::to_hex(crypto::sha256(std::string_view(id)));
}

Result<PushMessage> to_message(const Document& document) {
  PushMessage message;
  message.format = document.format;
  message.from_user = SecretText(text_or_number(document.content, "FromUserName"));
  message.type = text_or_number(document.content, "MsgType");
  message.event = text_or_number(document.content, "Event");
  const auto created_s = number_or_text(document.content, "CreateTime");
  if (message.from_user.reveal().empty() || message.type.empty() || !created_s) {
    return malformed("FromUserName, MsgType or CreateTime is missing");
  }
  message.create_time_s = *created_s;
  message.content = read_event(document.content);
  message.dedupe_key = dedupe_key(document.content, message);
  return message;
}

}  // namespace

PushReceiver::PushReceiver(PushOptions options) : options_(std::move(options)) {
  if (options_.token.reveal().empty()) throw std::invalid_argument("the message-push token is empty");
  if (options_.mode != PushMode::plain) cipher_.emplace(options_.encoding_aes_key, options_.appid);
}

bool PushReceiver::is_signed(const std::string& given, std::string_view expected) const {
  return crypto::equal_in_constant_time(std::string_view(given), expected);
}

Result<std::string> PushReceiver::answer_set_up(const PushQuery& query) const {
  if (!are_parameters_sound(query)) return not_authentic("parameters");
  const auto expected = push_signature({options_.token.reveal(), query.timestamp, query.nonce});
  if (!is_signed(query.signature, expected)) return not_authentic("signature");
  return query.echostr;
}

Result<PushMessage> PushReceiver::receive(const PushQuery& query, std::string_view body) const {
  if (body.size() > kBodyBytesMax) return malformed("too long");
  if (!are_parameters_sound(query)) return not_authentic("parameters");
  if (options_.mode == PushMode::plain) {
    const auto expected = push_signature({options_.token.reveal(), query.timestamp, query.nonce});
    if (!is_signed(query.signature, expected)) return not_authentic("signature");
    const auto document = read_document(body);
    if (!document) return malformed("neither JSON nor XML");
    return to_message(*document);
  }
  const auto envelope = read_document(body);
  if (!envelope) return malformed("neither JSON nor XML");
  const auto* encrypted = text_member(envelope->content, "Encrypt");
  if (encrypted == nullptr) return malformed("no Encrypt");
  const auto expected = push_signature({options_.token.reveal(), query.timestamp, query.nonce, *encrypted});
  if (!is_signed(query.msg_signature, expected)) return not_authentic("msg_signature");
  const auto plain = cipher_->open(*encrypted);
  if (!plain) return not_authentic("the message does not open");
  const auto document = read_document(*plain);
  if (!document) return malformed("the message is neither JSON nor XML");
  return to_message(*document);
}

std::string PushReceiver::seal_reply(std::string_view reply, PushFormat format, std::int64_t timestamp_s,
                                     std::string_view nonce,
                                     const std::array<std::uint8_t, 16>& random) const {
  FENRUN_ASSERT(cipher_.has_value());
  const auto encrypted = cipher_->seal(reply, random);
  const auto timestamp = std::to_string(timestamp_s);
  const auto signature = push_signature({options_.token.reveal(), timestamp, nonce, encrypted});
  if (format == PushFormat::json) {
    const Json document{{"Encrypt", encrypted},
                        {"MsgSignature", signature},
                        {"TimeStamp", timestamp_s},
                        {"Nonce", std::string(nonce)}};
    return to_text(document);
  }
  return "<xml><Encrypt>" + to_cdata(encrypted) + "</Encrypt><MsgSignature>" + to_cdata(signature) +
         "</MsgSignature><TimeStamp>" + timestamp + "</TimeStamp><Nonce>" + to_cdata(nonce) +
         "</Nonce></xml>";
}

}  // namespace fenrun::wechat
