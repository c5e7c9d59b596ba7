#include "sim/world.hpp"

#include <chrono>
#include <memory>
#include <utility>

#include "messages/hex.hpp"
#include "sim/bird_node.hpp"
#include "sim/console_node.hpp"

namespace aviary {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

/// What a seed draws for its world.
struct world_draw {
  std::size_t birds = 1;
  std::size_t touches = 1;
  double crash_per_append = 0;
  link_faults link;
};

world_draw draw(std::uint64_t seed) {
  prng source(seed, "world");
  world_draw out;
  out.birds = source.between(1, 3);
  out.touches = source.between(1, 12);
  out.crash_per_append = source.unit() * 0.15;
  out.link.loss = 0.2 + source.unit() * 0.3;
  out.link.duplication = source.unit() * 0.2;
  out.link.delay_min = milliseconds(source.between(1, 20));
  out.link.delay_max = out.link.delay_min + milliseconds(source.between(0, 2'000));
  return out;
}

std::string to_text(const world_draw& drawn) {
  return std::to_string(drawn.birds) + " birds, " + std::to_string(drawn.touches) +
         " touches each, loss " + std::to_string(drawn.link.loss) + ", duplication " +
         std::to_string(drawn.link.duplication) + ", delay " +
         std::to_string(drawn.link.delay_min.count()) + "-" +
         std::to_string(drawn.link.delay_max.count()) + " ms, crash per append " +
         std::to_string(drawn.crash_per_append);
}

constexpr seconds faulty_time{120};
constexpr std::chrono::hours quiet_time{2};  // the longest park is a quarter of an hour

class world {
 public:
  explicit world(std::uint64_t seed)
      : drawn_(draw(seed)),
        time_(prng(seed, "order")),
        crashes_(seed, "crashes"),
        touches_(seed, "touches"),
        console_(time_, seed, ledger_) {
    for (std::size_t i = 0; i < drawn_.birds; ++i) {
      birds_.push_back(std::make_unique<bird_node>(time_, seed, static_cast<std::uint8_t>(i + 1),
                                                   drawn_.link, console_, ledger_));
    }
    report_.seed = seed;
    report_.drawn = to_text(drawn_);
  }

  world_report run() {
    start_with_crashes(console_);
    for (auto& bird : birds_) {
      start_with_crashes(*bird);
      plan_touches(*bird);
    }
    const auto start = time_.now();
    time_.run_until(start + faulty_time);
    heal();
    time_.run_until(start + faulty_time + quiet_time);
    check();
    shut_down();
    return std::move(report_);
  }

 private:
  template <class Node>
  void start_with_crashes(Node& node) {
    node.log().on_append([this, &node] {
      if (healed_ || !node.is_up() || !crashes_.chance(drawn_.crash_per_append)) return;
      time_.at_once([this, &node] {
        if (node.is_up()) crash(node);
      });
    });
    node.start();
  }

  template <class Node>
  void crash(Node& node) {
    ++report_.crashes;
    node.crash();
    time_.after(milliseconds(crashes_.between(1, 10'000)), [&node] { node.start(); });
  }

  void plan_touches(bird_node& bird) {
    for (std::size_t i = 0; i < drawn_.touches; ++i) {
      const milliseconds when(touches_.between(0, 100'000));
      const std::string source = touches_.chance(0.7) ? "192.0.2.9" : "198.51.100.7";
      time_.after(when, [&bird, source] { bird.touch(source); });
    }
  }

  void heal() {
    healed_ = true;
    console_.heal();
    for (auto& bird : birds_) bird->heal();
  }

  void check() {
    std::vector<const event_log*> logs{&console_.log()};
    for (const auto& bird : birds_) logs.push_back(&bird->log());
    report_.broken_promises = ledger_.broken_promises(console_.log(), logs);
    report_.reports = ledger_.reports();
    report_.alerts = ledger_.alerts();
    report_.steps = time_.steps();
  }

  void shut_down() {
    console_.crash();
    for (auto& bird : birds_) bird->crash();
  }

  world_draw drawn_;
  ledger ledger_;
  timeline time_;
  prng crashes_;
  prng touches_;
  console_node console_;
  std::vector<std::unique_ptr<bird_node>> birds_;
  bool healed_ = false;
  world_report report_;
};

}  // namespace

world_report run_world(std::uint64_t seed) {
  return world(seed).run();
}

}  // namespace aviary
