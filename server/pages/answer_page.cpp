#include "server/pages/answer_page.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "server/http/weighted_list.hpp"

namespace fenrun::server {
namespace {

constexpr std::string_view kPrefix = "/console/";

// The console loads nothing but what this server sends, is in nobody's frame, and runs no script or style
// that stands in the text of a page. X-Content-Type-Options and Strict-Transport-Security are the listener's.
constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kPageFields{{
    {"Content-Security-Policy",
     "default-src 'self'; base-uri 'none'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; "
     "img-src 'self' data:; object-src 'none'; script-src 'self'; style-src 'self'"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"Permissions-Policy",
     "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=(), serial=()"},
    {"Referrer-Policy", "no-referrer"},
    {"Accept-Ranges", "none"},
}};

Reply page_reply(int status) {
  Reply reply;
  reply.status = status;
  reply.route = kPrefix;
  for (const auto& [name, value] : kPageFields) reply.headers.emplace_back(name, value);
  return reply;
}

Reply redirect_to_pages() {
  Reply reply = page_reply(302);
  reply.content_type.clear();
  reply.headers.emplace_back("Location", kPrefix);
  reply.headers.emplace_back("Cache-Control", "no-cache");
  return reply;
}

bool is_route_byte(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_' ||
         c == '/';
}

bool is_console_route(std::string_view name) {
  return !name.starts_with('/') && name.find("//") == std::string_view::npos &&
         std::all_of(name.begin(), name.end(), is_route_byte);
}

const Page* find_page(const PageFiles& files, std::string_view name) {
  if (const Page* const page = files.find(name)) return page;
  return is_console_route(name) ? &files.index() : nullptr;
}

// A coding that is named decides by its weight, one that is not by that of "*".
bool accepts(std::string_view accept_encoding, std::string_view coding) {
  int any_weight = 0;
  while (!accept_encoding.empty()) {
    const WeightedItem item = take_weighted(accept_encoding);
    if (item.name == coding) return item.weight > 0;
    if (item.name == "*") any_weight = item.weight;
  }
  return any_weight > 0;
}

struct Chosen {
  const PageBytes& form;
  std::string_view coding;  // empty: as it is
};

Chosen choose_form(const Page& page, const Request& request) {
  const std::string_view accepted = request.header("accept-encoding").value_or("");
  if (page.brotli && accepts(accepted, "br")) return {*page.brotli, "br"};
  if (page.gzip && accepts(accepted, "gzip")) return {*page.gzip, "gzip"};
  return {page.plain, {}};
}

bool has_etag(std::string_view if_none_match, std::string_view etag) {
  while (!if_none_match.empty()) {
    const auto comma = if_none_match.find(',');
    std::string_view tag = trimmed(if_none_match.substr(0, comma));
    if (tag.starts_with("W/")) tag.remove_prefix(2);
    if (tag == etag || tag == "*") return true;
    if_none_match.remove_prefix(comma == std::string_view::npos ? if_none_match.size() : comma + 1);
  }
  return false;
}

Reply reply_with(const Page& page, const Request& request) {
  const Chosen chosen = choose_form(page, request);
  const bool is_known = has_etag(request.header("if-none-match").value_or(""), chosen.form.etag);
  Reply reply = page_reply(is_known ? 304 : 200);
  reply.content_type = page.content_type;
  reply.headers.emplace_back("ETag", chosen.form.etag);
  reply.headers.emplace_back("Cache-Control",
                             page.is_immutable ? "public, max-age=31536000, immutable" : "no-cache");
  if (page.gzip || page.brotli) reply.headers.emplace_back("Vary", "Accept-Encoding");
  if (is_known) return reply;
  if (!chosen.coding.empty()) reply.headers.emplace_back("Content-Encoding", chosen.coding);
  reply.body = chosen.form.bytes;
  return reply;
}

}  // namespace

bool is_page_path(std::string_view path) { return path == "/console" || path.starts_with(kPrefix); }

std::optional<Reply> answer_page(const PageFiles& files, const Request& request) {
  if (request.path == "/" || request.path == "/console") return redirect_to_pages();
  if (!is_page_path(request.path)) return std::nullopt;
  const std::string_view name = std::string_view(request.path).substr(kPrefix.size());
  const Page* const page = find_page(files, name);
  if (page == nullptr) return std::nullopt;
  return reply_with(*page, request);
}

}  // namespace fenrun::server
