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
constexpr std::chrono::minutes quiet_time{120};  // the longest park is a quarter of an hour
constexpr std::chrono::minutes pause{1};

class world {
 public:
  explicit world(std::uint64_t seed)
      : drawn_(draw(seed)),
        time_(prng(seed, "order")),
        crashes_(seed, "crashes"),
        touches_(seed, "touches"),
        console_(time_, seed, zone_, ledger_, nonces_) {
    for (std::size_t i = 0; i < drawn_.birds; ++i) {
      birds_.push_back(std::make_unique<bird_node>(time_, seed, static_cast<std::uint8_t>(i + 1),
                                                   drawn_.link, zone_, console_, ledger_, nonces_));
    }
    if (drawn_.birds == 1) console_.restore_sometimes();
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
    for (auto quiet = pause; quiet <= quiet_time && !is_settled(); quiet += pause)
      time_.run_until(start + faulty_time + quiet);
    check();
    shut_down();
    return std::move(report_);
  }

 private:
  template <class Node>
  void start_with_crashes(Node& node) {
    node.on_append([this, &node] {
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
      const auto octets = touches_.between(1, touches_.chance(0.5) ? 20 : 1'000);
      time_.after(when, [&bird, source, octets] { bird.touch(source, octets); });
    }
  }

  void heal() {
    healed_ = true;
    console_.heal();
    for (auto& bird : birds_) bird->heal();
  }

  /// Not the fragments': those of a message that a restarted bird sealed anew wait until they are
  /// too old, and they are nobody's debt.
  std::vector<const event_log*> logs() const {
    std::vector<const event_log*> out{&console_.log()};
    for (const auto& bird : birds_) out.push_back(&bird->log());
    return out;
  }

  /// Nobody owes anybody anything, and everybody is there.
  bool is_settled() const {
    bool settled = console_.is_up();
    for (const auto& bird : birds_) settled = settled && bird->is_up();
    for (const auto* log : logs()) {
      log->for_each_stream([&settled](const stream_name&, const stream_head& head) {
        if (head.owes) settled = false;
      });
    }
    return settled;
  }

  void check() {
    report_.broken_promises = ledger_.broken_promises(console_.log(), logs());
    const auto& reused = nonces_.broken_promises();
    report_.broken_promises.insert(report_.broken_promises.end(), reused.begin(), reused.end());
    for (const auto& bird : birds_) {
      if (!bird->is_registered()) report_.broken_promises.push_back("a bird was not registered");
    }
    report_.reports = ledger_.reports();
    report_.alerts = ledger_.alerts();
    report_.messages = nonces_.messages();
    report_.steps = time_.steps();
  }

  void shut_down() {
    console_.crash();
    for (auto& bird : birds_) bird->crash();
  }

  world_draw drawn_;
  zone_name zone_ = *zone_name::parse("c.example.net");
  ledger ledger_;
  nonce_witness nonces_{zone_};
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
