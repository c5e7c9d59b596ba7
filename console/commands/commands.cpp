#include "console/commands/commands.hpp"

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <cstdio>

#include "messages/escape.hpp"
#include "storage/data_folder.hpp"

namespace aviary {
namespace {

/// What a value is shown as. A bird has escaped what it reports; who has stolen a bird's keys has
/// not, and a terminal obeys what it is shown.
std::string plain_text(const json_value& value) {
  const auto text = value.is_string() ? std::string(value.get_string()) : serialize_json(value);
  return escape(as_bytes(text)).text;
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

exit_code print_silence(api_silence why, const std::filesystem::path& data) {
  const auto what = std::string(describe(why)) + " on " + data.string();
  if (why == api_silence::no_answer)
    return print_failure(program_name, {what, "look at what it wrote to stderr, and ask again"});
  return print_failure(program_name,
                       {what, "start it with: aviary-console serve --data " + data.string() +
                                  " --dns 127.0.0.1:5300"},
                       exit_code::unreachable);
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
    context.exit = print_silence(answer.error(), context.data);
    return {};
  }
  auto parsed = parse_json(answer->body, answer_limits);
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
    std::printf("%-18s %s\n", plain_text(json_value(member.key())).c_str(),
                plain_text(member.value()).c_str());
}

void print_members(const json_object& value, std::string_view list) {
  auto head = value;
  head.erase(list);
  print_members(head);
  const auto* elements = find_array(value, list);
  if (elements == nullptr) return;
  for (const auto& element : *elements) {
    std::printf("\n");
    print_members(element.get_object());
  }
}

}  // namespace aviary
