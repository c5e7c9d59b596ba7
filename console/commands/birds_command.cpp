#include "console/api/percent_coding.hpp"
#include "console/commands/commands.hpp"

namespace aviary {

void add_birds_command(CLI::App& app, command_context& context) {
  auto* birds = app.add_subcommand("birds", "the registered birds");
  birds->require_subcommand(1);
  add_command(*birds, context, "list", "all of them",
              "aviary-console birds list --data /var/lib/aviary")
      ->callback([&context] {
        const auto answer = ask_console(context, "GET", "/api/v1/birds");
        if (!answer) return;
        if (context.json) return print_json(*answer);
        print_table(*find_array(*answer, "birds"),
                    {"name", "state", "location", "reports_count", "last_report", "id"});
      });
  auto* show = add_command(*birds, context, "show", "one of them, by name or id",
                           "aviary-console birds show fileserver-02 --data /var/lib/aviary");
  static std::string bird;
  show->add_option("bird", bird, "name or id")->required();
  show->callback([&context] {
    const auto answer = ask_console(context, "GET", "/api/v1/birds/" + percent_encode(bird));
    if (!answer) return;
    if (context.json) return print_json(*answer);
    print_members(*answer, "paths");
  });
}

}  // namespace aviary
