#include "tests/simulation/house.hpp"

namespace fenrun::simulation {
namespace {

constexpr int kStatementsWithFaults = 14;
constexpr std::string_view kUnder = "under ";  // an authorisation, in the place of the payee

crypto::Key256 key_of(std::uint8_t byte) {
  crypto::Key256 key{};
  key.fill(byte);
  return key;
}

std::map<std::uint32_t, Secret<crypto::Key256>> one_master() {
  std::map<std::uint32_t, Secret<crypto::Key256>> masters;
  masters.emplace(1, Secret(key_of(0x11)));
  return masters;
}

}  // namespace

House::House(const Plan& drawn, bool is_verbose)
    : plan(drawn),
      dice(drawn.seed),
      now(std::chrono::sys_days{std::chrono::year{2026} / 11 / 20} + std::chrono::hours{1}),
      random(drawn.seed),
      sealer(one_master(), Secret(key_of(0x22)), random),
      keys(flows::derive_withdrawal_keys(Secret(key_of(0x22)))),
      wechat(drawn, sealer),
      trace(is_verbose) {
  rows.database_now = now;
  rows.workers_now = now;
  if (plan.has(FaultKind::row_locked)) rows.locks = &dice;
  rows.fuse.put(1, {});
  rows.breaker.put(1, {});
  rows.begin({});
  rows.commit();
}

StoryFaults House::draw_story_faults(bool can_die) {
  StoryFaults faults;
  const auto at = [this] { return static_cast<int>(dice.between(1, kStatementsWithFaults)); };
  if (can_die && strikes(FaultKind::dies_in_story, 15)) faults.dies_at = at();
  if (strikes(FaultKind::deadlock, 30)) faults.deadlock_at = at();
  if (strikes(FaultKind::connection_lost, 15)) faults.lost_at = at();
  if (strikes(FaultKind::commit_unknown, 20)) {
    faults.is_commit_unknown = true;
    faults.does_commit_stand = dice.permille(500);
  }
  return faults;
}

std::string openid_of(std::int64_t dealer) { return "openid-of-dealer-" + std::to_string(dealer); }

std::string body_of(const Letter& letter) {
  const std::string payee =
      letter.authorization.empty() ? letter.openid : std::string(kUnder) + letter.authorization;
  return payee + "\n" + std::to_string(letter.amount) + "\n" + letter.remark;
}

Letter letter_in(const std::string& number, const std::string& body) {
  const auto first = body.find('\n');
  const auto second = body.find('\n', first + 1);
  Letter letter{number, body.substr(0, first), std::stoll(body.substr(first + 1, second - first - 1)),
                body.substr(second + 1)};
  if (letter.openid.starts_with(kUnder)) {
    letter.authorization = letter.openid.substr(kUnder.size());
    letter.openid.clear();
  }
  return letter;
}

}  // namespace fenrun::simulation
