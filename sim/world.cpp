#include "sim/world.hpp"

#include <algorithm>
#include <utility>

#include "sim/faults/fault.hpp"
#include "sim/workloads/workload.hpp"

namespace aviary {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr const char* zone_text = "c.example.net";
/// Behind the last debt: time for every bird to be heard again. unbound asks a name server that it
/// takes for dead again after a quarter of an hour (ADR 0007).
constexpr minutes calm{5};
constexpr minutes calm_behind_resolver{20};
/// A world of more birds does not start them at one instant.
constexpr std::uint64_t birds_at_once = 20;
/// A slot is kept for each query that waits for a disk; the programs have as many.
constexpr std::size_t slots_small = 64;
constexpr std::size_t slots_large = 4'096;

link_faults links_of(const world_options& options) {
  link_faults out;
  out.loss = options.loss;
  out.duplication = options.duplication;
  out.corruption = options.corruption;
  out.delay_min = milliseconds(options.delay_min_ms);
  out.delay_max = milliseconds(options.delay_max_ms);
  return out;
}

console_node::settings console_of(const world_options& options, const zone_name& zone) {
  return {zone, options.seed, options.birds <= birds_at_once ? slots_small : slots_large,
          options.slow_writes};
}

}  // namespace

world::world(const world_options& options) : world(options, nullptr) {}

world::world(const world_options& options, const std::vector<strike>* only)
    : options_(options),
      zone_(*zone_name::parse(zone_text)),
      checkers_({zone_text, seconds(options.interval_seconds)}),
      time_(prng(options.seed, "order")),
      plan_(
          options.seed, [this] { return time_.now(); }, only),
      network_(time_, plan_, options.seed, links_of(options)),
      console_(time_, plan_, checkers_, console_of(options, zone_)) {
  report_.options = options;
  wire();
}

world::~world() {
  console_.crash();
  for (auto& bird : birds_) bird->crash();
}

void world::wire() {
  checkers_.on_sighting([this](const sighting& one) { count(one); });
  network_.connect([this](byte_view message, const return_path& from, site_network::answer back) {
    console_.receive(message, from, std::move(back));
  });
  if (const auto* profile = find_resolver_profile(options_.resolver))
    network_.add_resolver(*profile, zone_);
  const auto around = surroundings();
  for (std::uint64_t i = 1; i <= options_.birds; ++i)
    add_bird(std::make_unique<bird_node>(around, i));
  for (const auto& [name, rate] : options_.faults) find_fault(name)->install(*this, rate);
  find_workload(options_.workload)->install(*this);
}

bird_surroundings world::surroundings() {
  return {time_,
          plan_,
          checkers_,
          network_,
          console_,
          zone_,
          options_.seed,
          seconds(options_.interval_seconds),
          options_.probes != 0,
          options_.slow_writes};
}

void world::add_bird(std::unique_ptr<bird_node> made) {
  birds_.push_back(std::move(made));
  for (const auto& each : bird_hooks_) each(*birds_.back());
}

void world::for_each_bird(bird_hook what) {
  for (auto& bird : birds_) what(*bird);
  bird_hooks_.push_back(std::move(what));
}

// -- the run --------------------------------------------------------------------------------------

world_report world::run() {
  start_all();
  const auto start = time_.now();
  pass_second();
  bool content = run_while_content(start + seconds(options_.seconds), seconds(1));
  heal();
  const auto healed = time_.now();
  const auto limit = healed + minutes(options_.settle_minutes);
  content = content && settle(limit);
  report_.settled_after = std::chrono::duration<double>(time_.now() - healed).count();
  const auto rest = options_.resolver == no_resolver ? calm : calm_behind_resolver;
  // What comes up in the calm, such as two copies of a bird that are asked for their journals, is
  // to be done as well.
  content = content && run_while_content(time_.now() + rest, rest) && settle(limit + rest);
  if (content) checkers_.conclude(result_so_far());
  report_.broken_promises = checkers_.broken_promises();
  report_.strikes = plan_.struck();
  report_.steps = time_.steps();
  report_.network = network_.count();
  report_.hash = hash_.text();
  return std::move(report_);
}

void world::start_all() {
  console_.start();
  prng starts(options_.seed, "starts");
  const auto spread = options_.interval_seconds * 1'000;
  for (auto& bird : birds_) {
    const auto when = birds_.size() <= birds_at_once ? 0 : starts.between(0, spread);
    time_.after(milliseconds(when), [one = bird.get()] { one->start(); });
  }
}

/// False when a promise was broken.
bool world::settle(instant limit) {
  bool content = true;
  while (content && !is_settled() && time_.now() < limit)
    content = run_while_content(time_.now() + seconds(10), seconds(10));
  return content;
}

/// False when a promise was broken: a run ends there, so that what led to it is short.
bool world::run_while_content(instant end, instant::duration slice) {
  while (time_.now() < end) {
    time_.run_until(std::min(end, time_.now() + slice));
    if (!checkers_.is_content()) return false;
  }
  return true;
}

void world::pass_second() {
  checkers_.see(sightings::second_passed{time_.now(), &console_.fragments()});
  if (!healed_)
    for (const auto& each : seconds_) each();
  time_.after(seconds(1), [this] { pass_second(); });
}

void world::heal() {
  healed_ = true;
  report_.hostile_steps = time_.steps();
  plan_.stop();
  network_.heal();
  for (const auto& each : heals_) each();
}

/// Nobody owes anybody anything, everybody is there, and what a restored console lost is back.
bool world::is_settled() const {
  const auto end = result_so_far();
  bool settled = end.missing.empty() && !checkers_.waits();
  for (const auto& [name, log] : end.logs) {
    if (!settled) return false;
    log->for_each_stream([&settled](const stream_name&, const stream_head& head) {
      if (head.owes) settled = false;
    });
  }
  return settled;
}

outcome world::result_so_far() const {
  outcome out;
  out.fragments = &console_.fragments();
  out.awake = time_.awake();
  out.logs.emplace_back(console_.name(), &console_.log());
  if (!console_.is_up()) out.missing.push_back(console_.name());
  for (const auto& bird : birds_) {
    // What a turned bird owes may be owed for ever: somebody else may have said it in its name.
    if (!turned_.contains(bird->id())) out.logs.emplace_back(bird->name(), &bird->log());
    if (bird->is_up())
      ++out.birds;
    else
      out.missing.push_back(bird->name());
  }
  return out;
}

void world::count(const sighting& one) {
  hash_.fold(one, time_.now());
  if (std::holds_alternative<sightings::stored>(one)) ++report_.reports;
  if (std::holds_alternative<sightings::query_sent>(one)) ++report_.messages;
  const auto* call = std::get_if<sightings::alert_posted>(&one);
  if (call != nullptr && call->taken) ++report_.alerts;
}

// -- faults ---------------------------------------------------------------------------------------

void world::power_cut(sim_node& node, instant::duration down) {
  time_.at_once([this, &node, down] {
    if (!node.is_up()) return;
    crash(node);
    time_.after(down, [&node] {
      if (!node.is_up()) node.start();
    });
  });
}

void world::crash(sim_node& node) {
  ++report_.crashes;
  node.crash();
  if (&node == &console_)
    for (const auto& each : behind_console_crash_) each(console_);
  else
    for (const auto& each : behind_bird_crash_) each(bird(node.ordinal()));
}

void world::clone(std::uint64_t ordinal) {
  auto& original = bird(ordinal);
  auto made = std::make_unique<bird_node>(surroundings(), birds() + 1, original);
  checkers_.see(sightings::cloned{ordinal, original.id(), original.tag()});
  add_bird(std::move(made));
  birds_.back()->start();
  if (turned_.contains(birds_.back()->id())) see_turned(*birds_.back());
}

void world::turn(std::uint64_t ordinal) {
  const auto& whose = bird(ordinal).id();
  if (!turned_.insert(whose).second) return;
  for (const auto& each : birds_)
    if (each->id() == whose) see_turned(*each);
}

void world::see_turned(const bird_node& one) {
  checkers_.see(sightings::turned{one.ordinal(), one.id(), one.tag()});
}

world_report run_world(const world_options& options) {
  return world(options).run();
}

}  // namespace aviary
