#include "actors/system_clock.hpp"
#include "console/commands/commands.hpp"
#include "console/views/log_dump.hpp"
#include "storage/data_folder.hpp"
#include "storage/rocksdb_event_log.hpp"

namespace aviary {
namespace {

/// From a console that runs, or from the folder of one that does not.
result<std::string, failure> dump(const std::filesystem::path& data, const std::string& stream) {
  const auto folder = data_folder::open(data, data_role::console);
  if (!folder) return folder.error();
  const auto query = stream.empty() ? "" : "?stream=" + stream;
  const auto answer = api_client(folder->control_socket()).ask("GET", "/api/v1/log" + query);
  using text = result<std::string, failure>;
  if (answer) return text(boost::system::in_place_value, answer->body);
  const system_clock_port clock;
  log_options options;
  options.now = [&clock] { return clock.now(); };
  const auto opened = rocksdb_event_log::open(folder->log(), options);
  if (!opened) return opened.error();
  return text(boost::system::in_place_value, dump_log(*opened->log, stream));
}

}  // namespace

void add_log_command(CLI::App& app, command_context& context) {
  static std::string stream;
  auto* log = app.add_subcommand("log", "the event log");
  log->require_subcommand(1);
  auto* command = add_command(*log, context, "dump", "print the log, a JSON object per line",
                              "aviary-console log dump --data DIR --stream incident_desk");
  command->add_option("--stream", stream, "only this stream");
  command->callback([&context] {
    const auto text = dump(context.data, stream);
    if (!text) {
      context.exit = print_failure(program_name, text.error());
      return;
    }
    std::fwrite(text->data(), 1, text->size(), stdout);
  });
}

}  // namespace aviary
