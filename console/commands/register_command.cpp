#include <unistd.h>

#include <array>
#include <iostream>

#include "console/commands/commands.hpp"

namespace aviary {
namespace {

/// All of stdin, as far as anything in it can be a request: white space in a line does not count,
/// so a line that a mail program has folded is one, and two lines are too many.
std::string read_request() {
  if (isatty(STDIN_FILENO)) {
    std::fprintf(stderr, "paste the bird's request, and press Enter:\n");
    std::string line;
    std::getline(std::cin, line);
    return line;
  }
  std::array<char, 4096> text;
  std::cin.read(text.data(), text.size());
  return {text.data(), static_cast<std::size_t>(std::cin.gcount())};
}

}  // namespace

void add_register_command(CLI::App& app, command_context& context) {
  static bool replace = false;
  auto* command = add_command(app, context, "register",
                              "admit a bird: its request line on stdin, the answer line on stdout",
                              "aviary-console register --data /var/lib/aviary < request > answer");
  command->add_flag("--replace", replace,
                    "also when the request does not know of the bird's registration, which ends");
  command->callback([&context] {
    const auto answer = ask_console(
        context, "POST", std::string("/api/v1/registrations") + (replace ? "?replace=1" : ""),
        read_request());
    if (!answer) return;
    if (context.json) return print_json(*answer);
    std::printf("%s\n", std::string(find_text(*answer, "answer").value_or("")).c_str());
    std::fprintf(stderr, "words: %s\nThe bird must show the same six words.\n",
                 std::string(find_text(*answer, "words").value_or("")).c_str());
  });
}

}  // namespace aviary
