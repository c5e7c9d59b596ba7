#pragma once

#include "bird/bird_folder.hpp"
#include "bird/transport/path_probe.hpp"
#include "bird/transport/resolver_set.hpp"

namespace aviary {

/// Probes the path through the first resolver of `settings` over real sockets, with the keys of
/// `registration`, until it is known: some seconds, on a bad path a minute. The running bird takes
/// no notice. `say` is told what is wrong with a DNS server over HTTPS.
path_probe::effects::ended probe_path(const bird_registration& registration,
                                      const resolver_settings& settings,
                                      std::function<void(const std::string&)> say);

}  // namespace aviary
