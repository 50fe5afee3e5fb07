#include "db/referral/campaign.hpp"

#include <limits>

namespace fenrun::db {
namespace {

Campaign campaign_of(const Row& row) {
  return {row.id<CampaignId>(0), row.text(1), row.text(2), {row.time(3), row.time(4)},
          row.id<StaffId>(5),    row.time(6), row.text(7)};
}

std::optional<Campaign> campaign_of(const std::optional<Row>& row) {
  if (!row) return std::nullopt;
  return campaign_of(*row);
}

// Newest first: the page before ended at `after`, and ids fall.
std::int64_t before(const PageRequest& request) {
  return request.after == 0 ? std::numeric_limits<std::int64_t>::max() : request.after;
}

Page<Campaign> page_of(const std::vector<Row>& rows, const PageRequest& request) {
  std::vector<Campaign> campaigns;
  campaigns.reserve(rows.size());
  for (const auto& row : rows) campaigns.push_back(campaign_of(row));
  return cut_page(std::move(campaigns), request, [](const Campaign& campaign) { return campaign.id.value; });
}

}  // namespace

std::optional<Campaign> find_campaign(Tx& tx, CampaignId id) {
  return campaign_of(
      tx.one("SELECT id, public_id, name, starts_at, ends_at, created_by, created_at, slogan FROM campaign "
             "WHERE id = ?",
             {id}));
}

std::optional<Campaign> find_campaign_by_public_id(Tx& tx, std::string_view public_id) {
  return campaign_of(tx.one(
      "SELECT id, public_id, name, starts_at, ends_at, created_by, created_at, slogan FROM campaign WHERE "
      "public_id = ?",
      {public_id}));
}

std::optional<Campaign> lock_campaign_by_public_id(Tx& tx, std::string_view public_id) {
  return campaign_of(tx.one(
      "SELECT id, public_id, name, starts_at, ends_at, created_by, created_at, slogan FROM campaign WHERE "
      "public_id = ? FOR UPDATE",
      {public_id}));
}

void update_campaign_slogan(Tx& tx, const Campaign& campaign) {
  tx.execute("UPDATE campaign SET slogan = ? WHERE id = ?", {campaign.slogan, campaign.id});
}

CampaignId insert_campaign(Tx& tx, const Campaign& campaign) {
  return CampaignId{
      tx.insert_id("INSERT INTO campaign (public_id, name, starts_at, ends_at, created_by, created_at, "
                   "slogan) VALUES (?, ?, ?, ?, ?, ?, ?)",
                   {campaign.public_id, campaign.name, campaign.period.starts_at, campaign.period.ends_at,
                    campaign.created_by, campaign.created_at, campaign.slogan})};
}

Page<Campaign> list_campaigns(Tx& tx, const PageRequest& request) {
  return page_of(
      tx.all("SELECT id, public_id, name, starts_at, ends_at, created_by, created_at, slogan FROM campaign"
             " WHERE id < ? ORDER BY id DESC LIMIT ?",
             {before(request), request.rows() + 1}),
      request);
}

Page<Campaign> list_running_campaigns(Tx& tx, const PageRequest& request, Instant now) {
  return page_of(
      tx.all("SELECT id, public_id, name, starts_at, ends_at, created_by, created_at, slogan FROM campaign"
             " WHERE ends_at > ? AND starts_at <= ? AND id < ? ORDER BY id DESC LIMIT ?",
             {now, now, before(request), request.rows() + 1}),
      request);
}

}  // namespace fenrun::db
