#include "bird/bird_program.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdio>
#include <optional>
#include <utility>

#include "actors/system_clock.hpp"
#include "actors/system_entropy.hpp"
#include "bird/bird.hpp"
#include "bird/bird_folder.hpp"
#include "bird/control_socket.hpp"
#include "bird/counter_file.hpp"
#include "bird/decoy_feed.hpp"
#include "bird/intake.hpp"
#include "bird/paths_file.hpp"
#include "bird/state_news.hpp"
#include "bird/status_report.hpp"
#include "storage/rocksdb_event_log.hpp"

namespace aviary {

/// They go in the opposite order. An actor may run on until the system has gone, so what actors
/// were given by reference stands above it.
struct bird_program::parts {
  system_clock_port clock;
  system_entropy entropy;
  std::optional<bird_folder> folder;
  std::optional<counter_file> counters;
  std::optional<decoy_host> ssh;
  std::unique_ptr<rocksdb_event_log> log;
  std::unique_ptr<datagram_port> network;
  uplink_settings uplink;
  std::vector<std::string> resolvers;
  std::optional<paths_file> paths;
  std::optional<caf::actor_system_config> config;
  std::optional<caf::actor_system> system;
  std::unique_ptr<bird> self;
  std::optional<decoy_feed> feed;
  std::unique_ptr<intake> lines;
  std::unique_ptr<control_socket> control;
  std::shared_ptr<boost::asio::steady_timer> look;
  state_news news;

  json_object report(const uplink_status& status) const {
    return status_report(status, uplink, resolvers, clock.now());
  }
};

namespace {

constexpr std::chrono::seconds look_interval{5};

void say(const std::string& line) {
  std::fprintf(stderr, "aviary-bird: %s\n", line.c_str());
}

struct loaded {
  bird_settings settings;
  bird_registration registration;
};

/// What the folder says of this bird; a bird that is not registered cannot run.
result<loaded, failure> load(const bird_folder& folder) {
  const auto settings = folder.settings();
  if (!settings) return settings.error();
  if (!*settings)
    return failure{"this bird was reset", "set it up again: aviary-bird init --data DIR"};
  const auto registration = folder.registration();
  if (!registration) return registration.error();
  if (!*registration)
    return failure{"this bird is not registered yet",
                   "ask with: aviary-bird register --data DIR > request, and carry it to the "
                   "console"};
  return loaded{**settings, **registration};
}

void report_loss(bird& self, const clock_port& clock, const log_loss& loss) {
  say("events are lost: " + loss.what);
  report made;
  made.type = log_types::events_lost;
  made.utc_time = utc_text(clock.wall_now());
  put_logdata(made, "NOTICE", as_bytes(loss.what));
  self.submit(std::move(made), [](const auto&) {});
}

sender_settings way_of(const bird_registration& registration, const uplink_settings& settings) {
  std::vector<path_profile> paths;
  for (const auto& one : settings.paths)
    paths.push_back(one && settings.probes_paths ? profile_of(*one) : unknown_path());
  return {registration.zone, registration.tag, derive_up_keys(registration.root),
          derive_down_keys(registration.root), std::move(paths)};
}

}  // namespace

bird_program::bird_program(std::unique_ptr<parts> made) : parts_(std::move(made)) {}
bird_program::~bird_program() = default;

void bird_program::wind_down(std::function<void()> done) {
  if (!parts_->feed) return done();
  parts_->feed->wind_down(std::move(done));
}

/// Says on stderr how the way to the console stands, whenever that changes.
void bird_program::look_again(boost::asio::io_context& io, parts& my) {
  my.look->expires_after(look_interval);
  my.look->async_wait([&io, &my, lives = std::weak_ptr(my.look)](boost::system::error_code) {
    if (lives.expired()) return;
    my.self->ask_status([&io, &my, lives](const uplink_status& status) {
      boost::asio::post(io, [&io, &my, lives, report = my.report(status)] {
        if (lives.expired()) return;
        if (const auto line = my.news.note(report)) say(*line);
        look_again(io, my);
      });
    });
  });
}

result<std::unique_ptr<bird_program>, failure> bird_program::start(
    boost::asio::io_context& io, const std::filesystem::path& data,
    const bird_program_settings& settings) {
  auto made = std::make_unique<parts>();
  auto& my = *made;
  auto folder = bird_folder::open(data);
  if (!folder) return folder.error();
  my.folder.emplace(*std::move(folder));
  auto counters = counter_file::open(my.folder->counter());
  if (!counters) return counters.error();
  my.counters.emplace(*std::move(counters));
  const auto known = load(*my.folder);
  if (!known) return known.error();

  // The decoy is started before the log is opened: a child must not hold its files and locks.
  if (!settings.ssh.empty()) {
    auto host = decoy_host::spawn(
        {settings.decoy_program, "ssh", settings.ssh, my.folder->ssh_host_keys().string(), ""});
    if (!host) return host.error();
    my.ssh.emplace(*std::move(host));
  }
  log_options options;
  options.profile = log_profile::bird;
  options.now = [clock = &my.clock] { return clock->now(); };
  if (settings.accept_loss) my.entropy.fill(options.accept_loss.emplace().value);
  auto opened = rocksdb_event_log::open(my.folder->log(), options);
  if (!opened) return opened.error();
  my.log = std::move(opened->log);

  my.config.emplace();
  my.config->set("scheduler.policy", caf::atom("sharing"));  // stealing burns a fifth of a core
  my.config->set("scheduler.max-threads", std::size_t{1});
  my.system.emplace(*my.config);
  my.network = connect_to_resolvers(io, settings.resolvers, say);
  my.resolvers = settings.resolvers.names();
  my.paths.emplace(*my.folder, my.resolvers, say);
  my.uplink = {known->settings.name,  known->settings.location,
               settings.interval,     known->registration.number,
               settings.probes_paths, my.paths->known(),
               my.resolvers};
  const boot_id life{my.counters->begin_boot(), my.entropy.draw<std::uint32_t>()};
  const bird_ports ports{my.log.get(),     &my.clock,     &my.entropy,
                         my.network.get(), &*my.counters, &*my.paths};
  my.self = std::make_unique<bird>(*my.system, ports, life, my.uplink,
                                   way_of(known->registration, my.uplink));

  if (opened->loss) report_loss(*my.self, my.clock, *opened->loss);
  const take_report take = [self = my.self.get()](report seen, auto told) {
    self->submit(std::move(seen), std::move(told));
  };
  if (my.ssh) my.feed.emplace(io, std::move(*my.ssh), take, say);
  if (!settings.intake.empty()) {
    auto lines = intake::open(io, settings.intake, take);
    if (!lines) return lines.error();
    my.lines = *std::move(lines);
  }
  auto control = control_socket::open(
      io, my.folder->control_socket(), [&my](std::string_view command, control_reply reply) {
        if (command != "status")
          return reply(failure{"no such command: " + std::string(command), "there is: status"});
        my.self->ask_status(
            [&my, reply](const uplink_status& status) { reply(my.report(status)); });
      });
  if (!control) return control.error();
  my.control = *std::move(control);
  my.look = std::make_shared<boost::asio::steady_timer>(io);
  look_again(io, my);
  return std::unique_ptr<bird_program>(new bird_program(std::move(made)));
}

}  // namespace aviary
