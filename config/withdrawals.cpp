#include "config/sections.hpp"

#include <string>
#include <utility>

#include "config/of_tiers.hpp"

namespace fenrun::config {
namespace {

constexpr std::int64_t kFenMax = 100'000'000;

// { 2025-10-01 = "cumulative" }: from midnight in China on.
void read_tax_policies(Reader& reader, std::vector<TaxPolicy>& policies) {
  constexpr std::string_view kKey = "withdrawals.tax_policies";
  std::vector<TaxPolicy> found;
  for (const auto& [day, word] : reader.members(kKey)) {
    const auto from = parse_rfc3339(day + "T00:00:00+08:00");
    const auto method = tax_method_from(word);
    if (!from) reader.problem(kKey, "\"" + day + "\" is not a day", "write it as 2025-10-01");
    if (!method)
      reader.problem(kKey, "\"" + word + "\" is not a method", "one of: none, ordinary, cumulative");
    if (from && method) found.push_back({*from, *method});
  }
  if (!found.empty()) policies = std::move(found);
}

void read_tiers(Reader& reader, flows::WithdrawalRules& rules) {
  read_of_tiers(reader, "withdrawals.tier_min_fen", 10, kFenMax,
                [&](const std::string& tier, std::int64_t fen) { rules.tiers[tier].min = Fen{fen}; });
  read_of_tiers(reader, "withdrawals.tier_max_fen", 10, kFenMax,
                [&](const std::string& tier, std::int64_t fen) { rules.tiers[tier].max = Fen{fen}; });
  read_of_tiers(reader, "withdrawals.tier_day_max_fen", 10, kFenMax,
                [&](const std::string& tier, std::int64_t fen) { rules.tiers[tier].day_max = Fen{fen}; });
  read_of_tiers(reader, "withdrawals.tier_day_count_max", 1, 100,
                [&](const std::string& tier, std::int64_t count) {
                  rules.tiers[tier].day_count_max = static_cast<int>(count);
                });
  for (const auto& [code, tier] : rules.tiers) {
    const WithdrawalTerms terms = terms_for(rules.terms, tier);
    if (terms.min > terms.max) {
      reader.problem("withdrawals.tier_min_fen", "leaves tier " + code + " a minimum above its maximum",
                     "lower it or raise the maximum");
    }
  }
}

}  // namespace

void read_withdrawals(Reader& reader, flows::WithdrawalRules& rules) {
  using std::chrono::days;
  using std::chrono::hours;
  auto& terms = rules.terms;
  reader.number<std::int64_t>("withdrawals.min_fen", terms.min.value, 10, kFenMax);
  reader.number<std::int64_t>("withdrawals.max_fen", terms.max.value, 10, kFenMax);
  reader.number<std::int64_t>("withdrawals.day_max_fen", terms.day_max.value, 10, kFenMax);
  reader.number<int>("withdrawals.day_count_max", terms.day_count_max, 1, 100);
  reader.number<std::int64_t>("withdrawals.fee_ppm", terms.fee_ppm, 0, kFeePpmMax);
  reader.number<std::int64_t>("withdrawals.fee_fixed_fen", terms.fee_fixed.value, 0, 100'000);
  auto& approval = rules.approval;
  reader.number<std::int64_t>("withdrawals.one_approver_max_fen", approval.bands.front().up_to.value, 0,
                              kFenMax);
  reader.duration("withdrawals.newcomer_days", approval.fresh_for, days{0}, days{365});
  reader.duration("withdrawals.approval_hours", approval.life, hours{1}, hours{168});
  reader.duration("withdrawals.undecided_days", approval.undecided_life, days{1}, days{60});
  read_tax_policies(reader, rules.tax);
  reader.choice(
      "withdrawals.identity", rules.identity,
      {{"never", IdentityNeed::never}, {"taxed", IdentityNeed::taxed}, {"always", IdentityNeed::always}});
  read_tiers(reader, rules);
  if (terms.min > terms.max) {
    reader.problem("withdrawals.min_fen", "is above withdrawals.max_fen", "lower it or raise the maximum");
  }
}

}  // namespace fenrun::config
