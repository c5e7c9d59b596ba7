#include <cstdio>
#include <string>

#include "sim/checkers/checker.hpp"
#include "sim/commands/commands.hpp"
#include "sim/faults/fault.hpp"
#include "sim/network/resolver_profile.hpp"
#include "sim/workloads/workload.hpp"

namespace aviary {
namespace {

void print_row(std::string_view name, std::string_view what) {
  std::printf("  %-18.*s %.*s\n", static_cast<int>(name.size()), name.data(),
              static_cast<int>(what.size()), what.data());
}

void print_all() {
  std::printf("workloads (--workload):\n");
  for (const auto& kind : workload_kinds()) print_row(kind.name, kind.what);
  std::printf("\nresolvers (--resolver), or none; docs/RESOLVER_MODEL.md has their manners:\n ");
  for (const auto& profile : resolver_profiles())
    std::printf(" %.*s", static_cast<int>(profile.name.size()), profile.name.data());
  std::printf("\n\nfaults (--faults), and what the rate of each is a share of:\n");
  for (const auto& kind : fault_kinds())
    print_row(kind.name, std::string(kind.what) + " (" + std::string(kind.rate_of) + ")");
  std::printf("\ncheckers, all of them in every run:\n");
  for (const auto& kind : checker_kinds()) print_row(kind.name, kind.promise);
}

}  // namespace

void add_list_command(CLI::App& app, simulator_context& context) {
  auto* command = app.add_subcommand("list", "shows the workloads, the faults and the checkers");
  command->callback([&context] {
    print_all();
    context.exit = exit_code::ok;
  });
}

}  // namespace aviary
