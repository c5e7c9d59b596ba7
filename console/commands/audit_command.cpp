#include "console/commands/commands.hpp"

namespace aviary {

void add_audit_command(CLI::App& app, command_context& context) {
  static std::uint64_t before = 0;
  auto* audit = add_command(app, context, "audit", "who changed what, the latest first",
                            "aviary-console audit --data /var/lib/aviary");
  audit->add_option("--before", before, "only what stands before this position of the log");
  audit->callback([&context] {
    const auto answer =
        ask_console(context, "GET", "/api/v1/audit?before=" + std::to_string(before));
    if (!answer) return;
    if (context.json) return print_json(*answer);
    const auto& changes = *find_array(*answer, "changes");
    if (changes.empty()) return void(std::printf("Nobody has changed anything.\n"));
    print_table(changes, {"position", "at", "by", "change", "about"});
  });
}

}  // namespace aviary
