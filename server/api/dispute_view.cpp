#include "server/api/dispute_view.hpp"

namespace fenrun::server {

json::Writer dispute_json(const Dispute& dispute, Language language) {
  std::vector<std::string> told;
  for (auto& sentence : sentences(dispute))
    told.push_back(language == Language::zh ? std::move(sentence.zh) : std::move(sentence.en));
  json::Writer body;
  body.text("id", dispute.public_id)
      .id("commission_id", dispute.commission)
      .fen("amount_fen", dispute.amount)
      .text("reason", dispute.reason)
      .text("state", to_word(dispute.state))
      .time("opened_at", dispute.opened_at)
      .maybe_time("resolved_at", dispute.resolved_at)
      .text("resolution_reason", dispute.resolution_reason)
      .fen("settled_fen", dispute.settled)
      .texts("sentences", told);
  return body;
}

}  // namespace fenrun::server
