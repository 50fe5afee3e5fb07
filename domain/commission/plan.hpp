// A commission plan: the whole set of rules that is in force from one instant to the next. Plans are written
// once, published by somebody else, and never edited; going back to an old one publishes a copy of it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "domain/commission/rule.hpp"

namespace fenrun {

struct CommissionPlan {
  std::int64_t number = 0;  // of the published version; 0 for a draft
  std::string name;
  PaidLevel deepest_level = kDeepestLevelOfFreshInstall;
  bool self_purchase_pays = false;          // whether a dealer earns from what it buys itself
  std::optional<Fen> order_cap_fen;         // all shares of one order together
  std::optional<Fen> dealer_month_cap_fen;  // what one dealer earns in a calendar month (UTC+8)
  std::vector<CommissionRule> rules;        // numbered 1.. in their order
};

inline constexpr std::size_t kPlanNameMax = 64;  // characters
inline constexpr std::size_t kPlanRulesMax = 500;

inline constexpr ErrorCode kPlanNameInvalid{ErrorKind::invalid, "commission_plan.name_invalid",
                                            "方案名称须为 1 至 64 个字符",
                                            "The plan's name must have 1 to 64 characters"};
inline constexpr ErrorCode kPlanRuleCountInvalid{ErrorKind::invalid, "commission_plan.rule_count_invalid",
                                                 "方案须包含 1 至 500 条规则", "A plan has 1 to 500 rules"};
inline constexpr ErrorCode kPlanCapInvalid{ErrorKind::invalid, "commission_plan.cap_invalid",
                                           "上限金额须大于 0", "A cap must be positive"};
inline constexpr ErrorCode kPlanRuleInvalid{ErrorKind::invalid, "commission_plan.rule_invalid",
                                            "方案中有规则不完整或超出范围",
                                            "Some rules of the plan are incomplete or out of range"};
// Its fields cite the rule of law, see legal_guard.hpp.
inline constexpr ErrorCode kPlanForbidden{
    ErrorKind::refused, "commission_plan.forbidden", "该方案触及法律红线，系统不支持",
    "The plan has a shape that the law forbids; it cannot be made here"};
inline constexpr ErrorCode kPlanTies{
    ErrorKind::refused, "commission_plan.ties", "方案中有范围相同且同时有效的规则，无法判断先后",
    "Some rules have the same scope at the same time; neither goes before the "
    "other"};
inline constexpr ErrorCode kPlanNotFound{ErrorKind::not_found, "commission_plan.not_found", "分润方案不存在",
                                         "There is no such commission plan"};

// Refuses, in this order, with kPlanNameInvalid, kPlanRuleCountInvalid, kPlanCapInvalid, kPlanForbidden (more
// than the whole base), kPlanRuleInvalid and kPlanTies (a FieldError "/rules/N"
// for each rule concerned).
Done check_plan(const CommissionPlan& plan);

inline constexpr ErrorCode kPlanPublished{ErrorKind::conflict, "commission_plan.published", "该方案已发布",
                                          "This plan is published already"};
inline constexpr ErrorCode kPlanSameHands{ErrorKind::refused, "commission_plan.same_hands",
                                          "制定方案的人不能发布该方案", "Who made a plan cannot publish it"};
inline constexpr ErrorCode kPlanNotSimulated{ErrorKind::refused, "commission_plan.not_simulated",
                                             "请先对该方案完成一次模拟",
                                             "A finished simulation of this very plan is needed"};
inline constexpr ErrorCode kPlanNotAcknowledged{
    ErrorKind::refused, "commission_plan.not_acknowledged", "方案支付第三级，须由管理员先行确认风险",
    "The plan pays a third level; an admin must acknowledge that first"};
inline constexpr ErrorCode kPlanAcknowledgementIdle{
    ErrorKind::refused, "commission_plan.acknowledgement_idle", "方案不支付第三级，无需确认",
    "The plan pays no third level; nothing is to be acknowledged"};
inline constexpr ErrorCode kPlanEffectInPast{ErrorKind::refused, "commission_plan.effect_in_past",
                                             "生效时间不能早于现在", "A plan cannot take effect in the past"};
inline constexpr ErrorCode kPlanEffectTaken{ErrorKind::conflict, "commission_plan.effect_taken",
                                            "已有方案在同一时刻生效",
                                            "Another plan takes effect at this instant"};

// What publishing looks at.
struct PublicationFacts {
  bool is_published = false;
  StaffId made_by;
  StaffId published_by;
  PaidLevel deepest_level = PaidLevel::second;
  bool is_acknowledged = false;
  bool is_simulated = false;  // the simulation named is one of this plan, and finished
  bool is_effect_taken = false;
  Instant effective_from;
};

// Refuses, in this order, with kPlanPublished, kPlanSameHands, kPlanNotSimulated, kPlanNotAcknowledged,
// kPlanEffectInPast, kPlanEffectTaken.
Done decide_publication(const PublicationFacts& facts, Instant now);

// The rule that applies to a line at a level; nothing where none fits. `dealer` and `tier` are not set where
// nobody stands at that level.
struct RuleQuestion {
  PaidLevel level;
  DealerId dealer;
  TierId tier;
  SkuId sku;
  ProductId product;
  CategoryId category;
  SaleChannel channel;
  Instant at;
};
const CommissionRule* find_rule(const CommissionPlan& plan, const RuleQuestion& question);

}  // namespace fenrun
