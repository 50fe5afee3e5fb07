// A dealer asks WeChat once not to be asked at each transfer, and what WeChat says becomes of it. The calls
// themselves are made at the edge, between these stories.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/crypto/sealer.hpp"
#include "base/result.hpp"
#include "base/secret.hpp"
#include "db/mysql/tx.hpp"
#include "domain/withdrawal/confirm_free.hpp"
#include "flows/withdrawal/withdrawal_keys.hpp"

namespace fenrun::flows {

struct AskConfirmFree {
  DealerId dealer;
  std::string number;  // of a new one
  std::string mchid;
  std::string appid;
  std::string scene_id;
};
struct AskedConfirmFree {
  ConfirmFree authorization;  // the one that is open, or a new one
  std::string openid_sealed;
  std::string dealer_name;
};
// Refuses like a withdrawal of this dealer's would be: kDealerNotFound, as check_active(), kConsumerGone, as
// may_act(); and with kConfirmFreeOtherApp for who signed in through another app. Those of other merchants
// and scenes are to be ended.
Result<AskedConfirmFree> ask_confirm_free(db::Tx& tx, const WithdrawalKeys& keys,
                                          const AskConfirmFree& command, Instant now);

// No transfer is tried under any of the dealer's any more. Nothing when there is none to end.
Result<std::optional<ConfirmFree>> want_confirm_free_end(db::Tx& tx, DealerId dealer);

struct HearConfirmFree {
  std::string number;
  std::optional<ConfirmFreeNews> news;  // nothing: WeChat was asked, and has told nothing new
  std::string package_sealed{};
};
// What WeChat answered. Refuses with kConfirmFreeNotFound.
Result<ConfirmFree> hear_confirm_free(db::Tx& tx, const HearConfirmFree& command, Instant now);

// What WeChat told by itself. False when it is about none of ours, or about another person than ours.
struct ConfirmFreeNotice {
  std::string number;
  std::string appid;
  std::string openid_index;
  ConfirmFreeNews news;
};
Result<bool> note_confirm_free(db::Tx& tx, const ConfirmFreeNotice& notice, Instant now);

// What opens the page where the dealer agrees; bound to the number.
std::string seal_confirm_free_package(const crypto::Sealer& sealer, std::string_view number,
                                      const SecretText& package);
std::optional<SecretText> open_confirm_free_package(const crypto::Sealer& sealer, std::string_view number,
                                                    std::string_view sealed);

}  // namespace fenrun::flows
