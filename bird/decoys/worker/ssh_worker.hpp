#pragma once

#include <libssh/server.h>

#include <cstdint>
#include <memory>
#include <string>

#include "bird/decoys/worker/host_keys.hpp"
#include "bird/decoys/worker/input_ring.hpp"
#include "bird/decoys/worker/ssh_personality.hpp"
#include "messages/result.hpp"

// One connection to the SSH decoy, in a process of its own. libssh 0.10 speaks the protocol; the
// worker tells its parent the client's version, the keys it offers and the passwords it tries, and
// lets nobody in. Each event is sent before the attempt is answered.
//
// What it does not do: libssh gives user names and passwords as C strings, so both end at a NUL
// octet (OpenSSH ends the connection there). docs/DECOYS.md lists what else differs from OpenSSH.

namespace aviary {

/// What all connections of one SSH decoy share; made once, before the first fork.
class ssh_service {
 public:
  static result<ssh_service, failure> create(const ssh_personality& face, host_keys keys);

  const std::string& identification() const { return identification_; }

  /// Runs one connection to its end in a process that was forked for it: confines the process
  /// first. `events` takes the datagrams of worker_event.hpp and may block. The exit status.
  int serve(int client, int events, input_ring& input) const;

 private:
  struct bind_free {
    void operator()(ssh_bind bind) const { ::ssh_bind_free(bind); }
  };
  using bind_owner = std::unique_ptr<ssh_bind_struct, bind_free>;

  ssh_service(bind_owner bind, std::string identification, std::uint64_t timing_secret)
      : bind_(std::move(bind)),
        identification_(std::move(identification)),
        timing_secret_(timing_secret) {}

  bind_owner bind_;
  std::string identification_;
  std::uint64_t timing_secret_;
};

}  // namespace aviary
