#include "console/api/percent_coding.hpp"
#include "console/commands/commands.hpp"

namespace aviary {
namespace {

struct user_options {
  std::string name;
  std::string role = "read-only";
};

/// The link is shown once, with what to do with it.
void print_link(command_context& context, const json_object& answer) {
  if (context.json) return print_json(answer);
  print_members(answer);
  std::fprintf(
      stderr, "%s\n",
      answer.contains("url")
          ? "Open the url in a browser: it works once, until it expires, for the one whose "
            "password it sets."
          : "POST it with a password to /api/v1/links/use over HTTPS (docs/API.md): it works "
            "once, until it expires.");
}

void ask_for_link(command_context& context, const std::string& path, const json_object& body) {
  const auto answer = ask_console(context, "POST", path, serialize_json(body));
  if (answer) print_link(context, *answer);
}

/// `users NAME disable` and its like.
void change(command_context& context, const std::string& what, const json_object& body) {
  const auto name = std::string(find_text(body, "name").value_or(""));
  const auto answer = ask_console(
      context, "POST", "/api/v1/users/" + percent_encode(name) + "/" + what, serialize_json(body));
  if (!answer) return;
  if (context.json) return print_json(*answer);
  print_members(*answer);
}

}  // namespace

void add_users_command(CLI::App& app, command_context& context) {
  static user_options options;
  auto* users = app.add_subcommand("users", "who may log in");
  users->require_subcommand(1);
  const auto body = [] {
    json_object out;
    out["name"] = options.name;
    out["role"] = options.role;
    return out;
  };

  add_command(*users, context, "list", "all users",
              "aviary-console users list --data /var/lib/aviary")
      ->callback([&context] {
        const auto answer = ask_console(context, "GET", "/api/v1/users");
        if (!answer) return;
        if (context.json) return print_json(*answer);
        print_table(*find_array(*answer, "users"), {"name", "role", "state"});
      });

  auto* link = add_command(*users, context, "link",
                           "a link that sets a password: the first administrator's, or NAME's",
                           "aviary-console users link ada --data /var/lib/aviary");
  link->add_option("name", options.name, "the user; nobody: the first administrator");
  link->callback([&context] {
    json_object body;
    body["user"] = options.name;
    ask_for_link(context, "/api/v1/links", body);
  });

  auto* add = add_command(*users, context, "add", "a new user, and the link for the password",
                          "aviary-console users add ada --role analyst --data /var/lib/aviary");
  add->add_option("name", options.name, "1 to 64 of a-z 0-9 . _ - @")->required();
  add->add_option("--role", options.role, "read-only, analyst or admin (default read-only)");
  add->callback([&context, body] { ask_for_link(context, "/api/v1/users", body()); });

  for (const auto& [what, help] :
       {std::pair{"disable", "ends all sessions of a user, who cannot log in any more"},
        std::pair{"enable", "a disabled user may log in again"}}) {
    auto* one =
        add_command(*users, context, what, help,
                    "aviary-console users " + std::string(what) + " ada --data /var/lib/aviary");
    one->add_option("name", options.name, "as the list shows it")->required();
    one->callback([&context, body, what = std::string(what)] { change(context, what, body()); });
  }

  auto* set = add_command(*users, context, "role", "gives a user another role",
                          "aviary-console users role ada admin --data /var/lib/aviary");
  set->add_option("name", options.name, "as the list shows it")->required();
  set->add_option("role", options.role, "read-only, analyst or admin")->required();
  set->callback([&context, body] { change(context, "role", body()); });
}

}  // namespace aviary
