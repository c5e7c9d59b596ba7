#include <cstdio>
#include <variant>

#include "bird/bird_folder.hpp"
#include "bird/commands/commands.hpp"
#include "bird/commands/resolver_options.hpp"
#include "bird/path_selftest.hpp"
#include "bird/pull_selftest.hpp"
#include "messages/test_object.hpp"

namespace aviary {
namespace {

result<bird_registration, failure> registration_in(const std::filesystem::path& data) {
  const auto folder = bird_folder::open(data);
  if (!folder) return folder.error();
  const auto registration = folder->registration();
  if (!registration) return registration.error();
  if (!*registration)
    return failure{"this bird is not registered yet, and nobody answers a bird without keys",
                   "register it first: aviary-bird register --data DIR"};
  return **registration;
}

failure nothing_found(const std::string& resolver, const zone_name& zone, bool denied) {
  if (denied)
    return {"the zone " + zone.text() + " answers through " + resolver +
                ", but does not know this bird",
            "register it again: aviary-bird register --data DIR"};
  return {"nobody answers for the zone " + zone.text() + " through " + resolver,
          "is it a resolver that this machine may ask, and is the zone delegated? (on the console: "
          "aviary-console dns check)"};
}

void print(const path_findings& found) {
  const auto in_ms = [](std::chrono::nanoseconds time) {
    return std::chrono::duration<double, std::milli>(time).count();
  };
  std::printf("%-22s up to %zu octets\n", "names", found.name_octets);
  std::printf("%-22s %s, up to %zu octets%s\n", "answers",
              is_base64(found.code) ? "Base64" : "as they are", packet_octets_max(found.code),
              found.over_stream ? ", over TCP alone" : "");
  std::printf("%-22s %s\n", "minimised names",
              found.mode == minimisation::nxdomain ? "may be denied (NXDOMAIN)"
                                                   : "are answered with no data");
  if (found.kept)
    std::printf("%-22s for %lld s\n", "answers are kept",
                static_cast<long long>(found.kept->count()));
  if (!found.over_stream)
    std::printf("%-22s %.1f ms, at least %.1f ms\n", "round trip", in_ms(found.rtt_median),
                in_ms(found.rtt_min));
  std::printf("%-22s %.0f %%\n", "lost", found.share_lost * 100);
  if (found.burst_asked > 0)
    std::printf("%-22s %zu of %zu answered, %zu refused\n", "queries at once", found.burst_answered,
                found.burst_asked, found.burst_refused);
}

/// Whom a selftest asks, and what the way there carries.
struct tried_path {
  bird_registration registration;
  resolver_settings resolvers;
  std::string resolver;  ///< in words
  path_findings found;
};

void say(const std::string& line) {
  std::fprintf(stderr, "%s\n", line.c_str());
}

/// Probes the path. What went wrong has been printed when there is an exit code.
std::variant<tried_path, exit_code> try_path(const bird_context& context,
                                             const resolver_options& options) {
  const auto settings = options.read();
  if (!settings) return print_failure(program_name, settings.error(), exit_code::usage);
  const auto names = settings->names();
  if (names.size() > 1)
    return print_failure(program_name, {"one path at a time", "give one --resolver, or one --doh"},
                         exit_code::usage);
  const auto& resolver = names.front();
  const auto registration = registration_in(context.data);
  if (!registration) return print_failure(program_name, registration.error());
  say("asking through " + resolver + ", which takes some seconds");
  const auto outcome = probe_path(*registration, *settings, say);
  if (!outcome.found)
    return print_failure(program_name, nothing_found(resolver, registration->zone, outcome.denied),
                         exit_code::unreachable);
  return tried_path{*registration, *settings, resolver, *outcome.found};
}

exit_code test_path(const bird_context& context, const resolver_options& options) {
  const auto tried = try_path(context, options);
  if (const auto* failed = std::get_if<exit_code>(&tried)) return *failed;
  const auto& [registration, resolvers, resolver, found] = std::get<tried_path>(tried);
  const auto wanted = advice(found);
  if (context.json) {
    auto out = to_json(found);
    out["resolver"] = resolver;
    if (wanted) out["advice"] = *wanted;
    std::printf("%s\n", serialize_json(out).c_str());
  } else {
    print(found);
    if (wanted) std::printf("\n%s\n", wanted->c_str());
  }
  return exit_code::ok;
}

// -- pull -----------------------------------------------------------------------------------------

struct pull_options {
  resolver_options resolvers;
  std::size_t window = window_max;
  std::string target;
};

failure fault_of(segment_puller::outcome how, const std::string& resolver) {
  if (how == segment_puller::outcome::not_offered)
    return {"the console offers no test object", "is it of a version that has pulls?"};
  if (how == segment_puller::outcome::refused)
    return {resolver + " refuses to ask the console",
            "does it answer others? with --to FILE the next run goes on where this one was"};
  return {"nobody answers any more through " + resolver,
          "run it again: with --to FILE it goes on where it was"};
}

void print(const pull_selftest_outcome& outcome, std::size_t window) {
  const auto pulled = outcome.segments - outcome.segments_before;
  std::printf("%u octets whole: %u of %u segments pulled", test_object.octets, pulled,
              outcome.segments);
  std::printf(" in %.2f s, %lu queries, window %zu\n",
              std::chrono::duration<double>(outcome.taken).count(),
              static_cast<unsigned long>(outcome.queries), window);
}

json_object to_json(const pull_selftest_outcome& outcome) {
  return {{"octets", test_object.octets},
          {"segments", outcome.segments},
          {"segments_before", outcome.segments_before},
          {"queries", outcome.queries},
          {"seconds", std::chrono::duration<double>(outcome.taken).count()}};
}

exit_code test_pull(const bird_context& context, const pull_options& options) {
  const auto tried = try_path(context, options.resolvers);
  if (const auto* failed = std::get_if<exit_code>(&tried)) return *failed;
  const auto& path = std::get<tried_path>(tried);
  const auto outcome = pull_test_object(
      {path.registration, path.resolvers, profile_of(path.found), options.window, options.target},
      say);
  if (!outcome) return print_failure(program_name, outcome.error());
  if (outcome->how != segment_puller::outcome::complete)
    return print_failure(program_name, fault_of(outcome->how, path.resolver),
                         exit_code::unreachable);
  if (context.json)
    std::printf("%s\n", serialize_json(to_json(*outcome)).c_str());
  else
    print(*outcome, options.window);
  return exit_code::ok;
}

void add_path_command(CLI::App& selftest, bird_context& context) {
  static resolver_options options;
  auto* path = add_bird_command(selftest, context, "path",
                                "find out what the way through a resolver carries",
                                "aviary-bird selftest path --data DIR --resolver 192.0.2.1");
  options.add_to(*path);
  path->add_flag("--json", context.json, "print JSON, for programs");
  path->callback([&context] { context.exit = test_path(context, options); });
}

void add_pull_command(CLI::App& selftest, bird_context& context) {
  static pull_options options;
  auto* pull = add_bird_command(selftest, context, "pull",
                                "pull a test object of 1 MiB from the console, and compare it",
                                "aviary-bird selftest pull --data DIR --resolver 192.0.2.1");
  options.resolvers.add_to(*pull);
  pull->add_option("--window", options.window,
                   "pulls under way at a time; with 1 each segment is on the disk before the next "
                   "is asked for")
      ->check(CLI::Range(std::size_t{1}, window_max))
      ->capture_default_str();
  pull->add_option("--to", options.target,
                   "keep it in this file; what a run was cut off from, the next one goes on with, "
                   "if the path still carries the same answers");
  pull->add_flag("--json", context.json, "print JSON, for programs");
  pull->callback([&context] { context.exit = test_pull(context, options); });
}

}  // namespace

void add_selftest_command(CLI::App& app, bird_context& context) {
  auto* command =
      app.add_subcommand("selftest", "try something by itself, beside the running bird");
  command->require_subcommand(1);
  add_path_command(*command, context);
  add_pull_command(*command, context);
}

}  // namespace aviary
