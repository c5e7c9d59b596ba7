#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "messages/bytes.hpp"
#include "sim/prng.hpp"
#include "sim/timeline.hpp"
#include "sim/trace/fault_plan.hpp"

// One direction of a path: it loses, delays, doubles, damages and so reorders what it carries. It
// may be cut for a while, and it may clog: then everything waits, and comes at once.

namespace aviary {

struct link_faults {
  double loss = 0;
  double duplication = 0;
  double corruption = 0;
  std::chrono::milliseconds delay_min{1};
  std::chrono::milliseconds delay_max{1};
};

class lossy_link {
 public:
  using arrival = std::function<void(byte_view datagram)>;
  /// What became of one datagram, as it leaves: nothing when it is lost.
  using watcher = std::function<void(byte_view datagram, std::optional<instant> arrives)>;

  /// `direction` ("query", "answer") names its faults: query_lost, query_doubled, query_damaged.
  lossy_link(timeline& time, fault_plan& plan, std::uint64_t seed, std::string_view direction,
             std::uint64_t bird, const link_faults& wanted)
      : time_(time),
        bird_(bird),
        wanted_(wanted),
        lost_(plan.source(std::string(direction) + "_lost", bird)),
        doubled_(plan.source(std::string(direction) + "_doubled", bird)),
        damaged_(plan.source(std::string(direction) + "_damaged", bird)),
        delays_(seed, std::string(direction) + " delay", bird) {}

  void carry(byte_view datagram, const arrival& arrive) {
    const int copies = strikes(doubled_, wanted_.duplication, datagram) ? 2 : 1;
    for (int copy = 0; copy < copies; ++copy) {
      ++sent_;
      const auto delay = draw_delay();
      const bool is_lost = strikes(lost_, wanted_.loss, datagram);
      const bool is_damaged = strikes(damaged_, wanted_.corruption, datagram);
      const bool is_stopped = stops_ && stops_(datagram);
      const auto at = std::max(time_.now() + delay, clogged_until_);
      if (is_lost || is_stopped || time_.now() < cut_until_) {
        if (watch_) watch_(datagram, {});
        ++gone_;
        continue;
      }
      if (watch_) watch_(datagram, at);
      bytes octets(datagram.begin(), datagram.end());
      if (is_damaged && !octets.empty()) {
        const auto bit = damaged_.between(0, octets.size() * 8 - 1);
        octets[bit / 8] ^= static_cast<std::uint8_t>(1u << bit % 8);
      }
      time_.after(at - time_.now(), [arrive, told = std::move(octets)] { arrive(told); });
    }
  }

  void watch(watcher sees) { watch_ = std::move(sees); }
  /// Loses what that says yes to, beside what it loses by chance.
  void stop_what(std::function<bool(byte_view datagram)> stops) { stops_ = std::move(stops); }
  /// Nothing comes through until then.
  void cut(instant until) { cut_until_ = std::max(cut_until_, until); }
  /// Nothing arrives before then, and nothing is lost.
  void clog(instant until) { clogged_until_ = std::max(clogged_until_, until); }
  /// The site's path is whole again.
  void heal() {
    wanted_.loss = wanted_.duplication = wanted_.corruption = 0;
    cut_until_ = clogged_until_ = {};
  }
  std::uint64_t sent() const { return sent_; }
  std::uint64_t lost() const { return gone_; }

 private:
  bool strikes(fault_source& fault, double rate, byte_view datagram) {
    const bool out = fault.strikes(rate);
    if (out) fault.concerns(bird_, datagram);
    return out;
  }
  instant::duration draw_delay() {
    return std::chrono::milliseconds(
        delays_.between(static_cast<std::uint64_t>(wanted_.delay_min.count()),
                        static_cast<std::uint64_t>(wanted_.delay_max.count())));
  }

  timeline& time_;
  std::uint64_t bird_;
  link_faults wanted_;
  fault_source lost_;
  fault_source doubled_;
  fault_source damaged_;
  prng delays_;
  watcher watch_;
  std::function<bool(byte_view)> stops_;
  instant cut_until_{};
  instant clogged_until_{};
  std::uint64_t sent_ = 0;
  std::uint64_t gone_ = 0;
};

}  // namespace aviary
