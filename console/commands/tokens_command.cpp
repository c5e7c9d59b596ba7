#include <charconv>

#include "console/api/percent_coding.hpp"
#include "console/commands/commands.hpp"

namespace aviary {
namespace {

struct token_options {
  std::string name;
  std::string role = "read-only";
  std::string expires = "90d";
  std::string id;
};

/// `90d`. Nothing for anything else.
std::optional<std::int64_t> days_in(const std::string& text) {
  std::int64_t days = 0;
  const auto* end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data(), end, days);
  if (error != std::errc{} || at + 1 != end || *at != 'd') return {};
  return days;
}

void create(command_context& context, const token_options& options) {
  const auto days = days_in(options.expires);
  if (!days) {
    context.exit = print_failure(
        program_name,
        {"--expires " + options.expires + ": this is no number of days", "say it as in: 90d"},
        exit_code::usage);
    return;
  }
  json_object body;
  body["name"] = options.name;
  body["role"] = options.role;
  body["days"] = *days;
  const auto answer = ask_console(context, "POST", "/api/v1/tokens", serialize_json(body));
  if (!answer) return;
  if (context.json) return print_json(*answer);
  print_members(*answer);
  std::fprintf(stderr, "The token is shown only now. It is sent as Authorization: Bearer TOKEN.\n");
}

}  // namespace

void add_tokens_command(CLI::App& app, command_context& context) {
  static token_options options;
  auto* tokens = app.add_subcommand("tokens", "what programs come in with, over HTTPS");
  tokens->require_subcommand(1);

  auto* made = add_command(*tokens, context, "create", "a new token",
                           "aviary-console tokens create --name siem --role read-only "
                           "--expires 90d --data /var/lib/aviary");
  made->add_option("--name", options.name, "what will use it (default: unnamed)");
  made->add_option("--role", options.role, "read-only, analyst or admin (default read-only)");
  made->add_option("--expires", options.expires, "1d to 3650d from now (default 90d)");
  made->callback([&context] {
    if (options.name.empty()) options.name = "unnamed";
    create(context, options);
  });

  add_command(*tokens, context, "list", "all tokens",
              "aviary-console tokens list --data /var/lib/aviary")
      ->callback([&context] {
        const auto answer = ask_console(context, "GET", "/api/v1/tokens");
        if (!answer) return;
        if (context.json) return print_json(*answer);
        print_table(*find_array(*answer, "tokens"),
                    {"id", "name", "role", "made_by", "expires", "last_used"});
      });

  auto* revoke =
      add_command(*tokens, context, "revoke", "ends a token",
                  "aviary-console tokens revoke 0badcafe0badcafe --data /var/lib/aviary");
  revoke->add_option("id", options.id, "as the list shows it")->required();
  revoke->callback([&context] {
    const auto answer =
        ask_console(context, "DELETE", "/api/v1/tokens/" + percent_encode(options.id));
    if (!answer) return;
    if (context.json) return print_json(*answer);
    print_members(*answer);
  });
}

}  // namespace aviary
