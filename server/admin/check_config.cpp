#include <iostream>

#include "server/admin/command.hpp"

namespace fenrun::server::admin {

std::optional<config::Config> load_or_explain(const std::string& path, config::Scope scope) {
  auto loaded = config::load(path, scope);
  if (loaded) return std::move(*loaded);
  for (const config::Problem& problem : loaded.error()) std::cerr << to_text(problem) << '\n';
  return std::nullopt;
}

void add_check_config(CLI::App& app, Run& run) {
  auto* const command = app.add_subcommand("check-config", "Names every problem of a configuration file");
  const auto file = std::make_shared<std::string>();
  command->add_option("FILE", *file, "The server's configuration")->required();
  command->callback(
      [file, &run] { run = [file] { return load_or_explain(*file, config::Scope::everything) ? 0 : 1; }; });
}

}  // namespace fenrun::server::admin
