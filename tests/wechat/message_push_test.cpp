#include "wechat/miniprogram/message_push.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <stdexcept>
#include <string>

#include "tests/wechat/support/vectors.hpp"
#include "wechat/miniprogram/push_xml.hpp"

namespace fenrun::wechat {
namespace {

using testing::text;
using testing::vector_of;

class MessagePushTest : public ::testing::Test {
 protected:
  PushOptions options(PushMode mode) const {
    PushOptions options;
    options.appid = text(example_, "appid");
    options.token = SecretText(text(example_, "token"));
    options.encoding_aes_key = SecretText(text(example_, "encoding_aes_key"));
    options.mode = mode;
    return options;
  }
  static PushQuery query_of(const Json& post) {
    PushQuery query;
    query.timestamp = text(post, "timestamp");
    query.nonce = text(post, "nonce");
    query.signature = text(post, "expected_signature");
    if (post.contains("expected_msg_signature")) query.msg_signature = text(post, "expected_msg_signature");
    return query;
  }
  static std::string envelope(const std::string& encrypted) {
    return R"({"ToUserName":"gh_97417a04a28d","Encrypt":")" + encrypted + "\"}";
  }
  // A plain-mode message with a right signature.
  Result<PushMessage> receive_plain(const std::string& body) const {
    return PushReceiver(options(PushMode::plain)).receive(query_of(example_.at("plain_post")), body);
  }
  // A secure-mode message sealed and signed as WeChat would.
  Result<PushMessage> receive_sealed(const std::string& message, const std::string& appid) const {
    const PushCipher cipher(SecretText(text(example_, "encoding_aes_key")), appid);
    const auto encrypted = cipher.seal(message, {1, 2, 3});
    PushQuery query;
    query.timestamp = "1";
    query.nonce = "2";
    query.msg_signature = push_signature({text(example_, "token"), "1", "2", encrypted});
    return PushReceiver(options(PushMode::secure)).receive(query, envelope(encrypted));
  }

  const Json& example_ = vector_of("push_official");
};

TEST_F(MessagePushTest, the_set_up_check_of_the_published_example_is_answered) {
  const auto& get = example_.at("get_verify");
  const PushReceiver receiver(options(PushMode::secure));
  auto query = query_of(get);
  query.echostr = text(get, "echostr");
  const auto answer = receiver.answer_set_up(query);
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(*answer, text(get, "expected_response_body"));
  for (auto* parameter : {&query.signature, &query.timestamp, &query.nonce}) {
    const auto right = *parameter;
    for (const auto& wrong : {std::string(), right + "0", std::string(200, '0')}) {
      *parameter = wrong;
      EXPECT_TRUE(receiver.answer_set_up(query).refused_with(kPushNotAuthentic)) << wrong;
    }
    *parameter = right;
  }
}

TEST_F(MessagePushTest, the_plain_signature_of_the_published_example_is_accepted) {
  const auto message = receive_plain(
      R"({"ToUserName":"gh_1","FromUserName":"o1","CreateTime":1714037059,"MsgType":"event","Event":"debug_demo"})");
  ASSERT_TRUE(message.has_value());
  EXPECT_EQ(message->event, "debug_demo");
  EXPECT_TRUE(std::holds_alternative<UnknownEvent>(message->content));
}

TEST_F(MessagePushTest, the_encrypted_message_of_the_published_example_is_read) {
  const auto& post = example_.at("secure_post");
  for (const auto mode : {PushMode::secure, PushMode::compatible}) {
    const PushReceiver receiver(options(mode));
    const auto message = receiver.receive(query_of(post), envelope(text(post, "Encrypt")));
    ASSERT_TRUE(message.has_value()) << message.error().internal_note();
    EXPECT_EQ(message->from_user.reveal(), text(post, "openid"));
    EXPECT_EQ(message->create_time_s, 1714112445);
    EXPECT_EQ(message->event, "debug_demo");
  }
  const PushCipher cipher(SecretText(text(example_, "encoding_aes_key")), text(example_, "appid"));
  const auto plain = cipher.open(text(post, "Encrypt"));
  ASSERT_TRUE(plain.has_value());
  EXPECT_EQ(*plain, text(post, "expected_plaintext"));
  EXPECT_EQ(plain->size(), post.at("expected_length").get<std::size_t>());
  EXPECT_EQ(push_signature({text(example_, "token"), text(post, "timestamp"), text(post, "nonce")}),
            text(post, "expected_signature"));
}

TEST_F(MessagePushTest, the_encrypted_reply_of_the_published_example_is_made) {
  const auto& reply = example_.at("secure_reply");
  const PushReceiver receiver(options(PushMode::secure));
  std::array<std::uint8_t, 16> random{};
  const auto characters = text(reply, "random16");
  std::copy(characters.begin(), characters.end(), random.begin());
  const auto timestamp_s = reply.at("TimeStamp").get<std::int64_t>();
  const auto json = receiver.seal_reply(text(reply, "plaintext"), PushFormat::json, timestamp_s,
                                        text(reply, "Nonce"), random);
  EXPECT_EQ(Json::parse(json), (Json{{"Encrypt", reply.at("expected_Encrypt")},
                                     {"MsgSignature", reply.at("expected_MsgSignature")},
                                     {"TimeStamp", timestamp_s},
                                     {"Nonce", reply.at("Nonce")}}));
  const auto xml = receiver.seal_reply(text(reply, "plaintext"), PushFormat::xml, timestamp_s,
                                       text(reply, "Nonce"), random);
  const auto document = parse_push_xml(xml);
  ASSERT_TRUE(document.has_value());
  EXPECT_EQ(document->at("MsgSignature"), reply.at("expected_MsgSignature"));
  EXPECT_EQ(document->at("TimeStamp"), std::to_string(timestamp_s));
}

TEST_F(MessagePushTest, a_message_whose_signature_or_cipher_text_is_touched_is_refused_before_it_is_read) {
  const auto& post = example_.at("secure_post");
  const PushReceiver receiver(options(PushMode::secure));
  const auto body = envelope(text(post, "Encrypt"));
  auto query = query_of(post);
  query.msg_signature = query.signature;  // the signature that does not cover the body
  EXPECT_TRUE(receiver.receive(query, body).refused_with(kPushNotAuthentic));
  query = query_of(post);
  query.nonce += "1";
  EXPECT_TRUE(receiver.receive(query, body).refused_with(kPushNotAuthentic));
  query = query_of(post);
  auto touched = text(post, "Encrypt");
  touched[10] = touched[10] == 'A' ? 'B' : 'A';
  EXPECT_TRUE(receiver.receive(query, envelope(touched)).refused_with(kPushNotAuthentic));
}

TEST_F(MessagePushTest, an_encrypted_message_of_another_app_is_refused) {
  const std::string message = R"({"FromUserName":"o1","CreateTime":1,"MsgType":"text"})";
  EXPECT_TRUE(receive_sealed(message, text(example_, "appid")).has_value());
  EXPECT_TRUE(receive_sealed(message, "wx0000000000000000").refused_with(kPushNotAuthentic));
  EXPECT_TRUE(receive_sealed(message, "").refused_with(kPushNotAuthentic));
}

TEST_F(MessagePushTest, a_plain_body_is_not_read_where_encryption_is_expected) {
  const auto query = query_of(example_.at("plain_post"));
  const std::string plain = R"({"FromUserName":"o1","CreateTime":1,"MsgType":"text"})";
  for (const auto mode : {PushMode::secure, PushMode::compatible}) {
    EXPECT_TRUE(PushReceiver(options(mode)).receive(query, plain).refused_with(kPushMalformed));
  }
}

TEST_F(MessagePushTest, bodies_that_are_no_message_are_malformed) {
  for (const auto& body : std::initializer_list<std::string>{
           "", "  ", "[]", "text", "<xml>", R"({"FromUserName":"o1","CreateTime":1})",
           R"({"FromUserName":"o1","MsgType":"text"})", R"({"CreateTime":1,"MsgType":"text"})",
           R"({"FromUserName":"o1","CreateTime":"x","MsgType":"text"})",
           R"({"FromUserName":"o1","FromUserName":"o2","CreateTime":1,"MsgType":"text"})",
           "<xml><FromUserName>o1</FromUserName><FromUserName>o2</FromUserName><CreateTime>1</CreateTime>"
           "<MsgType>text</MsgType></xml>",
           std::string(PushReceiver::kBodyBytesMax + 1, ' ')}) {
    EXPECT_TRUE(receive_plain(body).refused_with(kPushMalformed)) << body.substr(0, 80);
  }
}

TEST_F(MessagePushTest, json_and_xml_tell_the_same_event) {
  const auto json =
      receive_plain(R"({"ToUserName":"gh_1","FromUserName":"o1","CreateTime":"5","MsgType":"event",
    "Event":"user_authorization_revoke","OpenID":"o2","RevokeInfo":"8,13"})");
  const auto xml = receive_plain(
      "<xml><ToUserName><![CDATA[gh_1]]></ToUserName><FromUserName><![CDATA[o1]]></FromUserName>"
      "<CreateTime>5</CreateTime><MsgType><![CDATA[event]]></"
      "MsgType><Event><![CDATA[user_authorization_revoke]]></Event>"
      "<OpenID><![CDATA[o2]]></OpenID><RevokeInfo><![CDATA[8,13]]></RevokeInfo></xml>");
  for (const auto* message : {&json, &xml}) {
    ASSERT_TRUE(message->has_value());
    const auto& revoked = std::get<AuthorizationRevoked>((*message)->content);
    EXPECT_EQ(revoked.openid.reveal(), "o2");
    EXPECT_EQ(revoked.revoked, (std::vector<int>{8, 13}));
  }
  EXPECT_EQ(json->format, PushFormat::json);
  EXPECT_EQ(xml->format, PushFormat::xml);
  EXPECT_EQ(json->dedupe_key, xml->dedupe_key);
}

std::string event(const std::string& name, const std::string& more) {
  return R"({"FromUserName":"o1","CreateTime":7,"MsgType":"event","Event":")" + name + "\"" + more + "}";
}

TEST_F(MessagePushTest, each_kind_of_event_is_read) {
  const auto content = [this](const std::string& name, const std::string& more) {
    return receive_plain(event(name, more)).value().content;
  };
  EXPECT_EQ(std::get<AuthorizationCancelled>(content("user_authorization_cancellation", R"(,"OpenID":"o2")"))
                .openid.reveal(),
            "o2");
  EXPECT_EQ(std::get<UserInfoModified>(content("user_info_modified", "")).openid.reveal(), "o1");

  const auto checked = std::get<MediaChecked>(content(
      "wxa_media_check", R"(,"trace_id":"t1","result":{"suggest":"risky","label":20001},"version":2)"));
  EXPECT_EQ(checked.trace_id, "t1");
  EXPECT_EQ(checked.verdict, ContentVerdict::risky);

  const auto popup = std::get<SubscriptionEvent>(content(
      "subscribe_msg_popup_event",
      R"(,"List":[{"TemplateId":"a","SubscribeStatusString":"accept"},{"TemplateId":"b","SubscribeStatusString":"reject"}])"));
  ASSERT_EQ(popup.outcomes.size(), 2U);
  EXPECT_TRUE(popup.outcomes[0].is_accepted);
  EXPECT_FALSE(popup.outcomes[1].is_accepted);
  const auto sent = std::get<SubscriptionEvent>(
      content("subscribe_msg_sent_event",
              R"(,"SubscribeMsgSentEvent":{"List":{"TemplateId":"a","MsgID":"5","ErrorCode":"0"}})"));
  EXPECT_EQ(sent.change, SubscriptionChange::sent);
  EXPECT_EQ(sent.outcomes.at(0).message_id, "5");
  EXPECT_TRUE(sent.outcomes.at(0).is_accepted);
  EXPECT_EQ(
      std::get<SubscriptionEvent>(content("subscribe_msg_change_event", R"(,"List":[{"TemplateId":"a"}])"))
          .change,
      SubscriptionChange::change);

  const auto punished = std::get<Punished>(
      content("wxa_punish_event", R"(,"event_type":3,"punish_id":"p1","illegal_reason":"r")"));
  EXPECT_EQ(punished.punishment, Punishment::take_down);
  EXPECT_EQ(punished.punish_id, "p1");
  EXPECT_EQ(std::get<Punished>(content("wxa_punish_event", R"(,"event_type":99)")).punishment,
            Punishment::other);

  EXPECT_EQ(std::get<TradeEvent>(content("trade_manage_remind_access_api", R"(,"msg":"m")")).notice,
            TradeNotice::remind_access_api);
  const auto shipping =
      std::get<TradeEvent>(content("trade_manage_remind_shipping",
                                   R"(,"transaction_id":"42","merchant_id":"16","merchant_trade_no":"n")"));
  EXPECT_EQ(shipping.transaction_id, "42");
  EXPECT_FALSE(shipping.settlement_time.has_value());
  EXPECT_EQ(std::get<TradeEvent>(
                content("trade_manage_order_settlement", R"(,"transaction_id":"42","settlement_time":9)"))
                .settlement_time,
            9);
}

TEST_F(MessagePushTest, an_event_without_what_it_is_about_stays_unknown) {
  for (const char* name :
       {"wxa_media_check", "subscribe_msg_popup_event", "trade_manage_order_settlement", "brand_new"}) {
    EXPECT_TRUE(std::holds_alternative<UnknownEvent>(receive_plain(event(name, "")).value().content)) << name;
  }
}

TEST_F(MessagePushTest, repetitions_share_a_dedupe_key_and_different_events_do_not) {
  const auto key = [this](const std::string& body) { return receive_plain(body).value().dedupe_key; };
  const std::vector<std::string> different{
      event("a", ""),
      event("b", ""),
      event("trade_manage_order_settlement", R"(,"transaction_id":"1")"),
      event("trade_manage_order_settlement", R"(,"transaction_id":"2")"),
      event("trade_manage_order_settlement", R"(,"transaction_id":"2","settlement_time":9)"),
      event("a", R"(,"MsgId":1)"),
      event("a", R"(,"MsgId":2)")};
  std::vector<std::string> keys;
  for (const auto& body : different) keys.push_back(key(body));
  EXPECT_EQ(key(different[0] + " "), keys[0]);
  EXPECT_EQ(key(event("a", R"(,"MsgId":"1","more":2)")), keys[5]);
  EXPECT_EQ(keys[0].size(), 64U);
  std::sort(keys.begin(), keys.end());
  EXPECT_EQ(std::unique(keys.begin(), keys.end()), keys.end());
}

TEST_F(MessagePushTest, options_it_cannot_use_are_told_at_once) {
  auto given = options(PushMode::secure);
  for (const char* key : {"", "short", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA!"}) {
    given.encoding_aes_key = SecretText(key);
    EXPECT_THROW(PushReceiver{given}, std::invalid_argument) << key;
  }
  given.mode = PushMode::plain;
  EXPECT_NO_THROW(PushReceiver{given});
  given.token = SecretText("");
  EXPECT_THROW(PushReceiver{given}, std::invalid_argument);
}

TEST_F(MessagePushTest, mutated_calls_are_refused_and_never_break_us) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  const auto& post = example_.at("secure_post");
  const PushReceiver secure(options(PushMode::secure));
  const PushCipher cipher(SecretText(text(example_, "encoding_aes_key")), text(example_, "appid"));
  const auto original = envelope(text(post, "Encrypt"));
  for (int round = 0; round < 5'000; ++round) {
    auto body = original;
    const auto place = random() % body.size();
    body[place] = static_cast<char>(random());
    const auto message = secure.receive(query_of(post), body);
    // A change outside of the cipher text may leave the message as it was.
    EXPECT_TRUE(!message || message->event == "debug_demo");
    std::string encrypted(32 + 16 * (random() % 8), '\0');
    for (auto& byte : encrypted) byte = static_cast<char>(random());
    EXPECT_FALSE(cipher.open(crypto::to_base64(crypto::as_bytes(encrypted))).has_value());
  }
}

}  // namespace
}  // namespace fenrun::wechat
