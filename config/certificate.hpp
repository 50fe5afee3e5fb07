// Keys that name PEM files. The files are read and judged when the configuration is, not at the first
// handshake.
#pragma once

#include <string>
#include <string_view>

#include "config/reader.hpp"

namespace fenrun::config {

// A file of certificates; `path` is where it is.
void read_certificates(Reader& reader, std::string_view key, std::string& path, Need need = Need::optional);

// A private key's file that others may not read, and that belongs to the first of `certificates`.
void read_key_of(const std::string& certificates, Reader& reader, std::string_view key, std::string& path);

}  // namespace fenrun::config
