#include "console/commands/commands.hpp"

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <cstdio>

#include "storage/data_folder.hpp"

namespace aviary {
namespace {

std::string plain_text(const json_value& value) {
  return value.is_string() ? std::string(value.get_string()) : serialize_json(value);
}

std::string member_text(const json_value& row, const std::string& member) {
  const auto* found = row.is_object() ? row.get_object().if_contains(member) : nullptr;
  return found == nullptr ? "" : plain_text(*found);
}

}  // namespace

CLI::App* add_command(CLI::App& parent, command_context& context, const std::string& name,
                      const std::string& help, const std::string& example, bool prints_data) {
  auto* command = parent.add_subcommand(name, help);
  command->add_option("--data", context.data, "the console's data folder")->required();
  if (prints_data) command->add_flag("--json", context.json, "print JSON, for programs");
  command->footer("Example:\n  " + example);
  return command;
}

std::optional<json_object> ask_console(command_context& context, const std::string& method,
                                       const std::string& path, const std::string& body) {
  const auto folder = data_folder::open(context.data, data_role::console);
  if (!folder) {
    context.exit = print_failure(program_name, folder.error());
    return {};
  }
  const auto answer = api_client(folder->control_socket()).ask(method, path, body);
  if (!answer) {
    const auto data = context.data.string();
    context.exit = print_failure(
        program_name,
        {"no console is running on " + data,
         "start it with: aviary-console serve --data " + data + " --dns 127.0.0.1:5300"},
        exit_code::unreachable);
    return {};
  }
  auto parsed = parse_json(answer->body, {.octets = 64 << 20});
  if (!parsed || !parsed->is_object()) {
    context.exit = print_failure(program_name, {"the console's answer is not understood",
                                                "are both programs of one version?"});
    return {};
  }
  auto& object = parsed->get_object();
  if (answer->status == 200) return std::move(object);
  const failure why{std::string(find_text(object, "error").value_or("refused")),
                    std::string(find_text(object, "hint").value_or(""))};
  const bool missing = answer->status == 404;
  context.exit =
      print_failure(program_name, why, missing ? exit_code::not_found : exit_code::failed);
  return {};
}

void print_json(const json_object& value) {
  std::printf("%s\n", serialize_json(value).c_str());
}

void print_table(const json_array& list, const std::vector<std::string>& members) {
  std::vector<std::size_t> widths;
  for (const auto& member : members) {
    auto width = member.size();
    for (const auto& row : list) width = std::max(width, member_text(row, member).size());
    widths.push_back(width);
  }
  const auto print_row = [&](const auto& text_of) {
    for (std::size_t i = 0; i < members.size(); ++i) {
      const bool last = i + 1 == members.size();
      std::printf("%-*s%s", last ? 0 : static_cast<int>(widths[i]), text_of(members[i]).c_str(),
                  last ? "\n" : "  ");
    }
  };
  print_row([](const std::string& member) { return member; });
  for (const auto& row : list)
    print_row([&row](const std::string& member) { return member_text(row, member); });
}

void print_members(const json_object& value) {
  for (const auto& member : value)
    std::printf("%-16s %s\n", std::string(member.key()).c_str(),
                plain_text(member.value()).c_str());
}

}  // namespace aviary
