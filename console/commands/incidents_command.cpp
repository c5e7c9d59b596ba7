#include "console/api/percent_coding.hpp"
#include "console/commands/commands.hpp"

namespace aviary {

namespace {

std::string path_of(const std::string& id, std::string_view what) {
  return "/api/v1/incidents/" + percent_encode(id) + std::string(what);
}

/// Asks for a change and says `done` when it is one.
void change(command_context& context, const std::string& path, const json_object& body,
            const char* done) {
  const auto answer = ask_console(context, "POST", path, serialize_json(body));
  if (!answer) return;
  if (context.json) return print_json(*answer);
  std::printf("%s\n", done);
}

json_object signed_by(const std::string& by) {
  json_object body;
  if (!by.empty()) body["by"] = by;
  return body;
}

}  // namespace

void add_incidents_command(CLI::App& app, command_context& context) {
  static std::string id;
  static std::string by;
  static std::string text;
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
    const auto answer = ask_console(context, "GET", path_of(id, ""));
    if (!answer) return;
    if (context.json) return print_json(*answer);
    print_members(*answer, "reports");
  });

  auto* ack = add_command(*incidents, context, "ack", "say that somebody has seen it",
                          "aviary-console incidents ack ID --by ada --data /var/lib/aviary");
  ack->add_option("id", id, "the incident's id")->required();
  ack->add_option("--by", by, "who has seen it");
  ack->callback(
      [&context] { change(context, path_of(id, "/acknowledge"), signed_by(by), "acknowledged"); });

  auto* close = add_command(*incidents, context, "close",
                            "say that it is dealt with: a later report opens another",
                            "aviary-console incidents close ID --by ada --data /var/lib/aviary");
  close->add_option("id", id, "the incident's id")->required();
  close->add_option("--by", by, "who closes it");
  close->callback([&context] { change(context, path_of(id, "/close"), signed_by(by), "closed"); });

  auto* note = add_command(*incidents, context, "note", "write something down about it",
                           "aviary-console incidents note ID \"the scanner of the audit\"");
  note->add_option("id", id, "the incident's id")->required();
  note->add_option("text", text, "up to 4,096 octets")->required();
  note->add_option("--by", by, "who writes it");
  note->callback([&context] {
    auto body = signed_by(by);
    body["text"] = text;
    change(context, path_of(id, "/notes"), body, "noted");
  });
}

}  // namespace aviary
