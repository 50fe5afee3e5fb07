// The first member of staff, who then creates the others in the console.
#include <iostream>

#include "base/crypto/password.hpp"
#include "db/audit/audit.hpp"
#include "flows/staff/manage_staff.hpp"
#include "server/admin/command.hpp"
#include "server/api/staff_credentials.hpp"

namespace fenrun::server::admin {
namespace {

struct Wanted {
  std::string file;
  std::string login_name;
  std::string role = "admin";
};

Result<Staff> create(db::Connection& connection, const flows::CreateStaffCommand& command, Instant now) {
  return connection.transact([&](db::Tx& tx) -> Result<Staff> {
    auto staff = flows::create_staff(tx, command, now);
    if (!staff) return staff;
    db::append_audit(tx, {now, StaffId{}, "program", "", "", "staff.create", "staff:" + staff->public_id,
                          std::nullopt, std::nullopt, "role " + std::string(to_word(staff->role))});
    return staff;
  });
}

void hand_out(const StaffCredentials& credentials, const Staff& staff) {
  std::cout << "created " << to_word(staff.role) << " " << staff.login_name << "; this is shown once:\n"
            << "password: " << credentials.password.reveal() << '\n'
            << "totp: " << totp_uri(credentials.totp_secret.reveal(), staff.login_name) << '\n';
  for (const auto& code : credentials.recovery_codes) std::cout << "recovery code: " << code.reveal() << '\n';
}

int run_create(const Wanted& wanted) {
  const auto config = load_or_explain(wanted.file, config::Scope::everything);
  if (!config) return 1;
  db::start_mysql_driver();
  SystemRandom random;
  const crypto::Sealer sealer(config->security.sealing, config->security.index, random);
  const StaffCredentials credentials = make_staff_credentials(random);
  const Instant now = SystemClock().now();

  flows::CreateStaffCommand command;
  const auto unix_ms = std::chrono::floor<std::chrono::milliseconds>(now).time_since_epoch().count();
  command.public_id = crypto::make_ulid(unix_ms, random.bytes<10>());
  command.login_name = wanted.login_name;
  command.role = parse_role(wanted.role).value();
  auto hash = crypto::hash_password(credentials.password.reveal(), config->security.password_pepper,
                                    random.bytes<16>(), {});
  command.credentials = stored_forms(credentials, std::move(hash), command.public_id, sealer);

  db::Connection connection(config->mysql.mysql);
  const auto staff = create(connection, command, now);
  if (!staff) {
    std::cerr << staff.error().definition().en << '\n';
    return 1;
  }
  hand_out(credentials, *staff);
  return 0;
}

}  // namespace

void add_staff(CLI::App& app, Run& run) {
  auto* const staff = app.add_subcommand("staff", "Members of staff");
  staff->require_subcommand(1);
  auto* const command =
      staff->add_subcommand("create", "Creates one and prints password, TOTP secret and recovery codes");
  const auto wanted = std::make_shared<Wanted>();
  command->add_option("FILE", wanted->file, "The server's configuration")->required();
  command->add_option("NAME", wanted->login_name, "Login name: a-z, 0-9, '.', '_', '-'")->required();
  command->add_option("--role", wanted->role, "operator, finance, auditor or admin")
      ->check(CLI::IsMember({"operator", "finance", "auditor", "admin"}));
  command->callback([wanted, &run] { run = [wanted] { return run_create(*wanted); }; });
}

}  // namespace fenrun::server::admin
