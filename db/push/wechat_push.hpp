// Rows of `wechat_push`: which messages of WeChat's have been dealt with. They are only ever added.
#pragma once

#include <string_view>

#include "base/clock.hpp"
#include "base/crypto/digest.hpp"
#include "db/mysql/tx.hpp"

namespace fenrun::db {

// `kind` has 1 to 64 ASCII characters. Waits for another copy that came at the same moment; false when this
// message was recorded before.
[[nodiscard]] bool insert_wechat_push(Tx& tx, const crypto::Sha256& dedupe_key, std::string_view kind,
                                      Instant received_at);

}  // namespace fenrun::db
