#include "actors/system_entropy.hpp"
#include "bird/bird_folder.hpp"
#include "bird/commands/commands.hpp"
#include "bird/counter_file.hpp"
#include "bird/decoys/decoy_host.hpp"

namespace aviary {
namespace {

/// No folder, or an empty one, as systemd makes it.
bool is_new(const std::filesystem::path& path) {
  std::error_code error;
  return !std::filesystem::exists(path, error) || std::filesystem::is_empty(path, error);
}

result<void, failure> make_bird(const std::filesystem::path& counter) {
  std::error_code error;
  if (std::filesystem::exists(counter, error)) return {};
  bird_id id;
  system_entropy().fill(id.value);
  return counter_file::create(counter, id);
}

/// Sets a new bird up, or one that was reset: it is still the same bird.
result<void, failure> init(const std::filesystem::path& path, const bird_settings& settings) {
  if (is_new(path)) {
    const auto made = data_folder::create(path, data_role::bird);
    if (!made) return made.error();
  }
  const auto folder = bird_folder::open(path);
  if (!folder) return folder.error();
  const auto known = folder->settings();
  if (!known) return known.error();
  if (*known)
    return failure{path.string() + " holds a bird already: " + (*known)->name,
                   "name a folder that does not exist yet, or reset this one: aviary-bird "
                   "factory-reset"};
  const auto made = make_bird(folder->counter());
  if (!made) return made.error();
  const auto counters = counter_file::open(folder->counter());  // held: nobody else sets it up
  if (!counters) return counters.error();
  // An init or a reset may have been cut off half-way: settings are written last.
  const auto cleared = folder->reset();
  if (!cleared) return cleared.error();
  const auto log = create_bird_log(folder->log());
  if (!log) return log.error();
  const auto keys = make_decoy_host_keys(decoy_program(), folder->ssh_host_keys().string());
  if (!keys) return keys.error();
  return folder->save(settings);
}

}  // namespace

void add_init_command(CLI::App& app, bird_context& context) {
  static bird_settings settings;
  auto* command = add_bird_command(
      app, context, "init", "set a bird up in a new folder",
      "aviary-bird init --data /var/lib/aviary-bird --name fileserver-02 --location \"Cape Town\"");
  command->add_option("--name", settings.name, "how people call it; 20 octets are shown")
      ->required();
  command->add_option("--location", settings.location, "where it stands; 20 octets are shown");
  command->callback([&context] {
    if (settings.name.empty()) {
      context.exit = print_failure(
          program_name, {"a bird without a name", "give it one that people know it by: --name"},
          exit_code::usage);
      return;
    }
    const auto done = init(context.data, settings);
    if (!done) {
      context.exit = print_failure(program_name, done.error());
      return;
    }
    std::fprintf(stderr, "next: aviary-bird register --data %s > request\n", context.data.c_str());
  });
}

}  // namespace aviary
