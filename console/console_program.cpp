#include "console/console_program.hpp"

#include <boost/asio/steady_timer.hpp>
#include <cstdio>
#include <functional>
#include <utility>

#include "actors/system_clock.hpp"
#include "actors/system_entropy.hpp"
#include "console/accounts/account_service.hpp"
#include "console/accounts/gate.hpp"
#include "console/channels/curl_http_post.hpp"
#include "console/console.hpp"
#include "console/console_settings.hpp"
#include "console/dns/dns_listener.hpp"
#include "console/http/http_server.hpp"
#include "console/http/pages.hpp"
#include "storage/data_folder.hpp"
#include "storage/rocksdb_event_log.hpp"

namespace aviary {

/// They go in the opposite order. An actor may run on until the system has gone, and reply to the
/// edge or to HTTP, so what actors were given by reference stands above it.
struct console_program::parts {
  explicit parts(boost::asio::io_context& io) : sweep_timer(io) {}
  /// From here on nobody calls the console or its actors.
  ~parts() {
    if (edge) edge->stop();
    if (http) http->stop();
    if (accounts) accounts->stop();
    webhooks.stop();
  }

  system_clock_port clock;
  system_entropy entropy;
  std::shared_ptr<const registration::console_identity> identity;
  std::optional<zone_answers> zone;
  std::unique_ptr<rocksdb_event_log> log;
  std::unique_ptr<rocksdb_event_log> fragments;
  curl_http_post webhooks;
  std::optional<key_table> keys;
  std::unique_ptr<dns_listener> edge;
  std::unique_ptr<http_server> http;
  subscription feed_wakes;
  std::optional<account_service> accounts;
  std::optional<caf::actor_system_config> config;
  std::optional<caf::actor_system> system;
  std::unique_ptr<console> self;
  boost::asio::steady_timer sweep_timer;

  /// Accounts, and the API for those who have one.
  result<void, failure> open_doors(const data_folder& folder,
                                   const console_program_settings& settings) {
    accounts.emplace(self->accounts_known(), identity->master, entropy, clock,
                     [to = self.get()](aviary::accounts::command what, auto told) {
                       to->ask_accounts(std::move(what), std::move(told));
                     });
    std::optional<http_server::https_settings> https;
    if (settings.https) {
      https = {*settings.https, tls_files::in(folder.tls())};
      const auto there = ensure_tls_identity(https->files, clock.wall_now());
      if (!there) return there;
    }
    auto api = self->api();
    api.accounts = &*accounts;
    api.pages_url = [this] {
      return http && !page_files().empty() ? http->https_url() : std::string();
    };
    auto opened = http_server::open(
        {folder.control_socket(), settings.http, https},
        [this, api](api_request request, const api_reply& reply) {
          if (!request.path.starts_with("/api/"))
            return reply(page_response(request, page_files()));
          if (const auto refused = admit(request, accounts->view(), clock.wall_now()))
            return reply(*refused);
          answer_api(api, request, reply);
        });
    if (!opened) return opened.error();
    http = *std::move(opened);
    feed_wakes =
        log->subscribe(log->tip().at, [to = http.get()](const record&) { to->wake_feeds(); });
    return {};
  }

  void sweep() {
    self->sweep();
    sweep_timer.expires_after(std::chrono::seconds(1));
    sweep_timer.async_wait([this](boost::system::error_code error) {
      if (!error) sweep();
    });
  }
};

namespace {

result<zone_answers, failure> read_zone(const console_settings& settings) {
  std::vector<name_server_record> records;
  for (const auto& text : settings.name_servers) {
    const auto one = parse_name_server_record(text);
    if (!one) return one.error();
    records.push_back(*one);
  }
  return zone_answers::of(settings.zone, std::move(records));
}

log_options options_for(const clock_port& clock) {
  log_options options;
  options.now = [&clock] { return clock.now(); };
  return options;
}

using opened_log = result<std::unique_ptr<rocksdb_event_log>, failure>;

/// The fragments of unfinished messages. What is lost here the birds send again, so a log that a
/// power cut damaged is made anew instead of stopping the console.
opened_log open_fragments(const std::filesystem::path& folder, const clock_port& clock,
                          entropy_port& entropy) {
  auto options = options_for(clock);
  options.sync_interval = std::chrono::seconds(1);
  options.cut_retired = true;
  auto opened = rocksdb_event_log::open(folder, options);
  if (opened) return std::move(opened->log);
  std::fprintf(stderr, "aviary-console: %s; it is made anew, birds send again what was in it\n",
               opened.error().what.c_str());
  std::error_code error;
  std::filesystem::remove_all(folder, error);
  incarnation id;
  entropy.fill(id.value);
  const auto made = rocksdb_event_log::create(folder, id, options);
  if (!made) return made.error();
  opened = rocksdb_event_log::open(folder, options);
  if (!opened) return opened.error();
  return std::move(opened->log);
}

key_table::unseal_root unsealer(std::shared_ptr<const registration::console_identity> identity) {
  return [identity](byte_view sealed) -> std::optional<root_key> {
    const auto plain = identity->master.open_sealed(sealed);
    if (!plain || plain->size() != root_key::size) return {};
    return root_key(std::span<const std::uint8_t, root_key::size>(*plain));
  };
}

}  // namespace

console_program::console_program(std::unique_ptr<parts> made) : parts_(std::move(made)) {}
console_program::~console_program() = default;

result<std::unique_ptr<console_program>, failure> console_program::start(
    boost::asio::io_context& io, const std::filesystem::path& data,
    const console_program_settings& settings) {
  auto made = std::make_unique<parts>(io);
  auto& my = *made;
  const auto folder = data_folder::open(data, data_role::console);
  if (!folder) return folder.error();
  const auto known = load_console_settings(folder->path() / "console.json");
  if (!known) return known.error();
  const auto master = master_key::open(folder->master_key());
  if (!master) return master.error();
  auto zone = read_zone(*known);
  if (!zone) return zone.error();
  my.zone.emplace(*std::move(zone));
  my.identity = std::make_shared<const registration::console_identity>(
      registration::console_identity{*master, known->zone, known->updates});

  std::optional<incarnation> new_life;
  if (settings.accept_loss) my.entropy.fill(new_life.emplace().value);
  auto options = options_for(my.clock);
  options.accept_loss = new_life;
  auto opened = rocksdb_event_log::open(folder->log(), options);
  if (!opened) return opened.error();
  my.log = std::move(opened->log);
  auto fragments = open_fragments(folder->fragments(), my.clock, my.entropy);
  if (!fragments) return fragments.error();
  my.fragments = *std::move(fragments);

  my.keys.emplace(unsealer(my.identity));
  dns_listener_settings endpoints;
  endpoints.endpoints = settings.dns;
  auto edge = dns_listener::open(endpoints, *my.zone, *my.keys, my.clock, my.entropy);
  if (!edge) return edge.error();
  my.edge = *std::move(edge);

  my.config.emplace();
  my.config->set("scheduler.policy", caf::atom("sharing"));  // stealing burns a fifth of a core
  my.system.emplace(*my.config);
  const console_ports ports{my.log.get(),        my.fragments.get(), &my.clock,  &my.entropy,
                            &my.edge->answers(), &my.webhooks,       my.identity};
  my.self = std::make_unique<console>(*my.system, ports, *my.keys);
  if (const auto unreadable = my.keys->unreadable_roots(); unreadable > 0)
    return failure{folder->master_key().string() + " is not the key of this log: " +
                       std::to_string(unreadable) + " registrations do not open",
                   "put back the master.key that belongs to it; without it every bird must be "
                   "registered again, with a new console"};
  if (opened->loss) {
    std::fprintf(stderr, "aviary-console: events are lost: %s\n", opened->loss->what.c_str());
    my.self->notice(log_types::events_lost, opened->loss->what);
  }
  my.edge->start(
      [self = my.self.get()](authentic_batch batch) { self->receive(std::move(batch)); });

  const auto doors = my.open_doors(*folder, settings);
  if (!doors) return doors.error();
  my.sweep();
  return std::unique_ptr<console_program>(new console_program(std::move(made)));
}

}  // namespace aviary
