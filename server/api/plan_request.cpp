#include "server/api/plan_request.hpp"

#include "db/commission/commission_plan.hpp"
#include "db/dealer/dealer.hpp"
#include "db/product/product.hpp"
#include "domain/commission/legal_guard.hpp"
#include "server/api/json/reader.hpp"

namespace fenrun::server {
namespace {

constexpr RuleKind kRuleKindWords[] = {RuleKind::rate, RuleKind::fixed, RuleKind::profit, RuleKind::ladder,
                                       RuleKind::differential};

// Only values that choose a shape are judged: numbers, and the word of a kind. Names and ids are free text.
std::string shape_value(std::string_view name, const json::Value& value) {
  if (const auto* number = value.as<std::int64_t>()) return std::to_string(*number);
  const auto* text = value.as<std::string>();
  return text != nullptr && name == "kind" ? *text : std::string();
}

// The depth is bounded by the parser.
void judge_shape(const std::string& pointer, const json::Value& value, std::vector<FieldError>& fields) {
  if (const auto* list = value.as<json::Array>()) {
    for (std::size_t i = 0; i < list->size(); ++i)
      judge_shape(pointer + "/" + std::to_string(i), (*list)[i], fields);
  }
  const auto* object = value.as<json::Object>();
  if (object == nullptr) return;
  for (const auto& [name, member] : *object) {
    const std::string member_pointer = pointer + json::pointer_to(name);
    const LegalRule* law = forbidden_by(name, shape_value(name, member));
    if (law != nullptr && fields.size() < kPlanRulesMax) fields.push_back({member_pointer, law->zh, law->en});
    judge_shape(member_pointer, member, fields);
  }
}

class RuleReader {
 public:
  RuleReader(db::Tx& tx, json::Reader& body) : tx_(tx), body_(body) {}

  CommissionRule read(int number) {
    CommissionRule rule;
    rule.number = number;
    rule.level = *paid_level_from(body_.integer("level", 1, static_cast<std::int64_t>(kPaidLevelsMax)));
    rule.kind = kRuleKindWords[body_.one_of("kind", {"rate", "fixed", "profit", "ladder", "differential"})];
    read_amounts(rule);
    read_scope(rule.scope);
    rule.valid_from = body_.maybe_time("valid_from");
    rule.valid_until = body_.maybe_time("valid_until");
    return rule;
  }

 private:
  void read_amounts(CommissionRule& rule) {
    switch (rule.kind) {
      case RuleKind::rate:
      case RuleKind::profit:
      case RuleKind::differential:
        rule.rate = Ppm{body_.integer("rate_ppm", 0, kPpmWhole.value)};
        return;
      case RuleKind::fixed:
        rule.per_unit_fen = Fen{body_.integer("per_unit_fen", 0, kPerUnitMax.value)};
        return;
      case RuleKind::ladder:
        for (auto& step : body_.objects("steps", 1, kLadderStepsMax)) {
          rule.steps.push_back({Fen{step.integer("from_fen", 0, kCommissionBaseMax.value)},
                                Ppm{step.integer("rate_ppm", 0, kPpmWhole.value)}});
          body_.absorb(step);
        }
        return;
    }
  }

  void read_scope(RuleScope& scope) {
    read_named_scope(scope);
    scope.category = CategoryId{body_.maybe_row_id("category_id").value_or(0)};
    if (scope.category.is_set() && !db::category_exists(tx_, scope.category)) refuse("category_id");
    scope.tier = TierId{body_.maybe_row_id("tier_id").value_or(0)};
    if (scope.tier.is_set() && !db::tier_exists(tx_, scope.tier)) refuse("tier_id");
    if (const auto channel = body_.maybe_text("channel", {1, 16})) {
      scope.channel = sale_channel_from(*channel);
      if (!scope.channel) body_.refuse("channel", "不是允许的取值", "Not one of the allowed values");
    }
  }

  void read_named_scope(RuleScope& scope) {
    if (const auto id = body_.maybe_public_id("dealer"); id && !id->empty()) {
      const auto dealer = db::find_dealer_by_public_id(tx_, *id);
      dealer ? void(scope.dealer = dealer->id) : refuse("dealer");
    }
    if (const auto id = body_.maybe_public_id("sku"); id && !id->empty()) {
      const auto sku = db::find_sku_id(tx_, *id);
      sku ? void(scope.sku = *sku) : refuse("sku");
    }
    if (const auto id = body_.maybe_public_id("product"); id && !id->empty()) {
      const auto product = db::find_product(tx_, *id);
      product ? void(scope.product = product->id) : refuse("product");
    }
  }

  void refuse(std::string_view name) { body_.refuse(name, "不存在", "There is no such thing"); }

  db::Tx& tx_;
  json::Reader& body_;
};

std::optional<Fen> read_cap(json::Reader& body, std::string_view name) {
  const auto cap = body.maybe_integer(name, 1, kCommissionBaseMax.value);
  if (!cap) return std::nullopt;
  return Fen{*cap};
}

}  // namespace

Done check_lawful(std::string_view body) {
  const auto parsed = json::parse(body);
  if (!parsed) return {};
  std::vector<FieldError> fields;
  judge_shape("", *parsed, fields);
  if (fields.empty()) return {};
  return Error(kPlanForbidden, std::move(fields));
}

Result<CommissionPlan> read_plan_request(db::Tx& tx, std::string_view text) {
  json::Reader body(text);
  CommissionPlan plan;
  plan.name = body.text("name", {1, kPlanNameMax});
  plan.deepest_level =
      *paid_level_from(body.integer("deepest_level", 1, static_cast<std::int64_t>(kPaidLevelsMax)));
  plan.self_purchase_pays = body.boolean("self_purchase_pays");
  plan.order_cap_fen = read_cap(body, "order_cap_fen");
  plan.dealer_month_cap_fen = read_cap(body, "dealer_month_cap_fen");
  for (auto& rule : body.objects("rules", 1, kPlanRulesMax)) {
    plan.rules.push_back(RuleReader(tx, rule).read(static_cast<int>(plan.rules.size()) + 1));
    body.absorb(rule);
  }
  if (auto refused = body.refusal()) return *refused;
  return plan;
}

}  // namespace fenrun::server
