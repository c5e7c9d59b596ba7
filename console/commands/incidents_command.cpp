#include "console/api/percent_coding.hpp"
#include "console/commands/commands.hpp"

namespace aviary {

void add_incidents_command(CLI::App& app, command_context& context) {
  static std::string id;
  static std::string by;
  auto* incidents = app.add_subcommand("incidents", "what happened");
  incidents->require_subcommand(1);
  add_command(*incidents, context, "list", "all incidents, the latest first",
              "aviary-console incidents list --data /var/lib/aviary --json")
      ->callback([&context] {
        const auto answer = ask_console(context, "GET", "/api/v1/incidents");
        if (!answer) return;
        if (context.json) return print_json(*answer);
        const auto& list = *find_array(*answer, "incidents");
        if (list.empty()) return void(std::printf("All quiet.\n"));
        print_table(list, {"updated", "state", "kind", "src_host", "bird", "reports_count", "id"});
      });

  auto* show = add_command(*incidents, context, "show", "one incident with its reports",
                           "aviary-console incidents show ID --data /var/lib/aviary");
  show->add_option("id", id, "the incident's id")->required();
  show->callback([&context] {
    const auto answer = ask_console(context, "GET", "/api/v1/incidents/" + percent_encode(id));
    if (!answer) return;
    if (context.json) return print_json(*answer);
    print_members(*answer, "reports");
  });

  auto* ack = add_command(*incidents, context, "ack", "say that somebody has seen it",
                          "aviary-console incidents ack ID --by ada --data /var/lib/aviary");
  ack->add_option("id", id, "the incident's id")->required();
  ack->add_option("--by", by, "who has seen it");
  ack->callback([&context] {
    json_object body;
    if (!by.empty()) body["by"] = by;
    const auto path = "/api/v1/incidents/" + percent_encode(id) + "/acknowledge";
    const auto answer = ask_console(context, "POST", path, serialize_json(body));
    if (!answer) return;
    if (context.json) return print_json(*answer);
    std::printf("acknowledged\n");
  });
}

}  // namespace aviary
