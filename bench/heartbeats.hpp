#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <functional>
#include <vector>

#include "bench/flock.hpp"
#include "messages/heartbeat.hpp"

// Heartbeats of a flock, as many as a console takes.

namespace aviary {

/// Queries under way at a time.
inline constexpr std::size_t window = 64;
inline constexpr std::size_t one_shot_plain = 113;

struct tally {
  std::uint64_t done = 0;
  std::uint64_t wrong = 0;  // not authentic, or not what was to be expected
  std::uint64_t asked_again = 0;
};

/// The bird's next one, sealed, under its counter `last`.
inline bytes next_heartbeat(thin_bird& bird) {
  ++bird.last.value;
  const heartbeat body{.uptime_seconds = 86'400,
                       .name = "bird in the cellar",
                       .location = "Vienna, house 3",
                       .interval_seconds = 3600};
  const auto plain = encode(envelope{heartbeat_head{bird.token, {}}, encode(body)}, one_shot_plain);
  return seal_up(bird.up, bird.last, plain);
}

/// Each bird in turn, `window` at a time, until `enough` says so.
class heartbeats {
 public:
  heartbeats(std::vector<thin_bird>& birds, flock_socket& socket)
      : birds_(birds), socket_(socket) {}

  tally run(const std::function<bool(std::uint64_t begun)>& enough) {
    tally out;
    std::uint64_t begun = 0;
    std::size_t under_way = 0;
    while (under_way > 0 || !enough(begun)) {
      for (; under_way < window && !enough(begun); ++under_way) send(begun++ % birds_.size());
      const auto heard = socket_.hear(birds_, std::chrono::milliseconds(500),
                                      [&](const auto& one) { take(one, out); });
      if (heard == 0) {  // lost on the way: loopback drops when a buffer is full
        out.asked_again += under_way;
        under_way = 0;
      }
      under_way -= std::min(under_way, heard);
    }
    return out;
  }

 private:
  void send(std::size_t index) {
    auto& bird = birds_[index];
    const auto sealed = next_heartbeat(bird);
    bird_request wanted;
    wanted.body = one_shot_request{low_of(bird.last), sealed};
    socket_.ask(bird, index, bird.last.value, wanted);
  }

  void take(const flock_socket::heard& one, tally& out) {
    auto& bird = birds_[one.bird];
    const auto told = one.answer != nullptr ? reply_in(*one.answer, bird) : std::nullopt;
    if (!told || told->re.at.value != one.about) {
      ++out.wrong;
      return;
    }
    bird.token = told->token;
    ++out.done;
  }

  std::vector<thin_bird>& birds_;
  flock_socket& socket_;
};

}  // namespace aviary
