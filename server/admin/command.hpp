// The commands of fenrun-admin. Each is one file with one function that adds the command to the program's
// line; kAllCommands in main.cpp lists them.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <optional>

#include "config/config.hpp"

namespace fenrun::server::admin {

// What the chosen command does; its value is the program's exit code: 0 good, 1 not good.
using Run = std::function<int()>;

// Each adds its command to `app` and, when the command line asks for it, sets `run`.
void add_audit(CLI::App& app, Run& run);
void add_check_config(CLI::App& app, Run& run);
void add_doctor(CLI::App& app, Run& run);
void add_health(CLI::App& app, Run& run);
void add_ledger(CLI::App& app, Run& run);
void add_migrate(CLI::App& app, Run& run);
void add_payouts(CLI::App& app, Run& run);
void add_reconciliation(CLI::App& app, Run& run);
void add_staff(CLI::App& app, Run& run);
void add_wechat(CLI::App& app, Run& run);
void add_withdrawal(CLI::App& app, Run& run);

// Reads a configuration, or prints every problem to standard error and returns nothing.
std::optional<config::Config> load_or_explain(const std::string& path, config::Scope scope);

}  // namespace fenrun::server::admin
