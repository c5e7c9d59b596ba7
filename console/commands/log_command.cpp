#include <functional>

#include "actors/system_clock.hpp"
#include "console/api/percent_coding.hpp"
#include "console/commands/commands.hpp"
#include "console/views/log_dump.hpp"
#include "storage/data_folder.hpp"
#include "storage/rocksdb_event_log.hpp"

namespace aviary {
namespace {

/// The page behind a position; empty at the end.
using read_page = std::function<result<std::string, failure>(position after)>;

/// The position of the last record of a page; nothing when the page has none.
std::optional<position> last_of(std::string_view page) {
  if (!page.ends_with('\n')) return {};
  page.remove_suffix(1);
  const auto line = page.substr(page.rfind('\n') + 1);
  const auto parsed = parse_json(line, answer_limits);
  const auto* record = parsed ? parsed->if_object() : nullptr;
  const auto at = record == nullptr ? std::nullopt : find_uint(*record, "position");
  return at ? std::optional(position{*at}) : std::nullopt;
}

result<void, failure> print_pages(const read_page& read) {
  for (position after;;) {
    const auto page = read(after);
    if (!page) return page.error();
    std::fwrite(page->data(), 1, page->size(), stdout);
    const auto last = last_of(*page);
    if (!last || *last <= after) return {};
    after = *last;
  }
}

result<void, failure> dump_folder(const data_folder& folder, const std::string& stream) {
  const system_clock_port clock;
  log_options options;
  options.now = [&clock] { return clock.now(); };
  const auto opened = rocksdb_event_log::open(folder.log(), options);
  if (!opened) return opened.error();
  return print_pages([&](position after) {
    return result<std::string, failure>(boost::system::in_place_value,
                                        dump_log(*opened->log, stream, after));
  });
}

/// From a console that runs, or from the folder of one that does not.
result<void, failure> dump(const data_folder& folder, const std::string& stream) {
  const api_client console(folder.control_socket());
  const auto read = [&](position after) -> result<std::string, failure> {
    const auto answer = console.ask("GET", "/api/v1/log?stream=" + percent_encode(stream) +
                                               "&after=" + std::to_string(after.value));
    if (answer && answer->status == 200)
      return result<std::string, failure>(boost::system::in_place_value, answer->body);
    return failure{"the console ended before it had told all of the log", "ask again"};
  };
  const bool runs = console.ask("GET", "/api/v1/birds").has_value();
  return runs ? print_pages(read) : dump_folder(folder, stream);
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
    const auto folder = data_folder::open(context.data, data_role::console);
    const auto done = folder ? dump(*folder, stream) : result<void, failure>(folder.error());
    if (!done) context.exit = print_failure(program_name, done.error());
  });
}

}  // namespace aviary
