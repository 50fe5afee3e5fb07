// Confirming by one-time code what was shown, before money is let go.
#include <algorithm>

#include "base/crypto/encoding.hpp"
#include "domain/staff/step_up.hpp"
#include "flows/staff/step_up.hpp"
#include "server/api/bearer.hpp"
#include "server/api/console/handlers.hpp"
#include "server/api/json/reader.hpp"
#include "server/api/story.hpp"

namespace fenrun::server::console {
namespace {

constexpr std::size_t kDigestCharacters = 64;

Result<flows::StepUpCommand> read_step_up(const Call& call) {
  json::Reader body(call.request.body);
  const std::string digest = body.text("digest", {kDigestCharacters, kDigestCharacters});
  flows::StepUpCommand command;
  command.totp = body.text("totp", {6, 6});
  const auto bytes = crypto::from_hex(digest);
  if (!digest.empty() && !bytes) body.refuse("digest", "须为 64 个十六进制字符", "Must be 64 hex digits");
  if (auto refused = body.refusal()) return *refused;
  std::copy(bytes->begin(), bytes->end(), command.digest.begin());
  command.staff = call.caller.staff;
  command.session = call.caller.session;
  command.ip = call.client_ip;
  command.request_id = call.trace.request_id;
  return command;
}

}  // namespace

// A story of its own, because a wrong code refuses and is written down all the same.
AsyncReply step_up(const Call& call, Edge&) {
  auto command = read_step_up(call);
  if (!command) co_return command.error();
  const std::string token = make_token(call.app.random);
  command->confirmation = hash_token(token).value();
  std::function<Result<bool>(db::Tx&)> story = [&](db::Tx& tx) {
    return flows::step_up(tx, *command, call.app.sealer, call.now);
  };
  const auto is_right = co_await run_story<bool>(call, story);
  if (!is_right) co_return is_right.error();
  if (!*is_right) co_return kStepUpRefused;
  json::Writer body;
  body.text("confirmation", token).time("expires_at", call.now + kStepUpLife);
  co_return created(body);
}

}  // namespace fenrun::server::console
