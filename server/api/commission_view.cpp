#include "server/api/commission_view.hpp"

#include "base/log.hpp"

namespace fenrun::server {
namespace {

json::Writer& maybe_fen(json::Writer& body, std::string_view name, const std::optional<Fen>& fen) {
  return fen ? body.fen(name, *fen) : body.null(name);
}

json::Writer& maybe_integer(json::Writer& body, std::string_view name, std::int64_t value, bool is_given) {
  return is_given ? body.integer(name, value) : body.null(name);
}

template <class Noun>
void maybe_id(json::Writer& body, std::string_view name, Id<Noun> id) {
  if (id.is_set()) {
    body.id(name, id);
  } else {
    body.null(name);
  }
}

json::Writer step_json(const LadderStep& step) {
  json::Writer body;
  body.fen("from_fen", step.from_fen).integer("rate_ppm", step.rate.value);
  return body;
}

json::Writer rule_json(db::Tx& tx, const CommissionRule& rule) {
  const auto names = db::scope_names(tx, rule.scope);
  const bool has_rate = rule.kind != RuleKind::fixed && rule.kind != RuleKind::ladder;
  json::Writer body;
  body.integer("number", rule.number)
      .integer("level", number_of(rule.level))
      .text("kind", to_text(rule.kind));
  maybe_integer(body, "rate_ppm", rule.rate.value, has_rate);
  maybe_fen(body, "per_unit_fen",
            rule.kind == RuleKind::fixed ? std::optional(rule.per_unit_fen) : std::nullopt);
  body.list("steps", rule.steps, step_json)
      .maybe_text("dealer", names.dealer)
      .maybe_text("sku", names.sku)
      .maybe_text("product", names.product);
  maybe_id(body, "category_id", rule.scope.category);
  maybe_id(body, "tier_id", rule.scope.tier);
  if (rule.scope.channel) {
    body.text("channel", to_text(*rule.scope.channel));
  } else {
    body.null("channel");
  }
  body.maybe_time("valid_from", rule.valid_from).maybe_time("valid_until", rule.valid_until);
  return body;
}

json::Writer cap_json(const CapStep& step) {
  json::Writer body;
  body.text("cap", to_text(step.cap))
      .fen("limit_fen", step.limit_fen)
      .fen("before_fen", step.before_fen)
      .fen("whole_fen", step.whole_fen);
  return body;
}

json::Writer inputs_json(const Explanation& it) {
  json::Writer body;
  body.integer("plan_version", it.plan_number)
      .integer("rule", it.rule_number)
      .text("kind", to_text(it.kind))
      .integer("level", number_of(it.level))
      .fen("base_fen", it.base_fen)
      .fen("cost_fen", it.cost_fen)
      .integer("quantity", it.quantity)
      .integer("rate_ppm", it.rate.value)
      .integer("rate_below_ppm", it.rate_below.value)
      .fen("per_unit_fen", it.per_unit_fen)
      .fen("step_from_fen", it.step_from_fen)
      .fen("month_sales_fen", it.month_sales_fen)
      .list("caps", it.caps, cap_json)
      .id("tier_id", it.tier)
      .time("paid_at", it.paid_at);
  return body;
}

Result<Explanation> replayed(const Commission& commission) {
  auto explanation = explanation_from(commission.explanation);
  const auto fen = explanation ? replay(*explanation) : Result<Fen>(kExplanationBroken);
  if (fen && *fen == commission.amount_fen) return *std::move(explanation);
  log::error("commission.explanation_broken", {{"commission", commission.id.value}});
  return kExplanationBroken;
}

json::Writer explained_json(const Commission& commission, const Explanation& explanation, Language language) {
  std::vector<std::string> told;
  for (auto& sentence : sentences(explanation))
    told.push_back(language == Language::zh ? std::move(sentence.zh) : std::move(sentence.en));
  json::Writer body;
  body.id("id", commission.id)
      .fen("amount_fen", commission.amount_fen)
      .fen("replayed_fen", replay(explanation).value())
      .integer("plan_version", explanation.plan_number)
      .integer("rule", explanation.rule_number)
      .texts("sentences", told);
  return body;
}

}  // namespace

json::Writer plan_summary_json(const db::PlanRow& row) {
  const auto& publication = row.publication;
  json::Writer body;
  body.text("id", row.public_id)
      .text("name", row.plan.name)
      .text("state", publication ? "published" : "draft");
  maybe_integer(body, "version", row.plan.number, publication.has_value());
  body.integer("deepest_level", number_of(row.plan.deepest_level))
      .boolean("self_purchase_pays", row.plan.self_purchase_pays);
  maybe_fen(body, "order_cap_fen", row.plan.order_cap_fen);
  maybe_fen(body, "dealer_month_cap_fen", row.plan.dealer_month_cap_fen);
  body.boolean("is_copy", row.copy_of.is_set())
      .time("created_at", row.created_at)
      .maybe_time("acknowledged_at",
                  row.acknowledgement ? std::optional(row.acknowledgement->at) : std::nullopt)
      .maybe_time("effective_from", publication ? std::optional(publication->effective_from) : std::nullopt)
      .maybe_time("published_at", publication ? std::optional(publication->published_at) : std::nullopt);
  return body;
}

json::Writer plan_json(db::Tx& tx, const db::PlanRow& row) {
  json::Writer body = plan_summary_json(row);
  body.list("rules", row.plan.rules, [&](const CommissionRule& rule) { return rule_json(tx, rule); });
  return body;
}

json::Writer simulation_json(const Simulation& simulation, const std::string& plan_public_id,
                             std::string_view state) {
  json::Writer body;
  body.text("id", simulation.public_id)
      .text("plan_id", plan_public_id)
      .text("state", state)
      .time("sales_from", simulation.sales_from)
      .time("sales_until", simulation.sales_until)
      .integer("sales_total", simulation.sales_total)
      .integer("sales_done", simulation.sales_done)
      .time("created_at", simulation.created_at)
      .maybe_time("finished_at", simulation.finished_at);
  return body;
}

json::Writer commission_json(const Commission& commission) {
  json::Writer body;
  body.id("id", commission.id)
      .integer("level", number_of(commission.level))
      .fen("base_fen", commission.base_fen)
      .fen("amount_fen", commission.amount_fen)
      .fen("clawed_back_fen", commission.clawed_back_fen)
      .text("state", to_text(commission.state))
      .time("paid_at", commission.paid_at);
  return body;
}

json::Writer console_commission_json(const Commission& commission) {
  json::Writer body = commission_json(commission);
  body.id("order_id", commission.order)
      .id("line_id", commission.line)
      .integer("plan_version", commission.plan_number);
  return body;
}

Result<json::Writer> explanation_json(const Commission& commission, Language language) {
  const auto explanation = replayed(commission);
  if (!explanation) return explanation.error();
  return explained_json(commission, *explanation, language);
}

Result<json::Writer> console_explanation_json(const Commission& commission, Language language) {
  const auto explanation = replayed(commission);
  if (!explanation) return explanation.error();
  auto body = explained_json(commission, *explanation, language);
  body.object("inputs", inputs_json(*explanation));
  return body;
}

}  // namespace fenrun::server
