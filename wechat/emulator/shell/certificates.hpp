// A certificate authority of the emulator's own and one server certificate, for a machine that has neither.
#pragma once

#include <string>

#include "wechat/emulator/shell/http_server.hpp"

namespace fenrun::emulator {

struct GeneratedTls {
  std::string ca_file;  // what clients trust
  TlsFiles server;
};

// Writes ca.pem, ca-key.pem, server.pem and server-key.pem into `folder` (made when missing), keys readable
// by the owner only. Files that are all there already are kept, so that clients may go on trusting them. The
// certificate is good for localhost, 127.0.0.1, ::1 and WeChat's own host names. Throws std::runtime_error
// when a file cannot be written.
GeneratedTls generate_tls(const std::string& folder);

}  // namespace fenrun::emulator
