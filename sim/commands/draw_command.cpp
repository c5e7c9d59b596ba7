#include <cstdio>
#include <memory>

#include "sim/commands/commands.hpp"
#include "sim/draw/sequence_page.hpp"
#include "sim/draw/svg_chart.hpp"
#include "sim/draw/text_chart.hpp"
#include "sim/flows/flow.hpp"

namespace aviary {
namespace {

struct wanted {
  std::string what;
  std::filesystem::path svg;
  std::filesystem::path html;
};

exit_code print_chart(const wanted& asked, const sequence_chart& chart) {
  if (!asked.html.empty()) {
    const auto page = sequence_page(chart.title, chart.subtitle, {{chart, chart.subtitle}});
    if (const auto done = write_file(asked.html, page); !done)
      return print_failure(simulator_name, done.error());
  }
  if (!asked.svg.empty()) {
    if (const auto done = write_file(asked.svg, to_svg(chart)); !done)
      return print_failure(simulator_name, done.error());
  }
  if (asked.svg.empty() && asked.html.empty()) std::printf("%s", to_text(chart).c_str());
  return exit_code::ok;
}

/// All flows on one page.
exit_code print_all(const wanted& asked) {
  if (asked.html.empty())
    return print_failure(simulator_name, {"all flows make a page", "give --html FILE"},
                         exit_code::usage);
  std::vector<sequence_page_part> parts;
  for (const auto& kind : flow_kinds()) {
    if (kind.play == nullptr) continue;
    auto chart = kind.play();
    chart.subtitle.clear();  // the page says it above the chart
    parts.push_back({std::move(chart), std::string(kind.what)});
  }
  const auto page = sequence_page("Between a bird and its console",
                                  "Drawn from what went over the wire in simulated worlds.", parts);
  const auto done = write_file(asked.html, page);
  return done ? exit_code::ok : print_failure(simulator_name, done.error());
}

exit_code draw(const wanted& asked) {
  if (asked.what == "all") return print_all(asked);
  if (const auto* kind = find_flow(asked.what)) {
    if (kind->play != nullptr) return print_chart(asked, kind->play());
    return print_failure(simulator_name, {std::string(kind->what), "draw another flow"});
  }
  if (!std::filesystem::exists(asked.what))
    return print_failure(
        simulator_name,
        {"neither a flow nor a trace: " + asked.what,
         "draw heartbeat, reboot, settings, event, retransmission, all, or a file"},
        exit_code::usage);
  const auto read = read_trace(asked.what);
  if (!read) return print_failure(simulator_name, read.error());
  return print_chart(asked, draw_trace(*read));
}

}  // namespace

void add_draw_command(CLI::App& app, simulator_context& context) {
  auto asked = std::make_shared<wanted>();
  auto* command =
      app.add_subcommand("draw", "draws a flow, or the end of a trace's run, as a sequence chart");
  command
      ->add_option("what", asked->what,
                   "heartbeat, reboot, settings, event, retransmission, all, or a trace")
      ->required();
  command->add_option("--svg", asked->svg, "write it as a picture instead of text");
  command->add_option("--html", asked->html, "write it as a page");
  command->footer("Example:\n  aviary-sim draw retransmission --svg retransmission.svg");
  command->callback([asked, &context] { context.exit = draw(*asked); });
}

}  // namespace aviary
