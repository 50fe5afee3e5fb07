#include "flows/withdrawal/confirm_free.hpp"

#include "base/assert.hpp"
#include "base/crypto/digest.hpp"
#include "db/consumer/consumer.hpp"
#include "db/dealer/dealer.hpp"
#include "db/payout/confirm_free.hpp"
#include "flows/consumer/active_consumer.hpp"

namespace fenrun::flows {

// The dealer's row is the lock: two requests of one dealer come one after the other. Whoever was another
// dealer before has that one's ended first.
Result<AskedConfirmFree> ask_confirm_free(db::Tx& tx, const WithdrawalKeys& keys,
                                          const AskConfirmFree& command, Instant now) {
  const auto dealer = db::lock_dealer(tx, command.dealer);
  if (!dealer) return kDealerNotFound;
  if (const Done active = check_active(*dealer); !active) return active.error();
  const auto consumer = db::find_consumer(tx, dealer->consumer_id);
  if (!consumer) return kConsumerGone;
  if (const Done may = may_act(consumer->state); !may) return may.error();
  if (consumer->appid != command.appid) return kConfirmFreeOtherApp;

  ConfirmFree authorization;
  authorization.dealer = command.dealer;
  authorization.number = command.number;
  authorization.place = {command.mchid, command.appid, command.scene_id, consumer->openid_index};
  authorization.asked_at = now;
  authorization.state_at = now;
  authorization.mac = confirm_free_mac(keys, authorization);
  if (auto open = db::lock_open_confirm_free(tx, authorization.place)) {
    authorization = std::move(*open);
  } else {
    const auto id = db::insert_confirm_free(tx, authorization);
    FENRUN_ASSERT(id.has_value());
    authorization.id = *id;
  }
  const bool is_anothers = authorization.dealer != command.dealer;
  if (is_anothers) {
    db::want_confirm_free_ends(tx, authorization.dealer, ConfirmFreeId{});
    authorization.is_end_wanted = true;
  }
  db::want_confirm_free_ends(tx, command.dealer, authorization.id);
  return AskedConfirmFree{std::move(authorization), consumer->openid_sealed, dealer->name};
}

Result<std::optional<ConfirmFree>> want_confirm_free_end(db::Tx& tx, DealerId dealer) {
  db::want_confirm_free_ends(tx, dealer, ConfirmFreeId{});
  auto authorization = db::find_confirm_free_of(tx, dealer);
  if (!authorization || authorization->state == ConfirmFreeState::closed) return std::optional<ConfirmFree>();
  return authorization;
}

Result<ConfirmFree> hear_confirm_free(db::Tx& tx, const HearConfirmFree& command, Instant now) {
  auto authorization = db::lock_confirm_free(tx, command.number);
  if (!authorization) return kConfirmFreeNotFound;
  authorization->heard_at = now;
  if (command.news) authorization = change_confirm_free(std::move(*authorization), *command.news, now);
  db::save_confirm_free(tx, *authorization);
  if (!command.package_sealed.empty()) {
    db::save_confirm_free_package(tx, authorization->id, command.package_sealed);
    authorization->has_package = true;
  }
  return std::move(*authorization);
}

Result<bool> note_confirm_free(db::Tx& tx, const ConfirmFreeNotice& notice, Instant now) {
  auto authorization = db::lock_confirm_free(tx, notice.number);
  if (!authorization) return false;
  const ConfirmFreePlace& place = authorization->place;
  const bool is_same =
      place.appid == notice.appid && crypto::equal_in_constant_time(place.openid_index, notice.openid_index);
  if (!is_same) return false;
  db::save_confirm_free(tx, change_confirm_free(std::move(*authorization), notice.news, now));
  return true;
}

std::string seal_confirm_free_package(const crypto::Sealer& sealer, std::string_view number,
                                      const SecretText& package) {
  return sealer.seal({"confirm_free_authorization", "package", number}, package.reveal());
}

std::optional<SecretText> open_confirm_free_package(const crypto::Sealer& sealer, std::string_view number,
                                                    std::string_view sealed) {
  auto plain = sealer.open({"confirm_free_authorization", "package", number}, sealed);
  if (!plain) return std::nullopt;
  return SecretText(std::move(*plain));
}

}  // namespace fenrun::flows
