#include "actors/accounts.hpp"
#include "actors/addresses.hpp"
#include "actors/event_codec.hpp"
#include "actors/system_clock.hpp"
#include "actors/system_entropy.hpp"
#include "console/accounts/credential.hpp"
#include "console/commands/commands.hpp"
#include "console/console_settings.hpp"
#include "console/dns/zone_answers.hpp"
#include "console/http/pages.hpp"
#include "console/http/tls_identity.hpp"
#include "messages/update_signature.hpp"
#include "storage/data_folder.hpp"
#include "storage/master_key.hpp"
#include "storage/rocksdb_event_log.hpp"
#include "storage/small_file.hpp"

namespace aviary {
namespace {

template <class Secret>
Secret draw(entropy_port& entropy) {
  return Secret::filled_by([&entropy](std::uint8_t* out) { entropy.fill({out, Secret::size}); });
}

log_options options_for(const clock_port& clock) {
  log_options options;
  options.now = [&clock] { return clock.now(); };
  return options;
}

result<void, failure> create_log(const std::filesystem::path& folder, entropy_port& entropy) {
  incarnation id;
  entropy.fill(id.value);
  const system_clock_port clock;
  return rocksdb_event_log::create(folder, id, options_for(clock));
}

/// The link of the first administrator, in a log that holds nothing yet.
result<std::string, failure> make_first_link(const std::filesystem::path& log,
                                             entropy_port& entropy) {
  const system_clock_port clock;
  const auto opened = rocksdb_event_log::open(log, options_for(clock));
  if (!opened) return opened.error();
  const auto drawn = draw_credential(entropy);
  const auto now = clock.wall_now();
  const accounts::event made = accounts::events::link_made{
      {}, drawn.hash, now + accounts::link_life, std::string(console_user)};
  append_request wanted;
  wanted.stream = stream_name(addresses::accounts);
  wanted.at = now;
  wanted.events = {{std::string(event_name(made)), encode_event(made)}};
  opened->log->append(std::move(wanted), {});
  return result<std::string, failure>(boost::system::in_place_value, drawn.text);
}

/// Reads what was typed before anything is made.
result<console_settings, failure> read_settings(const std::string& zone_text,
                                                const std::vector<std::string>& name_servers) {
  const auto zone = zone_name::parse(zone_text);
  if (!zone) return zone.error();
  std::vector<name_server_record> records;
  for (const auto& text : name_servers) {
    const auto one = parse_name_server_record(text);
    if (!one) return one.error();
    records.push_back(*one);
  }
  const auto answers = zone_answers::of(*zone, std::move(records));
  if (!answers) return answers.error();
  return console_settings{*zone, name_servers, {}};
}

/// Tells the link with which the first administrator comes in.
result<std::string, failure> init(const std::filesystem::path& data, console_settings settings) {
  const auto folder = data_folder::create(data, data_role::console);
  if (!folder) return folder.error();
  system_entropy entropy;
  const auto master =
      master_key::create(folder->master_key(), draw<master_key::octets_of_key>(entropy));
  if (!master) return master.error();
  const auto seed = draw<update_seed>(entropy);
  settings.updates = update_key_of(seed);
  const auto key = write_new_file(folder->path() / "update.key", seed.view(), 0600);
  if (!key) return key.error();
  for (const auto& path : {folder->log(), folder->fragments()}) {
    const auto log = create_log(path, entropy);
    if (!log) return log.error();
  }
  const auto tls =
      ensure_tls_identity(tls_files::in(folder->tls()), system_clock_port().wall_now());
  if (!tls) return tls.error();
  const auto saved = save_new(folder->path() / "console.json", settings);
  if (!saved) return saved.error();
  return make_first_link(folder->log(), entropy);
}

}  // namespace

void add_init_command(CLI::App& app, command_context& context) {
  static std::string zone;
  static std::vector<std::string> name_servers;
  auto* command = add_command(app, context, "init", "make a console in a new folder",
                              "aviary-console init --data /var/lib/aviary --zone c.example.net "
                              "--ns ns1.c.example.net=192.0.2.53",
                              false);
  command->add_option("--zone", zone, "the zone below which the birds ask")->required();
  command->add_option("--ns", name_servers,
                      "a name server of the zone and its address; say it again for a second one");
  command->callback([&context] {
    const bool on_loopback = name_servers.empty();
    if (on_loopback) name_servers = {"ns1." + zone + "=127.0.0.1"};
    auto settings = read_settings(zone, name_servers);
    if (!settings) {
      context.exit = print_failure(program_name, settings.error(), exit_code::usage);
      return;
    }
    const auto done = init(context.data, *std::move(settings));
    if (!done) {
      context.exit = print_failure(program_name, done.error());
      return;
    }
    if (on_loopback)
      std::fprintf(stderr,
                   "The zone says that its name server is %s, which only this machine can reach: "
                   "give --ns NAME=ADDRESS for any other use.\n",
                   name_servers.front().c_str());
    const std::string begin =
        page_files().empty()
            ? "Then set a name and a password with the link " + *done + " (docs/API.md, links/use)"
            : "Then open https://localhost:8443/link#" + *done +
                  " and choose a name and a password";
    std::fprintf(stderr,
                 "Put update.key away from this machine: it signs updates, and nothing else needs "
                 "it.\nnext: aviary-console serve --data %s --dns 127.0.0.1:5300 "
                 "--https 127.0.0.1:8443\n"
                 "%s: it works once, within a day (users link makes another). Register birds "
                 "(aviary-bird register), and say where alerts go (channels add).\n",
                 context.data.c_str(), begin.c_str());
  });
}

}  // namespace aviary
