// What a dealer answered to WeChat's question whether we may send messages.
#include "flows/withdrawal/record_message_grants.hpp"
#include "server/api/dealer/handlers.hpp"
#include "server/api/json/reader.hpp"

namespace fenrun::server::dealer {
namespace {

// wx.requestSubscribeMessage asks for five templates at most.
constexpr std::size_t kAnswersMax = 5;

constexpr GrantAnswer kAnswers[] = {GrantAnswer::accept, GrantAnswer::reject, GrantAnswer::ban,
                                    GrantAnswer::filter};

}  // namespace

Result<Reply> record_message_grants(const Call& call, db::Tx& tx) {
  json::Reader body(call.request.body);
  flows::RecordMessageGrants command;
  command.consumer = call.caller.consumer;
  command.templates = call.app.options.messages.template_ids();
  for (auto& item : body.objects("answers", 1, kAnswersMax)) {
    flows::MessageAnswer answer;
    answer.template_id = item.text("template_id", {1, kMessageTemplateIdMax});
    answer.answer = kAnswers[item.one_of("answer", {"accept", "reject", "ban", "filter"})];
    body.absorb(item);
    command.answers.push_back(std::move(answer));
  }
  if (auto refused = body.refusal()) return *refused;
  const auto wanted = flows::record_message_grants(tx, std::move(command), call.now);
  if (!wanted) return wanted.error();
  json::Writer reply;
  reply.texts("message_templates", *wanted);
  return ok(reply);
}

}  // namespace fenrun::server::dealer
