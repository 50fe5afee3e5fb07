// Text forms of bytes. Decoders return nothing for any malformed input, including trailing bytes.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace fenrun::crypto {

using Bytes = std::span<const std::uint8_t>;

// Views text as bytes and bytes as text, without copying.
Bytes as_bytes(std::string_view text);
std::string_view as_text(Bytes bytes);

std::string to_hex(Bytes bytes);                                // lower case
std::optional<std::string> from_hex(std::string_view text);     // both cases
std::string to_base64(Bytes bytes);                             // padded
std::optional<std::string> from_base64(std::string_view text);  // padded, strict
std::string to_base64url(Bytes bytes);                          // unpadded
std::optional<std::string> from_base64url(std::string_view text);
// Crockford's base 32 (no I, L, O, U), upper case, most significant bit first, unpadded.
std::string to_base32(Bytes bytes);
// RFC 4648 base 32 as authenticator apps read it, unpadded.
std::string to_rfc4648_base32(Bytes bytes);

// A 26-character ULID: 48 bits of milliseconds, 80 random bits. Sortable by time, unguessable.
std::string make_ulid(std::int64_t unix_ms, std::span<const std::uint8_t, 10> random);
bool is_ulid(std::string_view text);

}  // namespace fenrun::crypto
