#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "actors/ports.hpp"
#include "console/dns/dns_tcp_listener.hpp"
#include "console/dns/edge_counters.hpp"
#include "console/dns/key_table.hpp"
#include "console/dns/zone_answers.hpp"
#include "console/presence/authentic_request.hpp"
#include "messages/endpoint.hpp"
#include "messages/result.hpp"

// The console on port 53: sockets, one thread, and the name server in it. The thread receives up to
// 64 datagrams in one system call, answers strangers at once in another, and passes what is
// authentic on as one batch. Answers come back from any thread through the sink and leave by the
// edge's thread, which an eventfd wakes.
//
// It drops what the kernel does not take at once: over UDP the asker asks again.

namespace aviary {

inline constexpr std::size_t endpoints_max = 64;

struct dns_listener_settings {
  std::vector<endpoint> endpoints;
  dns_tcp_limits tcp;
  std::size_t slots = answer_slots::count_default;
};

class dns_listener {
 public:
  /// Binds UDP and TCP on every endpoint, but receives nothing yet: the process may give up its
  /// rights in between. What is passed by reference must outlive it.
  static result<std::unique_ptr<dns_listener>, failure> open(const dns_listener_settings& settings,
                                                             const zone_answers& zone,
                                                             key_table& keys,
                                                             const clock_port& clock,
                                                             entropy_port& entropy);
  /// Stops.
  ~dns_listener();

  /// Starts the thread. `deliver` is called on it, once for each receive batch that has something
  /// authentic.
  void start(deliver_batch deliver);
  /// Ends the thread. The sink stays usable, and what it is given goes nowhere.
  void stop();

  answer_sink& answers();
  const edge_counters& counters() const;
  /// Where it listens, with the ports that the kernel chose for port 0.
  std::vector<endpoint> endpoints() const;

 private:
  class edge_thread;
  explicit dns_listener(std::unique_ptr<edge_thread> edge);

  std::unique_ptr<edge_thread> edge_;
};

}  // namespace aviary
