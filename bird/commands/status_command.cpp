#include "bird/bird_folder.hpp"
#include "bird/commands/commands.hpp"
#include "bird/control_socket.hpp"

namespace aviary {
namespace {

void print_members(const json_object& object, const std::string& indent) {
  for (const auto& member : object) {
    const std::string name(member.key());
    if (const auto* inner = member.value().if_object()) {
      std::printf("%s%s\n", indent.c_str(), name.c_str());
      print_members(*inner, indent + "  ");
      continue;
    }
    const auto text = member.value().is_string() ? std::string(member.value().get_string())
                                                 : serialize_json(member.value());
    std::printf("%s%-20s %s\n", indent.c_str(), name.c_str(), text.c_str());
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
    bool running = false;
    const auto answer = ask_control_socket(folder->control_socket(), "status", running);
    if (!answer) {
      context.exit = print_failure(program_name, answer.error(),
                                   running ? exit_code::failed : exit_code::unreachable);
    } else if (context.json) {
      std::printf("%s\n", serialize_json(*answer).c_str());
    } else {
      print_members(*answer, "");
    }
  });
}

}  // namespace aviary
