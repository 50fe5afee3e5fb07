// Runs a handler's work once for each Idempotency-Key and writes the audit entry of staff, in the same
// transaction.
#pragma once

#include <functional>

#include "base/result.hpp"
#include "db/mysql/tx.hpp"
#include "server/api/call.hpp"

namespace fenrun::server {

inline constexpr ErrorCode kKeyMissing{ErrorKind::invalid, "idempotency.key_missing",
                                       "缺少 Idempotency-Key 请求头",
                                       "The Idempotency-Key header is missing"};
inline constexpr ErrorCode kKeyInvalid{ErrorKind::invalid, "idempotency.key_invalid",
                                       "Idempotency-Key 须为 8 到 128 个可见字符",
                                       "Idempotency-Key must have 8 to 128 visible characters"};
inline constexpr ErrorCode kKeyReused{ErrorKind::refused, "idempotency.key_reused",
                                      "该 Idempotency-Key 已用于另一个请求",
                                      "This Idempotency-Key was used for another request"};
inline constexpr ErrorCode kKeyRunning{ErrorKind::conflict, "idempotency.running",
                                       "相同的请求正在处理中，请稍后重试",
                                       "The same request is still running; try again shortly"};

// Whether the request carries a usable key where its route wants one. Refuses with kKeyMissing and
// kKeyInvalid.
Done check_key(const Call& call);

// `work` is the handler. With a key: the first success is kept and given to whoever repeats the request, byte
// for byte; a refusal changed nothing, so it is not kept and the request is judged anew. Refuses with
// kKeyReused and kKeyRunning.
Result<Reply> recorded(const Call& call, db::Tx& tx, const std::function<Result<Reply>()>& work);

}  // namespace fenrun::server
