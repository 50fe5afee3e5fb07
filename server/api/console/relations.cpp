// The graph of dealers and customers around a person, or on the way between two. Each look is audited.
#include "flows/relation/draw_relations.hpp"
#include "server/api/console/handlers.hpp"
#include "server/api/radial_layout.hpp"
#include "server/api/recorded.hpp"
#include "server/api/story.hpp"

namespace fenrun::server::console {
namespace {

std::optional<std::string> maybe(const std::string& text) {
  if (text.empty()) return std::nullopt;
  return text;
}

struct PlacedNode {
  const flows::RelationNode* node;
  GraphPoint at;
};

std::vector<PlacedNode> placed(const std::vector<flows::RelationNode>& nodes) {
  std::vector<int> above;
  above.reserve(nodes.size());
  for (const flows::RelationNode& node : nodes) above.push_back(node.above);
  const auto points = lay_out_rings(above);
  std::vector<PlacedNode> all;
  all.reserve(nodes.size());
  for (std::size_t i = 0; i < nodes.size(); ++i) all.push_back({&nodes[i], points[i]});
  return all;
}

json::Writer relation_json(const PlacedNode& one) {
  const flows::RelationNode& node = *one.node;
  json::Writer body;
  body.text("kind", to_word(node.kind))
      .maybe_text("id", maybe(node.id))
      .text("name", node.name)
      .integer("level", node.level)
      .text("state", to_text(node.state))
      .integer("dealers", node.dealers)
      .maybe_text("dealership", maybe(node.dealership))
      .boolean("is_open", node.is_open)
      .boolean("is_asked", node.is_asked)
      .boolean("is_on_way", node.is_on_way)
      .integer("above", node.above)
      .integer("x", one.at.x)
      .integer("y", one.at.y);
  if (!node.customers) return std::move(body.null("customers"));
  return std::move(body.integer("customers", *node.customers));
}

// Whose people were shown besides, for the audit entry.
std::string opened_json(const std::vector<std::string>& open) {
  if (open.empty()) return {};
  json::Writer body;
  return body.texts("open", open).str();
}

Result<Reply> draw_relations_page(const Call& call, db::Tx& tx) {
  Query query(call.request.target);
  flows::DrawRelations command;
  command.person = query.maybe_public_id("person").value_or("");
  command.to = query.maybe_public_id("to").value_or("");
  command.open = query.public_ids("open", flows::kRelationsOpenMax);
  if (auto refused = query.refusal()) return *refused;
  const auto graph = flows::draw_relations(tx, command);
  if (!graph) return graph.error();
  call.audit = {graph->person.empty() ? "relations" : graph->person, "", opened_json(command.open),
                graph->to.empty() ? "" : "and " + graph->to};
  json::Writer body;
  body.list("nodes", placed(graph->nodes), relation_json)
      .list("upline", graph->upline, [](const Dealer& dealer) {
        json::Writer above;
        above.text("id", dealer.public_id).text("name", dealer.name).integer("level", dealer.level);
        return above;
      });
  return ok(body);
}

}  // namespace

// Nobody sees a picture that is not in the audit log.
AsyncReply show_relations(const Call& call, Edge&) {
  Result<Reply> drawn = co_await read_at_one_instant(call, draw_relations_page);
  if (!drawn) co_return drawn.error();
  const AuditNote looked = call.audit;
  std::function<Result<Reply>(db::Tx&)> note = [&](db::Tx& tx) {
    return recorded(call, tx, [&]() -> Result<Reply> {
      call.audit = looked;
      return *drawn;
    });
  };
  Result<Reply> reply = co_await run_story<Reply>(call, note);
  co_return reply;
}

}  // namespace fenrun::server::console
