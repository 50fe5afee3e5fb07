#include "server/http/parser.hpp"

#include <algorithm>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <limits>
#include <optional>

#include "server/http/body_reader.hpp"
#include "server/http/guard.hpp"
#include "server/http/language.hpp"

namespace fenrun::server {
namespace {

namespace http = boost::beast::http;
using BeastText = boost::beast::string_view;
using ErrorCodeOut = boost::beast::error_code;

std::string_view view(BeastText text) { return {text.data(), text.size()}; }

std::string lower_case(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

// Beast's tokenizer of the head, storing straight into our own values: no field container of Beast's is ever
// built.
class BeastParser final : public http::basic_parser<true> {
 public:
  explicit BeastParser(const ParserLimits& limits) : fields_max_(limits.fields_max) {
    // The scanner has measured the head already.
    header_limit(static_cast<std::uint32_t>(limits.header_bytes_max + 1));
    body_limit(std::numeric_limits<std::uint64_t>::max());
  }

  RequestHead head;

 private:
  void on_request_impl(http::verb, BeastText method, BeastText target, int version,
                       ErrorCodeOut& error) override {
    head.method = view(method);
    head.target = view(target);
    head.version = version;
    error = {};
  }
  void on_field_impl(http::field, BeastText name, BeastText value, ErrorCodeOut& error) override {
    error = {};
    // One more than allowed is kept for the guard to see; a flood of tiny fields is not.
    if (head.fields.size() > fields_max_) return;
    head.fields.emplace_back(lower_case(view(name)), view(value));
  }
  void on_header_impl(ErrorCodeOut& error) override { error = {}; }
  void on_response_impl(int, BeastText, int, ErrorCodeOut&) override {}
  void on_finish_impl(ErrorCodeOut& error) override { error = {}; }
  // The body goes past Beast, to BodyReader.
  void on_body_init_impl(const boost::optional<std::uint64_t>&, ErrorCodeOut&) override {}
  std::size_t on_body_impl(BeastText, ErrorCodeOut&) override { return 0; }
  void on_chunk_header_impl(std::uint64_t, BeastText, ErrorCodeOut&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, BeastText, ErrorCodeOut&) override { return 0; }

  std::size_t fields_max_;
};

Method method_named(std::string_view name) {
  if (name == "POST") return Method::post;
  if (name == "PUT") return Method::put;
  if (name == "DELETE") return Method::del;
  return Method::get;  // GET and HEAD: the guard lets no other pass
}

std::string_view field(const RequestHead& head, std::string_view name) {
  for (const auto& [key, value] : head.fields) {
    if (key == name) return value;
  }
  return {};
}

}  // namespace

struct RequestParser::Impl {
  ParserLimits limits;
  Stage stage = Stage::head;
  const Refusal* refusal = nullptr;
  HeadScanner scanner;
  std::optional<BeastParser> beast;
  BodyReader reader = BodyReader::chunked(0);
  std::string body;

  void refuse(const Refusal& because) {
    stage = Stage::refused;
    refusal = &because;
  }

  std::size_t put_head(std::string_view bytes) {
    const auto found = scanner.scan(bytes.substr(0, limits.header_bytes_max));
    if (found == HeadScanner::Found::malformed) {
      refuse(kMalformed);
      return 0;
    }
    if (found == HeadScanner::Found::need_more) {
      if (bytes.size() >= limits.header_bytes_max) {
        refuse(scanner.is_in_first_line() ? kTargetTooLong : kHeaderTooLarge);
      }
      return 0;
    }
    parse_head(bytes.substr(0, scanner.size()));
    return scanner.size();
  }

  void parse_head(std::string_view head_bytes) {
    ErrorCodeOut error;
    beast->put(boost::asio::buffer(head_bytes.data(), head_bytes.size()), error);
    if (error || !beast->is_header_done()) return refuse(kMalformed);
    if (const Refusal* because = guard(beast->head, {limits.target_bytes_max, limits.fields_max})) {
      return refuse(*because);
    }
    body.clear();
    const std::size_t bytes_max = is_upload() ? limits.upload_bytes_max : limits.body_bytes_max;
    reader = beast->chunked() ? BodyReader::chunked(bytes_max)
                              : BodyReader::of_length(content_length(), bytes_max);
    // What is only announced costs no more memory than a small body.
    if (reader.state() == BodyReader::State::need_more && !beast->chunked()) {
      body.reserve(std::min(content_length(), limits.body_bytes_max));
    }
    follow_reader();
  }

  [[nodiscard]] bool is_upload() const {
    if (beast->head.method != "POST") return false;
    const std::string_view target = beast->head.target;
    const auto path = target.substr(0, target.find('?'));
    return std::find(limits.upload_paths.begin(), limits.upload_paths.end(), path) !=
           limits.upload_paths.end();
  }

  [[nodiscard]] std::size_t content_length() const { return beast->content_length().value_or(0); }

  void follow_reader() {
    switch (reader.state()) {
      case BodyReader::State::need_more:
        stage = Stage::body;
        return;
      case BodyReader::State::complete:
        stage = Stage::complete;
        return;
      case BodyReader::State::malformed:
        return refuse(kMalformed);
      case BodyReader::State::too_large:
        return refuse(kBodyTooLarge);
    }
  }

  std::size_t put_body(std::string_view bytes) {
    const std::size_t used = reader.put(bytes, body);
    follow_reader();
    return used;
  }
};

RequestParser::RequestParser(const ParserLimits& limits) : impl_(std::make_unique<Impl>()) {
  impl_->limits = limits;
  reset();
}

RequestParser::~RequestParser() = default;

void RequestParser::reset() {
  impl_->stage = Stage::head;
  impl_->refusal = nullptr;
  impl_->scanner = {};
  impl_->beast.emplace(impl_->limits);
}

std::size_t RequestParser::put(std::string_view bytes) {
  std::size_t used = 0;
  if (impl_->stage == Stage::head) used = impl_->put_head(bytes);
  if (impl_->stage == Stage::body) used += impl_->put_body(bytes.substr(used));
  return used;
}

void RequestParser::refuse(const Refusal& because) { impl_->refuse(because); }
RequestParser::Stage RequestParser::stage() const { return impl_->stage; }
const Refusal& RequestParser::refusal() const { return *impl_->refusal; }
bool RequestParser::is_upload() const { return impl_->is_upload(); }
bool RequestParser::is_head_request() const { return impl_->beast->head.method == "HEAD"; }

bool RequestParser::keeps_alive() const {
  return impl_->stage != Stage::refused && impl_->beast->head.version == 11 && impl_->beast->keep_alive();
}

bool RequestParser::expects_continue() const {
  return impl_->stage == Stage::body && impl_->beast->head.version == 11 &&
         !field(impl_->beast->head, "expect").empty();
}

Language RequestParser::language() const {
  return preferred_language(field(impl_->beast->head, "accept-language"));
}

Request RequestParser::take() {
  RequestHead& head = impl_->beast->head;
  Request request;
  request.method = method_named(head.method);
  request.path = head.target.substr(0, head.target.find('?'));
  request.target = std::move(head.target);
  request.headers = std::move(head.fields);
  request.body = std::move(impl_->body);
  return request;
}

}  // namespace fenrun::server
