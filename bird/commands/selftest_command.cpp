#include <cstdio>

#include "bird/bird_folder.hpp"
#include "bird/commands/commands.hpp"
#include "bird/commands/resolver_options.hpp"
#include "bird/path_selftest.hpp"

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

exit_code test_path(const bird_context& context, const resolver_options& options) {
  const auto settings = options.read();
  if (!settings) return print_failure(program_name, settings.error(), exit_code::usage);
  const auto names = settings->names();
  if (names.size() > 1)
    return print_failure(program_name, {"one path at a time", "give one --resolver, or one --doh"},
                         exit_code::usage);
  const auto& resolver = names.front();
  const auto registration = registration_in(context.data);
  if (!registration) return print_failure(program_name, registration.error());
  std::fprintf(stderr, "asking through %s, which takes some seconds\n", resolver.c_str());
  const auto outcome = probe_path(*registration, *settings, [](const std::string& line) {
    std::fprintf(stderr, "%s\n", line.c_str());
  });
  if (!outcome.found)
    return print_failure(program_name, nothing_found(resolver, registration->zone, outcome.denied),
                         exit_code::unreachable);
  const auto& found = *outcome.found;
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

}  // namespace

void add_selftest_command(CLI::App& app, bird_context& context) {
  auto* command =
      app.add_subcommand("selftest", "try something by itself, beside the running bird");
  command->require_subcommand(1);
  static resolver_options options;
  auto* path = add_bird_command(*command, context, "path",
                                "find out what the way through a resolver carries",
                                "aviary-bird selftest path --data DIR --resolver 192.0.2.1");
  options.add_to(*path);
  path->add_flag("--json", context.json, "print JSON, for programs");
  path->callback([&context] { context.exit = test_path(context, options); });
}

}  // namespace aviary
