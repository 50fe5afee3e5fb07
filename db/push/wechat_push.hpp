// Rows of `wechat_push`: which messages of WeChat's have been dealt with. They are added and, when
// they are old, forgotten.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/clock.hpp"
#include "base/crypto/digest.hpp"
#include "db/mysql/tx.hpp"

namespace fenrun::db {

// `kind` has 1 to 64 ASCII characters. Waits for another copy that came at the same moment; false when this
// message was recorded before.
[[nodiscard]] bool insert_wechat_push(Tx& tx, const crypto::Sha256& dedupe_key, std::string_view kind,
                                      Instant received_at);

// At most `limit` received before `before`; returns how many went.
std::uint64_t sweep_wechat_pushes(Tx& tx, Instant before, int limit);

}  // namespace fenrun::db
