// The dealer contract: numbered versions, each in force from an instant until a later one is; never edited.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "domain/ids.hpp"

namespace fenrun {

inline constexpr std::size_t kContractTitleMax = 64;           // characters
inline constexpr std::size_t kContractBodyMax = 200U * 1024U;  // bytes

struct Contract {
  ContractId id;
  int number = 0;  // 1, 2, 3 … in the order of publication
  std::string title;
  std::string body;
  std::string body_sha256;  // 32 raw bytes: what an acceptance refers to
  Instant effective_from;
  StaffId published_by;
  Instant created_at;
};

inline constexpr ErrorCode kContractNone{ErrorKind::refused, "contract.none", "尚未发布经销商协议",
                                         "No dealer contract is in force yet"};
inline constexpr ErrorCode kContractNotFound{ErrorKind::not_found, "contract.not_found", "协议不存在",
                                             "There is no such contract version"};
inline constexpr ErrorCode kContractNotCurrent{ErrorKind::conflict, "contract.not_current",
                                               "协议已更新，请阅读最新版本",
                                               "The contract has changed; please read the version in force"};
inline constexpr ErrorCode kContractTextInvalid{
    ErrorKind::invalid, "contract.text_invalid",
    "标题须为 1 至 64 个字符，正文须为 1 字节至 200 KiB 的有效文本",
    "The title must be 1 to 64 characters and the body valid text of at most 200 KiB"};
inline constexpr ErrorCode kContractBackdated{ErrorKind::refused, "contract.backdated",
                                              "生效时间不能早于当前时间",
                                              "A version cannot come into force in the past"};
inline constexpr ErrorCode kContractOutOfOrder{
    ErrorKind::refused, "contract.out_of_order", "生效时间不能早于已发布版本的生效时间",
    "A version cannot come into force before one published earlier"};

struct ContractDraft {
  std::string title;
  std::string body;
  std::optional<Instant> effective_from;  // nothing: now
};

// When the draft comes into force. `last_effective_from` is that of the last published version; an equal
// instant is allowed and replaces it, since the higher number wins. Refuses, in this order, with
// kContractTextInvalid, kContractBackdated, kContractOutOfOrder.
Result<Instant> decide_publication(const ContractDraft& draft, std::optional<Instant> last_effective_from,
                                   Instant now);

// Whether one who was shown version `number` may accept it. Refuses with kContractNone, then
// kContractNotCurrent.
Done check_acceptance(const std::optional<Contract>& in_force, int number);

}  // namespace fenrun
