#include "bird/bird_folder.hpp"
#include "bird/commands/commands.hpp"
#include "bird/counter_file.hpp"

namespace aviary {
namespace {

result<void, failure> reset(const std::filesystem::path& path) {
  const auto folder = bird_folder::open(path);
  if (!folder) return folder.error();
  const auto counters = counter_file::open(folder->counter());  // held: no bird runs on it
  if (!counters) return counters.error();
  return folder->reset();
}

}  // namespace

void add_factory_reset_command(CLI::App& app, bird_context& context) {
  static bool sure = false;
  auto* command = add_bird_command(
      app, context, "factory-reset",
      "forget keys, settings and queue; the bird stays itself (id, counter, boot number)",
      "aviary-bird factory-reset --data /var/lib/aviary-bird --yes");
  command->add_flag("--yes", sure, "reports that were not delivered are lost; really do it");
  command->callback([&context] {
    if (!sure) {
      context.exit = print_failure(
          program_name, {"a reset forgets keys and reports for good", "say --yes if that is meant"},
          exit_code::usage);
      return;
    }
    const auto done = reset(context.data);
    if (!done) {
      context.exit = print_failure(program_name, done.error());
      return;
    }
    std::fprintf(stderr, "next: aviary-bird init --data %s --name NAME\n", context.data.c_str());
  });
}

}  // namespace aviary
