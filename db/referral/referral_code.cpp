#include "db/referral/referral_code.hpp"

namespace fenrun::db {
namespace {

ReferralCode code_of(const Row& row) {
  return {row.text(0), row.id<DealerId>(1), row.id<CampaignId>(2), row.maybe_time(3), row.time(4)};
}

std::optional<ReferralCode> code_of(const std::optional<Row>& row) {
  if (!row) return std::nullopt;
  return code_of(*row);
}

}  // namespace

std::optional<ReferralCode> find_referral_code(Tx& tx, std::string_view code) {
  return code_of(
      tx.one("SELECT code, dealer_id, campaign_id, revoked_at, created_at FROM referral_code WHERE code = ?",
             {code}));
}

std::optional<ReferralCode> find_live_code(Tx& tx, DealerId dealer, CampaignId campaign) {
  return code_of(
      tx.one("SELECT code, dealer_id, campaign_id, revoked_at, created_at FROM referral_code"
             " WHERE dealer_id = ? AND campaign_id = ? AND live = 1",
             {dealer, campaign}));
}

bool insert_referral_code(Tx& tx, const ReferralCode& code) {
  return tx.insert_new(
      "INSERT INTO referral_code (code, dealer_id, campaign_id, live, created_at) VALUES (?, ?, ?, 1, ?)",
      {code.code, code.dealer_id, code.campaign_id, code.created_at});
}

bool revoke_code(Tx& tx, std::string_view code, DealerId dealer, Instant at) {
  return tx.execute(
             "UPDATE referral_code SET live = NULL, revoked_at = ? WHERE code = ? AND dealer_id = ? AND live "
             "= 1",
             {at, code, dealer}) == 1;
}

std::int64_t revoke_codes_of(Tx& tx, DealerId dealer, Instant at) {
  return static_cast<std::int64_t>(tx.execute(
      "UPDATE referral_code SET live = NULL, revoked_at = ? WHERE dealer_id = ? AND live = 1", {at, dealer}));
}

// The rows of one dealer are few and stand together in one_live; each page sorts them by code once more.
std::vector<ReferralCode> list_codes_of(Tx& tx, DealerId dealer, const CodePlace& after, int count_max) {
  std::vector<ReferralCode> codes;
  for (const auto& row :
       tx.all("SELECT code, dealer_id, campaign_id, revoked_at, created_at FROM referral_code"
              " WHERE dealer_id = ? AND (campaign_id > ? OR (campaign_id = ? AND code > ?))"
              " ORDER BY campaign_id, code LIMIT ?",
              {dealer, after.campaign_id, after.campaign_id, after.code, count_max})) {
    codes.push_back(code_of(row));
  }
  return codes;
}

}  // namespace fenrun::db
