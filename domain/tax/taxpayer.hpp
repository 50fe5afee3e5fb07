// Who a dealer is to the tax office: real name and number of the resident identity card.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "domain/ids.hpp"
#include "domain/money.hpp"

namespace fenrun {

inline constexpr std::size_t kRealNameMax = 32;  // characters
inline constexpr std::size_t kIdentityNumberLength = 18;

inline constexpr ErrorCode kRealNameInvalid{ErrorKind::invalid, "taxpayer.name_invalid",
                                            "姓名须为 2 至 32 个字", "The name must have 2 to 32 characters"};
inline constexpr ErrorCode kIdentityNumberInvalid{ErrorKind::invalid, "taxpayer.identity_number_invalid",
                                                  "身份证号码不正确，请核对 18 位号码",
                                                  "This is no number of a resident identity card"};
inline constexpr ErrorCode kConsentMissing{ErrorKind::refused, "taxpayer.consent_missing",
                                           "须先同意为申报个人所得税收集身份信息",
                                           "Consent to collecting this for the tax office is needed first"};
inline constexpr ErrorCode kTaxpayerTaken{ErrorKind::conflict, "taxpayer.taken",
                                          "该身份证号码已由另一经销商登记，如有疑问请联系客服",
                                          "Another dealer has given this identity number"};
inline constexpr ErrorCode kTaxpayerSettled{
    ErrorKind::conflict, "taxpayer.settled", "已按原身份证号码计税，不能自行更改，请联系客服",
    "Tax was computed for the number given before; it cannot be changed here"};
inline constexpr ErrorCode kTaxpayerUnknown{
    ErrorKind::refused, "taxpayer.unknown", "提现前请先填写真实姓名和身份证号码，用于申报个人所得税",
    "Give real name and identity number first: income tax is declared with them"};

// 18 characters: six digits of a place, a date that exists from 1900 on and before `today`, three digits, and
// the check character of GB 11643 (ISO 7064, MOD 11-2), a capital X included. Refuses with
// kIdentityNumberInvalid.
Done check_identity_number(std::string_view number, Instant today);
// Refuses with kRealNameInvalid.
Done check_real_name(std::string_view name);

// "110***********002X": place and end, as people recognise their own.
std::string mask_identity_number(std::string_view number);

// When a withdrawal needs to know who its payee is.
enum class IdentityNeed {
  never,  // the company declares by other means
  taxed,  // once tax is withheld from it
  always,
};
bool needs_identity(IdentityNeed need, Fen tax);
std::string_view to_word(IdentityNeed need);

// Both texts are sealed, bound to the dealer's public id. The newest of a dealer counts.
struct Taxpayer {
  std::int64_t id = 0;
  DealerId dealer;
  std::string name_sealed;
  std::string identity_sealed;
  std::string identity_index;  // 32 bytes, by which two of one number are found
  Instant given_at;
};

}  // namespace fenrun
