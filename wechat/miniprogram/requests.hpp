// From typed requests to WeChat's calls, and from its answers to values: pure functions, no token and no
// network.
#pragma once

#include "base/result.hpp"
#include "wechat/miniprogram/caller.hpp"
#include "wechat/miniprogram/options.hpp"
#include "wechat/miniprogram/token_keeper.hpp"
#include "wechat/miniprogram/types.hpp"

namespace fenrun::wechat {

ApiCall stable_token_call(const MiniProgramOptions& options, bool force);
// Refuses with kWechatCodeInvalid what cannot be a code: clients send anything.
Result<ApiCall> code_to_session_call(const MiniProgramOptions& options, const std::string& code);

// The calls below get their access_token from the client.
// Refuses as code_to_session_call.
Result<ApiCall> phone_number_call(const std::string& code);
// Refuse with kInvalidRequest what WeChat would refuse.
Result<ApiCall> unlimited_code_call(const UnlimitedCodeRequest& request);
Result<ApiCall> urllink_call(const UrlLinkRequest& request);
ApiCall subscribe_message_call(const SubscribeMessage& message);
ApiCall check_session_call(const SecretText& openid, const SecretText& session_key);
ApiCall reset_session_call(const SecretText& openid, const SecretText& session_key);
Result<ApiCall> check_text_call(const SecretText& openid, ContentScene scene, const std::string& text);

// Refuse with kWechatReplyInvalid when a field is missing, of another type or not plausible.
Result<TokenKeeper::Fetched> read_token(const Json& reply);
Result<WechatSession> read_session(const Json& reply);
Result<PhoneNumber> read_phone_number(const Json& reply, const std::string& appid);
Result<std::string> read_urllink(const Json& reply);
Result<ContentVerdict> read_verdict(const Json& reply);

// 1-32 characters out of digits, letters and !#$&'()*+,/:;=?@-._~
bool is_legal_scene(std::string_view scene);

}  // namespace fenrun::wechat
