// From a message's document to the typed event.
#pragma once

#include "wechat/json.hpp"
#include "wechat/miniprogram/push_event.hpp"

namespace fenrun::wechat {

// A text member, or a number as its digits: WeChat writes both, and XML knows only text. Empty when there is
// none.
std::string text_or_number(const Json& document, const char* name);
// The same read as a number; nothing for what is none.
std::optional<std::int64_t> number_or_text(const Json& document, const char* name);

// `document` is the decrypted message. An event of a known kind that lacks what it is about is UnknownEvent.
PushEvent read_event(const Json& document);

// What tells two events of one kind, user and second apart: a transaction, a trace, a punishment; empty for
// the others.
std::string event_subject(const PushEvent& event);

}  // namespace fenrun::wechat
