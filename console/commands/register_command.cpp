#include <iostream>

#include "console/commands/commands.hpp"

namespace aviary {

void add_register_command(CLI::App& app, command_context& context) {
  add_command(app, context, "register",
              "admit a bird: its request line on stdin, the answer line on stdout",
              "aviary-console register --data /var/lib/aviary < request > answer")
      ->callback([&context] {
        std::string line;
        std::getline(std::cin, line);
        const auto answer = ask_console(context, "POST", "/api/v1/registrations", line);
        if (!answer) return;
        if (context.json) return print_json(*answer);
        std::printf("%s\n", std::string(find_text(*answer, "answer").value_or("")).c_str());
        std::fprintf(stderr, "words: %s\nThe bird must show the same six words.\n",
                     std::string(find_text(*answer, "words").value_or("")).c_str());
      });
}

}  // namespace aviary
