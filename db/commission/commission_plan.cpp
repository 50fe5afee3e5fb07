#include "db/commission/commission_plan.hpp"

#include <stdexcept>

#include "base/crypto/encoding.hpp"
#include "domain/commission/field_text.hpp"

#define PLAN_SELECT                                                                             \
  "SELECT p.id, p.public_id, p.name, p.deepest_level, p.self_purchase_pays, p.order_cap_fen, "  \
  "p.dealer_month_cap_fen, p.copy_of, p.created_by, p.created_at, a.staff_id, a.at, v.number, " \
  "v.simulation_id, "                                                                           \
  "v.effective_from, v.published_by, v.published_at FROM commission_plan p "                    \
  "LEFT JOIN commission_acknowledgement a ON a.plan_id = p.id "                                 \
  "LEFT JOIN commission_publication v ON v.plan_id = p.id "

namespace fenrun::db {
namespace {

std::string steps_text(const std::vector<LadderStep>& steps) {
  std::string text;
  for (const LadderStep& step : steps) {
    if (!text.empty()) text += ',';
    text += std::to_string(step.from_fen.value) + ":" + std::to_string(step.rate.value);
  }
  return text;
}

std::vector<LadderStep> steps_from(std::string_view text) {
  std::vector<LadderStep> steps;
  while (!text.empty()) {
    std::string_view step = take_piece(text, ',');
    LadderStep& read = steps.emplace_back();
    if (!read_number(take_piece(step, ':'), read.from_fen.value) || !read_number(step, read.rate.value))
      throw std::logic_error("commission_rule: unknown steps");
  }
  return steps;
}

std::optional<Fen> maybe_fen(const Row& row, std::size_t column) {
  const auto value = row.maybe_integer(column);
  if (!value) return std::nullopt;
  return Fen{*value};
}

PaidLevel plan_level_in(const Row& row, std::size_t column) {
  const auto level = paid_level_from(row.integer(column));
  if (!level) throw std::logic_error("commission_plan: unknown level");
  return *level;
}

PlanRow read_plan(const Row& row) {
  PlanRow plan;
  plan.id = row.id<CommissionPlanId>(0);
  plan.public_id = row.text(1);
  plan.plan.name = row.text(2);
  plan.plan.deepest_level = plan_level_in(row, 3);
  plan.plan.self_purchase_pays = row.boolean(4);
  plan.plan.order_cap_fen = maybe_fen(row, 5);
  plan.plan.dealer_month_cap_fen = maybe_fen(row, 6);
  plan.copy_of = row.id<CommissionPlanId>(7);
  plan.created_by = row.id<StaffId>(8);
  plan.created_at = row.time(9);
  if (!row.is_null(10)) plan.acknowledgement = {row.id<StaffId>(10), row.time(11)};
  if (!row.is_null(12)) {
    plan.plan.number = row.integer(12);
    plan.publication = {row.integer(12),     plan.id,     row.id<SimulationId>(13), row.time(14),
                        row.id<StaffId>(15), row.time(16)};
  }
  return plan;
}

CommissionRule read_rule(const Row& row) {
  CommissionRule rule;
  rule.number = static_cast<int>(row.integer(0));
  rule.level = plan_level_in(row, 1);
  const auto kind = rule_kind_from(row.text(2));
  if (!kind) throw std::logic_error("commission_rule: unknown kind");
  rule.kind = *kind;
  rule.rate = Ppm{row.integer(3)};
  rule.per_unit_fen = row.fen(4);
  rule.steps = steps_from(row.text(5));
  rule.scope = {row.id<DealerId>(6),   row.id<SkuId>(7),   row.id<ProductId>(8),
                row.id<CategoryId>(9), row.id<TierId>(10), sale_channel_from(row.text(11))};
  rule.valid_from = row.maybe_time(12);
  rule.valid_until = row.maybe_time(13);
  return rule;
}

std::optional<PlanRow> with_rules(Tx& tx, const std::optional<Row>& row) {
  if (!row) return std::nullopt;
  PlanRow plan = read_plan(*row);
  for (const Row& rule :
       tx.all("SELECT number, level, kind, rate_ppm, per_unit_fen, steps, dealer_id, sku_id, "
              "product_id, category_id, tier_id, channel, valid_from, valid_until "
              "FROM commission_rule WHERE plan_id = ? ORDER BY number",
              {plan.id})) {
    plan.plan.rules.push_back(read_rule(rule));
  }
  return plan;
}

std::optional<std::string> public_id_in(const std::optional<Row>& row) {
  if (!row) return std::nullopt;
  return row->text(0);
}

}  // namespace

CommissionPlanId insert_plan(Tx& tx, const PlanRow& row) {
  const CommissionPlan& plan = row.plan;
  const CommissionPlanId id{tx.insert_id(
      "INSERT INTO commission_plan (public_id, name, deepest_level, self_purchase_pays, order_cap_fen, "
      "dealer_month_cap_fen, copy_of, created_by, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
      {row.public_id, plan.name, number_of(plan.deepest_level), plan.self_purchase_pays, plan.order_cap_fen,
       plan.dealer_month_cap_fen, row.copy_of, row.created_by, row.created_at})};
  for (const CommissionRule& rule : plan.rules) {
    const std::string steps = steps_text(rule.steps);
    const std::string_view channel = rule.scope.channel ? to_text(*rule.scope.channel) : std::string_view{};
    tx.execute_one(
        "INSERT INTO commission_rule (plan_id, number, level, kind, rate_ppm, per_unit_fen, steps, "
        "dealer_id, sku_id, "
        "product_id, category_id, tier_id, channel, valid_from, valid_until) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        {id, rule.number, number_of(rule.level), to_text(rule.kind), rule.rate.value, rule.per_unit_fen,
         steps, rule.scope.dealer, rule.scope.sku, rule.scope.product, rule.scope.category, rule.scope.tier,
         channel, rule.valid_from, rule.valid_until});
  }
  return id;
}

bool insert_acknowledgement(Tx& tx, CommissionPlanId plan, const PlanAcknowledgement& acknowledgement) {
  return tx.insert_new("INSERT INTO commission_acknowledgement (plan_id, staff_id, at) VALUES (?, ?, ?)",
                       {plan, acknowledgement.staff, acknowledgement.at});
}

std::int64_t lock_plan_number(Tx& tx) {
  const auto row =
      tx.one("SELECT next_value FROM sequence_counter WHERE name = 'commission_plan' FOR UPDATE");
  if (!row) throw std::logic_error("a sequence that the migrations write is missing");
  return row->integer(0);
}

void insert_publication(Tx& tx, const PlanPublication& publication) {
  tx.execute_one(
      "INSERT INTO commission_publication (number, plan_id, simulation_id, effective_from, published_by, "
      "published_at) VALUES (?, ?, ?, ?, ?, ?)",
      {publication.number, publication.plan, publication.simulation, publication.effective_from,
       publication.published_by, publication.published_at});
  tx.execute_one("UPDATE sequence_counter SET next_value = next_value + 1 WHERE name = 'commission_plan'");
}

bool is_effect_taken(Tx& tx, Instant effective_from) {
  return tx.one("SELECT number FROM commission_publication WHERE effective_from = ?", {effective_from})
      .has_value();
}

std::optional<PlanRow> find_plan(Tx& tx, std::string_view public_id) {
  if (!crypto::is_ulid(public_id)) return std::nullopt;
  return with_rules(tx, tx.one(PLAN_SELECT "WHERE p.public_id = ?", {public_id}));
}

std::optional<PlanRow> find_plan(Tx& tx, CommissionPlanId id) {
  return with_rules(tx, tx.one(PLAN_SELECT "WHERE p.id = ?", {id}));
}

std::optional<PlanRow> plan_in_force(Tx& tx, Instant instant) {
  return with_rules(
      tx,
      tx.one(PLAN_SELECT "WHERE v.effective_from <= ? ORDER BY v.effective_from DESC LIMIT 1", {instant}));
}

Page<PlanRow> list_plans(Tx& tx, const PageRequest& page) {
  std::vector<PlanRow> plans;
  for (const Row& row : tx.all(PLAN_SELECT "WHERE p.id < COALESCE(NULLIF(?, 0), 9223372036854775807) "
                                           "ORDER BY p.id DESC LIMIT ?",
                               {page.after, page.rows() + 1})) {
    plans.push_back(read_plan(row));
  }
  return cut_page(std::move(plans), page, [](const PlanRow& row) { return row.id.value; });
}

std::optional<std::string> dealer_public_id(Tx& tx, DealerId dealer) {
  return public_id_in(tx.one("SELECT public_id FROM dealer WHERE id = ?", {dealer}));
}

std::optional<std::string> product_public_id(Tx& tx, ProductId product) {
  return public_id_in(tx.one("SELECT public_id FROM product WHERE id = ?", {product}));
}

ScopeNames scope_names(Tx& tx, const RuleScope& scope) {
  ScopeNames names;
  if (scope.dealer.is_set()) names.dealer = dealer_public_id(tx, scope.dealer);
  if (scope.sku.is_set())
    names.sku = public_id_in(tx.one("SELECT public_id FROM sku WHERE id = ?", {scope.sku}));
  if (scope.product.is_set()) names.product = product_public_id(tx, scope.product);
  return names;
}

std::optional<SkuId> find_sku_id(Tx& tx, std::string_view public_id) {
  const auto row = tx.one("SELECT id FROM sku WHERE public_id = ?", {public_id});
  if (!row) return std::nullopt;
  return row->id<SkuId>(0);
}

bool tier_exists(Tx& tx, TierId tier) {
  return tx.one("SELECT id FROM tier WHERE id = ?", {tier}).has_value();
}

}  // namespace fenrun::db
