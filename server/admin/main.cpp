// fenrun-admin: what an operator of the machine does by hand. `fenrun-admin --help` lists the commands.
#include <exception>
#include <iostream>

#include "server/admin/command.hpp"

namespace fenrun::server::admin {
namespace {

constexpr auto kAllCommands = {add_audit,  add_check_config, add_doctor,    add_health,
                               add_ledger, add_migrate,      add_payouts,   add_reconciliation,
                               add_staff,  add_wechat,       add_withdrawal};

int run_command_line(int argc, char** argv) {
  CLI::App app("Fenrun's administration");
  app.require_subcommand(1);
  Run run;
  for (const auto add : kAllCommands) add(app, run);
  CLI11_PARSE(app, argc, argv);
  return run();
}

}  // namespace
}  // namespace fenrun::server::admin

int main(int argc, char** argv) {
  try {
    return fenrun::server::admin::run_command_line(argc, argv);
  } catch (const std::exception& error) {
    std::cerr << "fenrun-admin: " << error.what() << '\n';
    return 1;
  }
}
