#pragma once

#include <cstdint>
#include <set>

#include "messages/bytes.hpp"
#include "messages/zone_name.hpp"

// What one bird's queries look like from outside: which carry a heartbeat, and which ask for the
// same again. It reads the names as the console does, but has no key and needs none: messages are
// told apart by their counters, fragments by their indices.

namespace aviary {

class query_watch {
 public:
  struct seen {
    bool heartbeat = false;      ///< a message of one query; reports under load are all longer
    bool new_heartbeat = false;  ///< the first query of that message
    bool again = false;          ///< this message or fragment was asked before
    std::uint32_t message = 0;   ///< low bits of the message's counter
  };

  /// Looks at a DNS message of the bird. What it cannot read is nothing of all that.
  seen ask(byte_view datagram, const zone_name& zone);

  /// An answer to that heartbeat reached the bird: true for the first one.
  bool answered(std::uint32_t message);

 private:
  struct heartbeat_state {
    bool known = false;
    bool answered = false;
    std::uint32_t message = 0;
  };

  heartbeat_state heartbeat_;  // a bird has one under way at a time
  /// Fragments asked for: the counter's low bits above the index.
  std::set<std::uint64_t> fragments_;
};

}  // namespace aviary
