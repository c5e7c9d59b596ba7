#include "console/api/percent_coding.hpp"
#include "console/commands/commands.hpp"

namespace aviary {

void add_why_command(CLI::App& app, command_context& context) {
  static std::string id;
  auto* why = add_command(app, context, "why", "the chain from a report to its alerts",
                          "aviary-console why REPORT --data /var/lib/aviary");
  why->add_option("report", id, "the report's id, as an incident shows it")->required();
  why->callback([&context] {
    const auto answer =
        ask_console(context, "GET", "/api/v1/reports/" + percent_encode(id) + "/why");
    if (!answer) return;
    if (context.json) return print_json(*answer);
    print_members(*answer);
  });
}

}  // namespace aviary
