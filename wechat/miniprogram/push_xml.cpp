#include "wechat/miniprogram/push_xml.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "wechat/utf8.hpp"

namespace fenrun::wechat {
namespace {

constexpr std::size_t kNameBytesMax = 64;
constexpr std::string_view kCdataStart = "<![CDATA[";
constexpr std::string_view kCdataEnd = "]]>";

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }
bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
         c == '.';
}
bool is_blank(std::string_view text) { return std::all_of(text.begin(), text.end(), is_space); }

// Valid UTF-8 without the control characters that XML forbids.
bool is_xml_text(std::string_view text) {
  while (!text.empty()) {
    const auto bytes = first_character_bytes(text);
    const auto lead = static_cast<unsigned char>(text[0]);
    if (bytes == 1 && (lead >= 0x80 || (lead < 0x20 && !is_space(text[0])))) return false;
    text.remove_prefix(bytes);
  }
  return true;
}

class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  std::optional<Json> document() {
    skip_space();
    std::string name;
    Json content;
    if (!element(name, content, 1) || name != "xml") return std::nullopt;
    skip_space();
    if (!rest_.empty()) return std::nullopt;
    // <xml></xml> has no children and reads as an empty text.
    if (content.is_string())
      return is_blank(content.get_ref<const std::string&>()) ? std::optional(Json::object()) : std::nullopt;
    return content;
  }

 private:
  void skip_space() {
    while (!rest_.empty() && is_space(rest_[0])) rest_.remove_prefix(1);
  }

  bool take(std::string_view expected) {
    if (!rest_.starts_with(expected)) return false;
    rest_.remove_prefix(expected.size());
    return true;
  }

  bool take_name(std::string& name) {
    const auto end = std::find_if_not(rest_.begin(), rest_.end(), is_name_character);
    const auto bytes = static_cast<std::size_t>(end - rest_.begin());
    if (bytes < 1 || bytes > kNameBytesMax) return false;
    name = rest_.substr(0, bytes);
    rest_.remove_prefix(bytes);
    return true;
  }

  // From '<' of the start tag to '>' of the end tag.
  bool element(std::string& name, Json& content, std::size_t depth) {
    if (depth > kXmlDepthMax || ++elements_ > kXmlElementsMax) return false;
    if (!take("<") || !take_name(name) || !take(">")) return false;
    return inside(content, depth) && take("</") && take(name) && take(">");
  }

  // What stands between the tags: text, or elements with nothing but space between them.
  bool inside(Json& content, std::size_t depth) {
    std::string text;
    Json children = Json::object();
    while (!rest_.starts_with("</")) {
      if (rest_.empty()) return false;
      const bool is_child = rest_[0] == '<' && !rest_.starts_with(kCdataStart);
      if (is_child ? !child(children, depth) : !text_piece(text)) return false;
    }
    if (children.empty()) {
      content = std::move(text);
      return true;
    }
    content = std::move(children);
    return is_blank(text);
  }

  bool child(Json& children, std::size_t depth) {
    std::string name;
    Json content;
    if (!element(name, content, depth + 1)) return false;
    const auto place = children.find(name);
    if (place == children.end()) {
      children.emplace(std::move(name), std::move(content));
    } else if (place->is_array()) {
      place->push_back(std::move(content));
    } else {
      Json first = std::move(*place);
      *place = Json::array();
      place->push_back(std::move(first));
      place->push_back(std::move(content));
    }
    return true;
  }

  bool text_piece(std::string& text) {
    if (take(kCdataStart)) {
      const auto end = rest_.find(kCdataEnd);
      if (end == std::string_view::npos || !is_xml_text(rest_.substr(0, end))) return false;
      text += rest_.substr(0, end);
      rest_.remove_prefix(end + kCdataEnd.size());
      return true;
    }
    const auto end = std::min(rest_.find('<'), rest_.size());
    const bool is_sound = is_xml_text(rest_.substr(0, end)) && unescape(rest_.substr(0, end), text);
    rest_.remove_prefix(end);
    return is_sound;
  }

  static bool unescape(std::string_view raw, std::string& text) {
    constexpr std::array<std::pair<std::string_view, char>, 5> kEntities{
        {{"&lt;", '<'}, {"&gt;", '>'}, {"&amp;", '&'}, {"&quot;", '"'}, {"&apos;", '\''}}};
    while (!raw.empty()) {
      if (raw[0] != '&') {
        text += raw[0];
        raw.remove_prefix(1);
        continue;
      }
      const auto* entity = std::find_if(kEntities.begin(), kEntities.end(), [raw](const auto& candidate) {
        return raw.starts_with(candidate.first);
      });
      if (entity == kEntities.end()) return false;
      text += entity->second;
      raw.remove_prefix(entity->first.size());
    }
    return true;
  }

  std::string_view rest_;
  std::size_t elements_ = 0;
};

}  // namespace

std::optional<Json> parse_push_xml(std::string_view text) { return Reader(text).document(); }

std::string to_cdata(std::string_view text) {
  std::string out(kCdataStart);
  while (true) {
    const auto mark = text.find(kCdataEnd);
    if (mark == std::string_view::npos) break;
    out += text.substr(0, mark + 2);
    out += kCdataEnd;
    out += kCdataStart;
    text.remove_prefix(mark + 2);
  }
  out += text;
  out += kCdataEnd;
  return out;
}

}  // namespace fenrun::wechat
