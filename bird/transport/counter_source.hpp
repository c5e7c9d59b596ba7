#pragma once

#include "messages/ids.hpp"

// Where the sender takes the counters from that its nonces are made of. An interface, because the
// simulator puts a disk behind it that loses unsynced writes and can be rolled back.

namespace aviary {

class counter_source {
 public:
  virtual ~counter_source() = default;

  /// A counter that was never given out before, in this life of the process or an earlier one:
  /// durable before it is returned.
  virtual counter next() = 0;

  /// A REPLY says that the console has opened `highest`. True when the next counter was not above
  /// it, so that this disk is older than what was sent from it; the next one is then above it.
  virtual bool raise_above(counter highest) = 0;
};

}  // namespace aviary
