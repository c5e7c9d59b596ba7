#include <boost/asio/io_context.hpp>
#include <charconv>
#include <functional>
#include <utility>

#include "bird/bird_program.hpp"
#include "bird/commands/commands.hpp"
#include "bird/commands/resolver_options.hpp"
#include "bird/heartbeat.hpp"

namespace aviary {
namespace {

/// What was typed, before anything is opened.
struct run_options {
  resolver_options resolvers;
  std::string ssh;
  std::string intake;
  std::string heartbeat = "15s";
  bool accept_loss = false;
  bool no_path_probe = false;
};

/// "15s", "2m" or bare seconds.
result<std::chrono::seconds, failure> parse_interval(std::string_view text) {
  const failure refused{"--heartbeat: \"" + std::string(text) + "\" is no interval",
                        "write seconds from 5 to 3600, as in 15s or 5m"};
  std::uint32_t count = 0;
  const auto [end, error] = std::from_chars(text.begin(), text.end(), count);
  const auto unit = text.substr(static_cast<std::size_t>(end - text.begin()));
  if (error != std::errc{} || (unit != "" && unit != "s" && unit != "m")) return refused;
  const std::chrono::seconds interval(unit == "m" ? count * 60 : count);
  const bool in_range = interval >= heartbeat_schedule::interval_min &&
                        interval <= heartbeat_schedule::interval_max && count <= 3600;
  if (!in_range) return refused;
  return interval;
}

result<bird_program_settings, failure> read_options(const run_options& options) {
  bird_program_settings out;
  const auto resolvers = options.resolvers.read();
  if (!resolvers) return resolvers.error();
  out.resolvers = *resolvers;
  const auto interval = parse_interval(options.heartbeat);
  if (!interval) return interval.error();
  out.interval = *interval;
  out.ssh = options.ssh;
  out.intake = options.intake;
  out.decoy_program = decoy_program();
  out.accept_loss = options.accept_loss;
  out.probes_paths = !options.no_path_probe;
  return out;
}

result<void, failure> run(const std::filesystem::path& data,
                          const bird_program_settings& settings) {
  boost::asio::io_context io{1};
  const auto program = bird_program::start(io, data, settings);
  if (!program) return program.error();
  if (settings.ssh.empty() && settings.intake.empty())
    std::fprintf(stderr,
                 "aviary-bird: it watches nothing, it only says that it lives: give --ssh "
                 "or --intake\n");
  run_until_told(
      io, [&program](std::function<void()> done) { (*program)->wind_down(std::move(done)); });
  return {};
}

}  // namespace

void add_run_command(CLI::App& app, bird_context& context) {
  static run_options options;
  auto* command =
      add_bird_command(app, context, "run", "be a bird until told to stop",
                       "aviary-bird run --data DIR --resolver 192.0.2.1 --ssh 0.0.0.0:22");
  options.resolvers.add_to(*command);
  command->add_option("--ssh", options.ssh, "where the SSH decoy listens");
  command->add_option("--intake", options.intake,
                      "where other sensors may hand in lines of OpenCanary's log; loopback only");
  command->add_option("--heartbeat", options.heartbeat, "the interval of heartbeats")
      ->capture_default_str();
  command->add_flag("--accept-loss", options.accept_loss,
                    "start although acknowledged events are missing; what is lost is reported");
  command->add_flag("--no-path-probe", options.no_path_probe,
                    "do not find out at the start and once a day what the resolver's path carries "
                    "(some 40 queries), and take every path for a good one");
  command->callback([&context] {
    const auto settings = read_options(options);
    if (!settings) {
      context.exit = print_failure(program_name, settings.error(), exit_code::usage);
      return;
    }
    const auto done = run(context.data, *settings);
    if (!done) context.exit = print_failure(program_name, done.error());
  });
}

}  // namespace aviary
