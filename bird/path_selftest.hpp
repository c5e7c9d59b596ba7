#pragma once

#include "bird/bird_folder.hpp"
#include "bird/transport/path_probe.hpp"
#include "messages/endpoint.hpp"

namespace aviary {

/// Probes the path through one resolver over real sockets, with the keys of `registration`, until
/// it is known: some seconds, on a bad path a minute. The running bird takes no notice.
path_probe::effects::ended probe_path(const bird_registration& registration,
                                      const endpoint& resolver);

}  // namespace aviary
