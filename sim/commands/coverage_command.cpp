#include <cstdio>
#include <memory>
#include <optional>

#include "sim/commands/commands.hpp"
#include "sim/coverage/coverage_table.hpp"
#include "sim/draw/coverage_page.hpp"
#include "sim/trace/side_by_side.hpp"

namespace aviary {
namespace {

struct wanted {
  std::uint64_t seeds = 200;
  std::uint64_t first = 1;
  std::size_t jobs = 1;
  std::filesystem::path html;
};

exit_code cover(const wanted& asked) {
  coverage_table all;
  std::uint64_t started = 0, failures = 0;
  const auto next = [&]() -> std::optional<wanted_run> {
    if (started >= asked.seeds) return {};
    return wanted_run{{draw_world(asked.first + started++), {}}, false, true};
  };
  run_side_by_side(asked.jobs, world_patience, next,
                   [&](const wanted_run& one, const isolated_outcome& outcome) {
                     all.add(outcome.cells);
                     if (!outcome.failed()) return;
                     ++failures;
                     std::printf("seed %llu breaks a promise; fuzz shrinks it\n",
                                 static_cast<unsigned long long>(one.world.options.seed));
                   });
  const auto what = std::to_string(asked.seeds) + " worlds, seeds " + std::to_string(asked.first) +
                    " to " + std::to_string(asked.first + asked.seeds - 1);
  if (asked.html.empty())
    std::printf("%s\n\n%s", what.c_str(), to_text(all).c_str());
  else if (const auto done = write_file(asked.html, coverage_page(all, what)); !done)
    return print_failure(simulator_name, done.error());
  return failures == 0 ? exit_code::ok : exit_code::failed;
}

}  // namespace

void add_coverage_command(CLI::App& app, simulator_context& context) {
  auto asked = std::make_shared<wanted>();
  auto* command = app.add_subcommand(
      "coverage", "counts which faults met which states over which messages, in drawn worlds");
  command->add_option("--seeds", asked->seeds, "how many worlds; 200 by default")
      ->check(CLI::PositiveNumber);
  command->add_option("--first", asked->first, "the first seed; 1 by default");
  command->add_option("--jobs", asked->jobs, "worlds at once, each in its process; 1 by default")
      ->check(CLI::Range(std::size_t{1}, jobs_max));
  command->add_option("--html", asked->html, "write a page instead of text");
  command->footer("Example:\n  aviary-sim coverage --seeds 1000 --jobs 2 --html coverage.html");
  command->callback([asked, &context] { context.exit = cover(*asked); });
}

}  // namespace aviary
