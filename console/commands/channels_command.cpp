#include "console/api/percent_coding.hpp"
#include "console/commands/commands.hpp"

namespace aviary {

void add_channels_command(CLI::App& app, command_context& context) {
  static std::string url;
  static std::string channel;
  auto* channels = app.add_subcommand("channels", "where alerts go");
  channels->require_subcommand(1);

  auto* add = channels->add_subcommand("add", "a new channel");
  add->require_subcommand(1);
  auto* webhook =
      add_command(*add, context, "webhook", "alerts as signed POSTs (Standard Webhooks)",
                  "aviary-console channels add webhook --url https://example.net/hook "
                  "--data /var/lib/aviary");
  webhook->add_option("--url", url, "where alerts are posted to")->required();
  webhook->callback([&context] {
    json_object body;
    body["url"] = url;
    const auto answer = ask_console(context, "POST", "/api/v1/channels", serialize_json(body));
    if (!answer) return;
    if (context.json) return print_json(*answer);
    print_members(*answer);
    std::fprintf(stderr,
                 "The secret is shown only now: give it to the receiver, which checks "
                 "signatures with it.\n");
  });

  add_command(*channels, context, "list", "all channels",
              "aviary-console channels list --data /var/lib/aviary")
      ->callback([&context] {
        const auto answer = ask_console(context, "GET", "/api/v1/channels");
        if (!answer) return;
        if (context.json) return print_json(*answer);
        print_table(*find_array(*answer, "channels"),
                    {"channel", "kind", "state", "last_result", "url"});
      });

  auto* test = add_command(*channels, context, "test", "send a test alert over one channel",
                           "aviary-console channels test webhook-0badcafe --data /var/lib/aviary");
  test->add_option("channel", channel, "its name, as the list shows it")->required();
  test->callback([&context] {
    const auto answer =
        ask_console(context, "POST", "/api/v1/channels/" + percent_encode(channel) + "/test");
    if (!answer) return;
    if (context.json) return print_json(*answer);
    print_members(*answer);
  });
}

}  // namespace aviary
