#include <memory>

#include "sim/commands/commands.hpp"

namespace aviary {
namespace {

struct wanted {
  std::filesystem::path from;
  std::filesystem::path to;
};

exit_code shrink_file(const wanted& asked) {
  const auto read = read_trace(asked.from);
  if (!read) return print_failure(simulator_name, read.error());
  const auto outcome = run_isolated(*read, true, world_patience);
  if (!outcome.failed())
    return print_failure(simulator_name,
                         {"this trace breaks no promise", "shrink one whose replay does"});
  print_verdict(outcome);
  const auto small = shrink_failure(*read, outcome);
  if (asked.to.empty()) {
    std::printf("%s", to_text(small).c_str());
    return exit_code::ok;
  }
  const auto written = write_trace(asked.to, small);
  return written ? exit_code::ok : print_failure(simulator_name, written.error());
}

}  // namespace

void add_shrink_command(CLI::App& app, simulator_context& context) {
  auto asked = std::make_shared<wanted>();
  auto* command = app.add_subcommand(
      "shrink", "finds the fewest faults and the smallest world that still fail");
  command->add_option("trace", asked->from, "a trace whose replay breaks a promise")->required();
  command->add_option("--out", asked->to, "where to write the short one; stdout without it");
  command->footer("Example:\n  aviary-sim shrink failure.trace --out short.trace");
  command->callback([asked, &context] { context.exit = shrink_file(*asked); });
}

}  // namespace aviary
