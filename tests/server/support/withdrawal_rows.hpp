// Withdrawals of dealers who joined long ago, many at once, behind the API's back.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/crypto/digest.hpp"
#include "base/crypto/encoding.hpp"
#include "base/random.hpp"
#include "db/consumer/consumer.hpp"
#include "db/dealer/dealer.hpp"
#include "flows/consumer/sealed_identity.hpp"
#include "flows/ledger/post.hpp"
#include "flows/withdrawal/request_withdrawal.hpp"
#include "tests/support/test_database.hpp"

namespace fenrun::server::testing {

// Somebody whom nobody can pay: the sealed texts are stand-ins.
inline flows::SealedIdentity stand_in_identity() {
  static SystemRandom random;
  const auto index = crypto::sha256(crypto::to_hex(random.bytes<16>()));
  return {"wx0123456789abcdef", std::string(crypto::as_text(index)), "openid", "", "key"};
}

// Each of another dealer, who earned just that; asked for as a dealer does. Returns their public ids.
inline std::vector<std::string> ask_for_withdrawals(
    fenrun::testing::TestDatabase& database, int count, Fen gross, Instant now,
    const std::function<flows::SealedIdentity()>& identify = stand_in_identity) {
  static SystemRandom random;
  const auto fresh_id = [] { return crypto::make_ulid(1'700'000'000'000, random.bytes<10>()); };
  flows::WithdrawalRules rules;
  rules.tax.clear();
  rules.terms.max = Fen{1'000'000};
  rules.terms.day_max = Fen{1'000'000};
  std::vector<std::string> asked;
  for (int i = 0; i < count; ++i) {
    asked.push_back(database.run([&](db::Tx& tx) -> Result<std::string> {
      const Instant joined = now - std::chrono::days(30);
      const std::string consumer = fresh_id();
      const auto person = identify();
      db::insert_consumer_if_absent(tx, {consumer, person.appid, person.openid_index, person.openid_sealed,
                                         "", person.session_key_sealed, joined});
      Dealer dealer;
      dealer.consumer_id = db::find_consumer_by_public_id(tx, consumer)->id;
      dealer.id = DealerId{1'000 + dealer.consumer_id.value};
      dealer.public_id = fresh_id();
      dealer.level = 1;
      dealer.tier_id = TierId{1};
      dealer.name = "王小明";
      dealer.joined_at = joined;
      if (!db::insert_dealer(tx, dealer)) throw std::logic_error("the dealer is there already");
      const std::vector<Movement> movements{flows::accrue(consumer, dealer.id, gross),
                                            {MovementKind::release, consumer, dealer.id, gross, consumer}};
      const auto earned = flows::post(tx, movements, joined);
      if (!earned) return earned.error();
      const auto made =
          flows::request_withdrawal(tx, rules, {fresh_id(), dealer.id, gross, fresh_id(), ""}, now);
      if (!made) return made.error();
      return made->public_id;
    }));
  }
  return asked;
}

}  // namespace fenrun::server::testing
