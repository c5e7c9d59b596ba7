#pragma once

#include <cstddef>

#include "messages/result.hpp"

// What a worker gives away before it reads the first octet of a stranger: everything but talking on
// the sockets that it has. A parser that is taken over can open no file and no socket, start no
// program, make no memory executable, and use little memory and time. A call outside the list ends
// the worker (SIGSYS), which its parent reports.

namespace aviary {

struct worker_limits {
  /// A worker maps 14 MiB; a packet takes up to 256 KiB, several times over.
  std::size_t address_space_octets = 64 * 1024 * 1024;
  /// Diffie-Hellman with 8,192 bits takes a small ARM board some seconds.
  std::size_t cpu_seconds = 30;
  /// poll() takes no more descriptors than this; a worker has five.
  std::size_t files = 16;
};

/// Confines the calling process for good. On failure it must end: it is confined in part.
result<void, failure> confine_worker(const worker_limits& limits = {});

/// Gives up all capabilities, and the user root for `nobody`, for good. What the service manager
/// has given to the bird (a low port) is not the decoy's.
result<void, failure> give_up_privileges();

}  // namespace aviary
