#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

#include "actors/reassembly.hpp"
#include "console/dns/key_table.hpp"
#include "messages/ids.hpp"
#include "messages/limits.hpp"
#include "messages/time.hpp"

// Which FRAGMENT STREAMS there are, so that a bird, also one whose keys were stolen, keeps no more
// of the console busy than an honest one may: 4 messages at once, none longer than a message may be
// (`reassembly` sees to that), so 256 KiB; each for a day. The one with the lowest counter goes
// first: replayed fragments of old messages never push out what the bird sends now.

namespace aviary {

class reassembly_limits {
 public:
  enum class admission : std::uint8_t {
    open,        ///< its stream is there, or has room now
    too_old,     ///< the bird has `messages_in_flight_max` with higher counters
    overloaded,  ///< too many of all birds together
  };
  struct verdict {
    admission how = admission::open;
    std::optional<counter> evicted;  ///< its stream is to be discarded
  };
  struct place {
    const registered_bird* bird = nullptr;
    counter at{};
  };

  /// A fragment of that message has come.
  verdict admit(const registered_bird& bird, counter at, instant now);
  /// A stream that was kept over a restart, opened back then.
  verdict readmit(const registered_bird& bird, counter at, instant opened);
  bool is_open(const registered_bird& bird, counter at) const;
  void close(const registered_bird& bird, counter at);
  /// Closes, and returns, what has been open for a day.
  std::vector<place> expire(instant now);
  std::size_t open() const { return count_; }

  static constexpr std::chrono::hours open_time{24};
  /// 256 MiB of fragments at the worst.
  static constexpr std::size_t open_max = 4'096;

 private:
  struct stream {
    counter at{};
    instant opened{};
  };
  std::unordered_map<const registered_bird*, std::vector<stream>> birds_;
  std::size_t count_ = 0;
};

static_assert(messages_in_flight_max * message_octets_max == 256 * 1024);

}  // namespace aviary
