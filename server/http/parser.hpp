// One HTTP/1.1 request out of a byte stream: our head scanner, Beast's parser for the head, our guard, our
// body reader, in this order.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "server/http/message.hpp"
#include "server/http/refusal.hpp"

namespace fenrun::server {

struct ParserLimits {
  std::size_t header_bytes_max;
  std::size_t target_bytes_max;
  std::size_t fields_max;
  std::size_t body_bytes_max;
  std::span<const std::string> upload_paths{};  // outlive the parser
  std::size_t upload_bytes_max = 0;
};

class RequestParser {
 public:
  enum class Stage { head, body, complete, refused };

  explicit RequestParser(const ParserLimits& limits);
  RequestParser(const RequestParser&) = delete;
  RequestParser& operator=(const RequestParser&) = delete;
  ~RequestParser();

  // Forgets the last request and begins the next.
  void reset();

  // `bytes` is everything received and not yet consumed, from the same point as the last call. Returns how
  // much of it is consumed. Call again with more bytes while stage() is head (which consumes nothing until it
  // is complete, and is refused at header_bytes_max) or body; what stands behind a complete request is left
  // alone.
  std::size_t put(std::string_view bytes);

  // From outside, for what only time can tell.
  void refuse(const Refusal& because);

  [[nodiscard]] Stage stage() const;
  // When stage() is refused.
  [[nodiscard]] const Refusal& refusal() const;
  // Once the head is complete, even when the body is refused.
  [[nodiscard]] bool is_head_request() const;
  [[nodiscard]] bool is_upload() const;
  [[nodiscard]] bool keeps_alive() const;
  // The caller waits for "100 Continue" before it sends the body.
  [[nodiscard]] bool expects_continue() const;
  [[nodiscard]] Language language() const;
  // When stage() is complete; without peer_ip.
  Request take();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace fenrun::server
