#include <cstdio>

#include "actors/system_entropy.hpp"
#include "console/commands/commands.hpp"
#include "console/console_settings.hpp"
#include "console/delegation/delegation_check.hpp"
#include "console/delegation/dns_client.hpp"
#include "console/delegation/resolv_conf.hpp"
#include "console/dns/zone_answers.hpp"
#include "messages/hex.hpp"
#include "messages/resolver_address.hpp"
#include "storage/data_folder.hpp"
#include "storage/small_file.hpp"

namespace aviary {
namespace {

constexpr const char* resolv_conf = "/etc/resolv.conf";
constexpr std::size_t resolv_conf_octets_max = 64 * 1024;

result<endpoint, failure> resolver_from(const std::string& option) {
  if (!option.empty()) return parse_resolver(option);
  const failure none{std::string(resolv_conf) + " names no resolver",
                     "name one with --resolver ADDRESS"};
  const auto content = read_small_file(resolv_conf, resolv_conf_octets_max);
  if (!content) return none;
  const auto first = first_resolver(as_text(*content));
  return first ? result<endpoint, failure>(*first) : none;
}

/// A label that nobody has asked for, below the zone.
dns_name fresh_name_below(const zone_name& zone, entropy_port& entropy) {
  std::array<std::uint8_t, 8> drawn;
  entropy.fill(drawn);
  bytes wire;
  byte_writer out(wire);
  const auto label = to_hex(drawn);
  out.u8(static_cast<std::uint8_t>(label.size()));
  out.octets(as_bytes(label));
  out.octets(zone.wire());
  return dns_name(wire);
}

/// Whose zone is looked for: a console's on this machine, or one that is described.
struct zone_options {
  std::string zone;
  std::vector<std::string> name_servers;
  std::string resolver;
};

result<console_settings, failure> settings_in(const std::filesystem::path& data) {
  const auto folder = data_folder::open(data, data_role::console);
  if (!folder) return folder.error();
  return load_console_settings(folder->path() / "console.json");
}

result<delegation_question, failure> question_of(const zone_name& zone,
                                                 const std::vector<std::string>& name_servers,
                                                 const endpoint& resolver, entropy_port& entropy) {
  delegation_question question{zone, {}, resolver, fresh_name_below(zone, entropy)};
  for (const auto& text : name_servers) {
    const auto record = parse_name_server_record(text);
    if (!record) return record.error();
    question.name_servers.push_back(*record);
  }
  // What a console would refuse to serve is not worth looking for.
  const auto served = zone_answers::of(zone, question.name_servers);
  if (!served) return served.error();
  return question;
}

json_object to_json(const delegation_question& question, const delegation_report& report) {
  json_array records;
  for (const auto& line : parent_records(question.zone, question.name_servers))
    records.emplace_back(line);
  json_array findings;
  for (const auto& one : report.findings)
    findings.emplace_back(
        json_object{{"state", to_text(one.state)}, {"what", one.what}, {"hint", one.hint}});
  return {{"zone", question.zone.text()},
          {"delegated", report.delegated},
          {"records", std::move(records)},
          {"findings", std::move(findings)}};
}

void print(const delegation_report& report) {
  for (const auto& one : report.findings) {
    std::printf("%-8s %s\n", std::string(to_text(one.state)).c_str(), one.what.c_str());
    if (!one.hint.empty()) std::printf("%-8s %s\n", "", one.hint.c_str());
  }
}

/// Asks, and prints what was found.
exit_code check(const delegation_question& question, bool as_json, entropy_port& entropy) {
  std::fprintf(stderr, "asking name servers and %s, each for some seconds\n",
               to_text(question.resolver).c_str());
  const auto report = check_delegation(
      question, [&](const dns_lookup& lookup) { return ask_and_wait(lookup, entropy); });
  if (as_json)
    print_json(to_json(question, report));
  else
    print(report);
  return report.delegated ? exit_code::ok : exit_code::failed;
}

exit_code check(const command_context& context, const zone_options& options) {
  const auto usage = [](const failure& why) {
    return print_failure(program_name, why, exit_code::usage);
  };
  if (context.data.empty() == options.zone.empty())
    return usage({"whose zone shall be looked for?",
                  "give --data DIR, or --zone and --ns where there is no console"});
  if (!context.data.empty() && !options.name_servers.empty())
    return usage({"--ns beside --data: the console in there knows its name servers",
                  "to try others, say --zone and --ns instead of --data"});
  const auto resolver = resolver_from(options.resolver);
  if (!resolver) return usage(resolver.error());
  system_entropy entropy;
  if (context.data.empty()) {
    const auto zone = zone_name::parse(options.zone);
    if (!zone) return usage(zone.error());
    const auto question = question_of(*zone, options.name_servers, *resolver, entropy);
    return question ? check(*question, context.json, entropy) : usage(question.error());
  }
  const auto settings = settings_in(context.data);
  if (!settings) return print_failure(program_name, settings.error());
  const auto question = question_of(settings->zone, settings->name_servers, *resolver, entropy);
  if (!question) return print_failure(program_name, question.error());
  return check(*question, context.json, entropy);
}

}  // namespace

void add_dns_command(CLI::App& app, command_context& context) {
  static zone_options options;
  auto* dns = app.add_subcommand("dns", "the zone in the DNS");
  dns->require_subcommand(1);
  auto* command = dns->add_subcommand(
      "check", "ask whether the world finds the console's zone, and say what is missing");
  command->add_option("--data", context.data, "the console's data folder");
  command->add_option("--zone", options.zone, "where there is no console: its zone");
  command->add_option("--ns", options.name_servers, "and its name servers, as for init");
  command->add_option("--resolver", options.resolver,
                      "whom to ask first; without it the first of /etc/resolv.conf");
  command->add_flag("--json", context.json, "print JSON, for programs");
  command->footer(
      "Examples:\n  aviary-console dns check --data DIR\n"
      "  aviary-console dns check --zone c.example.net --ns ns1.c.example.net=192.0.2.53 "
      "--resolver 192.0.2.1");
  command->callback([&context] { context.exit = check(context, options); });
}

}  // namespace aviary
