#include "sim/load/load_program.hpp"

#include <unistd.h>

#include <algorithm>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/system/system_error.hpp>
#include <deque>
#include <memory>
#include <thread>
#include <utility>

#include "actors/system_clock.hpp"
#include "actors/system_entropy.hpp"
#include "sim/load/console_api.hpp"
#include "sim/load/load_bird.hpp"
#include "sim/load/load_progress.hpp"
#include "sim/load/lossy_relay.hpp"
#include "sim/load/process_usage.hpp"
#include "sim/load/report_plan.hpp"
#include "storage/data_folder.hpp"

namespace aviary {
namespace {

/// How often it looks whether something is due.
constexpr std::chrono::milliseconds look_interval{2};
constexpr std::chrono::milliseconds ask_again_interval{500};

boost::asio::ip::udp::endpoint to_asio(const endpoint& at) {
  return {boost::asio::ip::make_address(at.host), at.port};
}

/// An actor system with one thread: a bird's log belongs to the thread that runs the bird.
struct bird_thread {
  bird_thread() {
    config.set("scheduler.policy", caf::atom("sharing"));
    config.set("scheduler.max-threads", std::size_t{1});
    system.emplace(config);
  }
  caf::actor_system_config config;
  std::optional<caf::actor_system> system;
};

/// Half of the machine is the console's.
std::size_t threads_for_birds() {
  return std::max(1u, std::thread::hardware_concurrency() / 2);
}

class load_run {
 public:
  load_run(const load_settings& settings, const std::filesystem::path& socket, pid_t console)
      : settings_(settings),
        console_(console),
        ask_([api = api_client(socket)](const auto& method, const auto& path, const auto& body) {
          return api.ask(method, path, body);
        }),
        prose_(isatty(STDERR_FILENO) != 0) {}

  /// They go in the order that load_bird wants.
  ~load_run() {
    for (auto& one : birds_) one->end();
    threads_.clear();
  }
  load_run(const load_run&) = delete;
  load_run& operator=(const load_run&) = delete;

  result<load_outcome, failure> run() {
    out_.figures.console_rss_before_mib = usage().resident_mib;
    const auto from = position_now(ask_);
    if (!from) return from.error();
    const auto admitted = register_all();
    if (!admitted) return admitted.error();
    relay_.emplace(io_,
                   lossy_relay_settings{to_asio(settings_.console), settings_.loss, settings_.delay,
                                        settings_.seed},
                   clock_, meter_.counters);
    for (std::size_t i = threads_for_birds(); i > 0; --i) threads_.emplace_back();
    start_birds(*admitted);
    heartbeats_alone();
    reports();
    const auto checked = check(*from);
    if (!checked) return checked.error();
    fill();
    return std::move(out_);
  }

 private:
  process_usage usage() const { return usage_of(console_).value_or(process_usage{}); }
  process_usage own_usage() const { return usage_of(getpid()).value_or(process_usage{}); }

  result<std::vector<admitted_bird>, failure> register_all() {
    const auto begun = clock_.now();
    auto admitted = register_birds(ask_, settings_.birds, entropy_, [&](std::size_t count) {
      prose_.registering(clock_.now() - begun, count, settings_.birds);
    });
    if (admitted) prose_.registered(clock_.now() - begun, settings_.birds);
    return admitted;
  }

  /// Handles what comes until `end`, and calls `look` every few milliseconds.
  template <class Look>
  void pass(instant end, Look look) {
    while (clock_.now() < end && look()) io_.run_for(look_interval);
  }

  void start_birds(const std::vector<admitted_bird>& admitted) {
    const load_bird::surroundings around{&clock_, &entropy_, &meter_, settings_.interval};
    const auto begun = clock_.now();
    const auto whole = std::chrono::nanoseconds(settings_.interval);
    prose_.phase("birds start", settings_.interval);
    pass(begun + whole, [&] {
      const auto share =
          static_cast<double>((clock_.now() - begun).count()) / static_cast<double>(whole.count());
      const auto due = static_cast<std::size_t>(share * settings_.birds) + 1;
      start_up_to(std::min<std::size_t>(due, settings_.birds), admitted, around);
      return true;
    });
    start_up_to(settings_.birds, admitted, around);
  }

  void start_up_to(std::size_t count, const std::vector<admitted_bird>& admitted,
                   const load_bird::surroundings& around) {
    while (birds_.size() < count) {
      const auto ordinal = birds_.size();
      const auto& known = admitted[ordinal];
      birds_.push_back(std::make_unique<load_bird>(*threads_[ordinal % threads_.size()].system,
                                                   around, relay_->add_bird(known.zone), known,
                                                   static_cast<std::uint32_t>(ordinal)));
    }
  }

  /// What a heartbeat costs is measured while there is nothing else.
  void heartbeats_alone() {
    prose_.phase("heartbeats alone", settings_.interval);
    const auto before = usage().cpu_seconds;
    const std::uint64_t answered = meter_.counters.heartbeats_answered;
    pass(clock_.now() + settings_.interval, [] { return true; });
    const auto count = static_cast<double>(meter_.counters.heartbeats_answered - answered);
    if (count > 0)
      out_.figures.console_us_per_heartbeat = (usage().cpu_seconds - before) * 1e6 / count;
  }

  void reports() {
    const auto plan =
        plan_reports(settings_.birds, settings_.reports_per_bird, settings_.run, settings_.seed);
    out_.planned = plan.size();
    prose_.phase("the run", settings_.run);
    meter_.begin();
    cpu_begun_ = cpu_second_ = usage().cpu_seconds;
    own_cpu_begun_ = own_usage().cpu_seconds;
    begun_ = second_ = clock_.now();
    auto next = plan.begin();
    pass(begun_ + settings_.run, [&] {
      for (; next != plan.end() && next->after <= clock_.now() - begun_; ++next) submit(*next);
      end_seconds();
      return true;
    });
    for (; next != plan.end(); ++next) submit(*next);
    pass(clock_.now() + settings_.wait, [&] {
      end_seconds();
      return meter_.acknowledged_count() + meter_.refused_count() < plan.size();
    });
    out_.figures.console_cpu_seconds = usage().cpu_seconds - cpu_begun_;
    out_.figures.own_cpu_seconds = own_usage().cpu_seconds - own_cpu_begun_;
    out_.figures.console_rss_after_mib = usage().resident_mib;
    meter_.fill(out_.figures);
  }

  void submit(const planned_report& planned) {
    birds_[planned.bird]->submit(report_of(planned, clock_.wall_now(), letters_));
  }

  void end_seconds() {
    const auto passed = clock_.now() - second_;
    if (passed < std::chrono::seconds(1)) return;
    const auto cpu = usage().cpu_seconds;
    meter_.end_second((cpu - cpu_second_) * 100 / std::chrono::duration<double>(passed).count());
    cpu_second_ = cpu;
    second_ += std::chrono::seconds(1);
    prose_.second(clock_.now() - begun_, meter_.series(), meter_.acknowledged_count(),
                  out_.planned);
  }

  /// The console files a report after it has acknowledged it, so it is asked until it has.
  result<void, failure> check(std::uint64_t from) {
    prose_.phase("the console's log is read", {});
    delivery_check reader;
    const auto ids = meter_.stored_ids();
    const auto end = clock_.now() + filed_within;
    for (;;) {
      const auto read = read_log(ask_, from, [&](const json_object& line) { reader.take(line); });
      if (!read) return read.error();
      from = *read;
      out_.delivery = reader.about(ids);
      if (out_.delivery.without_incident == 0 || clock_.now() >= end) return {};
      pass(clock_.now() + ask_again_interval, [] { return true; });
    }
  }

  void fill() {
    auto& to = out_.figures;
    to.console = to_text(settings_.console);
    to.birds = settings_.birds;
    to.seed = settings_.seed;
    to.seconds = static_cast<double>(settings_.run.count());
    to.loss = settings_.loss;
    to.interval_seconds = static_cast<double>(settings_.interval.count());
    to.reports_in_console = out_.delivery.accepted;
    to.console_kib_per_bird = (to.console_rss_after_mib - to.console_rss_before_mib) * 1024 /
                              std::max(1.0, static_cast<double>(settings_.birds));
    out_.refused = meter_.refused_count();
  }

  load_settings settings_;
  pid_t console_;
  ask_api ask_;
  load_progress prose_;
  load_outcome out_;
  system_clock_port clock_;
  system_entropy entropy_;
  load_meter meter_;
  prng letters_{settings_.seed, "letters"};
  instant begun_{}, second_{};
  double cpu_begun_ = 0, cpu_second_ = 0, own_cpu_begun_ = 0;
  boost::asio::io_context io_{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_{
      io_.get_executor()};
  std::optional<lossy_relay> relay_;
  std::vector<std::unique_ptr<load_bird>> birds_;
  std::deque<bird_thread> threads_;
};

}  // namespace

result<load_outcome, failure> run_load(const load_settings& settings) {
  const auto folder = data_folder::open(settings.data, data_role::console);
  if (!folder) return folder.error();
  const auto console = process_behind(folder->control_socket());
  if (!console)
    return failure{"no console is running on " + settings.data.string(),
                   "start it with: aviary-console serve --data " + settings.data.string() +
                       " --dns " + to_text(settings.console)};
  try {
    return load_run(settings, folder->control_socket(), *console).run();
  } catch (const boost::system::system_error& error) {
    return failure{std::string("the relay has no sockets: ") + error.what(),
                   "see that " + to_text(settings.console) + " can be reached from here"};
  }
}

}  // namespace aviary
