#include <cstdio>
#include <memory>
#include <string>

#include "messages/json.hpp"
#include "sim/commands/commands.hpp"
#include "sim/network/resolver_drill.hpp"

namespace aviary {
namespace {

struct wanted {
  std::string resolver;
  std::uint64_t seed = 1;
  bool json = false;
};

double in_seconds(milliseconds time) {
  return std::chrono::duration<double>(time).count();
}

void print_json(const drill_script& script, const drill_outcome& seen) {
  json_object out;
  out["script"] = json_object{{"one_by_one", script.one_by_one},
                              {"between_s", in_seconds(script.between)},
                              {"at_once", script.at_once},
                              {"rest_s", in_seconds(script.rest)},
                              {"away_s", in_seconds(script.away)},
                              {"between_while_away_s", in_seconds(script.between_while_away)},
                              {"patience_s", in_seconds(script.patience)}};
  out["one_by_one_nodata"] = seen.one_by_one_nodata;
  out["one_by_one_nxdomain"] = seen.one_by_one_nxdomain;
  out["at_once"] = seen.at_once;
  out["while_away"] = seen.while_away;
  if (seen.back_after) out["back_after_s"] = in_seconds(*seen.back_after);
  out["unanswered"] = seen.unanswered;
  std::printf("%s\n", serialize_json(out).c_str());
}

void print_text(const wanted& asked, const drill_script& script, const drill_outcome& seen) {
  const auto row = [](std::uint64_t queries, const std::string& what) {
    std::printf("%6llu  %s\n", static_cast<unsigned long long>(queries), what.c_str());
  };
  const auto count = std::to_string(script.one_by_one);
  std::printf("queries that the name server behind %s gets, seed %llu\n", asked.resolver.c_str(),
              static_cast<unsigned long long>(asked.seed));
  row(seen.one_by_one_nodata, count + " names one by one, minimised ones have no data");
  row(seen.one_by_one_nxdomain, count + " names one by one, minimised ones are denied");
  row(seen.at_once, std::to_string(script.at_once) + " names at once");
  row(seen.while_away,
      "while it answers nothing for " +
          std::to_string(std::chrono::round<std::chrono::seconds>(script.away).count()) + " s");
  if (seen.back_after)
    std::printf("%4.1f s  from its return to the first answer\n", in_seconds(*seen.back_after));
  else
    std::printf("     -  no answer within %.0f s of its return\n", in_seconds(script.patience));
  if (seen.unanswered > 0) row(seen.unanswered, "names denied or unanswered while it was there");
}

exit_code run_drill(const wanted& asked) {
  const auto* profile = find_resolver_profile(asked.resolver);
  if (profile == nullptr)
    return print_failure(
        simulator_name,
        {"there is no resolver " + asked.resolver, "see them with: aviary-sim list"},
        exit_code::usage);
  const drill_script script;
  const auto seen = run_resolver_drill(*profile, script, asked.seed);
  if (asked.json)
    print_json(script, seen);
  else
    print_text(asked, script, seen);
  return exit_code::ok;
}

}  // namespace

void add_drill_command(CLI::App& app, simulator_context& context) {
  auto asked = std::make_shared<wanted>();
  auto* command = app.add_subcommand(
      "drill", "puts one model of a resolver through a fixed drill: what its name server sees");
  command->add_option("resolver", asked->resolver, "one of those that list shows")->required();
  command->add_option("--seed", asked->seed, "what is drawn; 1 by default");
  command->add_flag("--json", asked->json, "as JSON, with the script that was played");
  command->footer("Example:\n  aviary-sim drill unbound");
  command->callback([asked, &context] { context.exit = run_drill(*asked); });
}

}  // namespace aviary
