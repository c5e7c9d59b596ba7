#include <array>
#include <cstdio>

#include "bird/bird_folder.hpp"
#include "bird/commands/commands.hpp"
#include "bird/control_socket.hpp"

namespace aviary {
namespace {

std::string plain_text(const json_value& value) {
  if (const auto* number = value.if_double()) {
    std::array<char, 32> text;
    std::snprintf(text.data(), text.size(), "%.3g", *number);  // JSON would say 2.710088E0
    return text.data();
  }
  return value.is_string() ? std::string(value.get_string()) : serialize_json(value);
}

void print_members(const json_object& object, const std::string& indent) {
  for (const auto& member : object) {
    const std::string name(member.key());
    if (const auto* inner = member.value().if_object()) {
      std::printf("%s%s\n", indent.c_str(), name.c_str());
      print_members(*inner, indent + "  ");
      continue;
    }
    std::printf("%s%-20s %s\n", indent.c_str(), name.c_str(), plain_text(member.value()).c_str());
  }
}

}  // namespace

void add_status_command(CLI::App& app, bird_context& context) {
  auto* command = add_bird_command(app, context, "status", "how the running bird is doing",
                                   "aviary-bird status --data /var/lib/aviary-bird --json");
  command->add_flag("--json", context.json, "print JSON, for programs");
  command->callback([&context] {
    const auto folder = bird_folder::open(context.data);
    if (!folder) {
      context.exit = print_failure(program_name, folder.error());
      return;
    }
    const auto answer = ask_control_socket(folder->control_socket(), "status");
    if (!answer) {
      context.exit = print_failure(program_name,
                                   {"the bird is not running",
                                    "start it with: aviary-bird run "
                                    "--data " +
                                        context.data.string()},
                                   exit_code::unreachable);
    } else if (!*answer) {
      context.exit = print_failure(program_name, answer->error());
    } else if (context.json) {
      std::printf("%s\n", serialize_json(**answer).c_str());
    } else {
      print_members(**answer, "");
    }
  });
}

}  // namespace aviary
