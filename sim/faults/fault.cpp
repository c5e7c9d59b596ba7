#include "sim/faults/fault.hpp"

#include <algorithm>
#include <array>

namespace aviary {
namespace {

/// Long enough for a dead bird to be missed; and who listens must tell the birds apart, which all
/// ask by one address where there is a resolver.
bool misses_the_dead(const world_options& options) {
  return options.seconds >= 420 && options.resolver == no_resolver;
}

/// Somebody must be there who could be harmed.
bool has_several_birds(const world_options& options) {
  return options.birds > 1;
}

constexpr std::array kinds{
    fault_kind{"bird_crash", "a bird loses its power while it appends or sends, for up to 10 s",
               "append or datagram", 0.0001, 0.15, install_bird_crash},
    fault_kind{"bird_outage", "a bird is without power for up to 10 minutes", "second", 0.001, 0.01,
               install_bird_outage},
    fault_kind{"console_crash", "the console dies while it appends or sends, for up to 10 s",
               "append, datagram or webhook", 0.00001, 0.15, install_console_crash},
    fault_kind{"counters_back", "a bird starts with a counter file of an earlier day", "crash",
               0.01, 0.2, install_counters_back},
    fault_kind{"disk_back", "a bird starts with all its disks as they were minutes ago", "crash",
               0.01, 0.2, install_disk_back},
    fault_kind{"clone", "a second bird runs from a copy of one's disks", "second", 0.0001, 0.01,
               install_clone},
    fault_kind{"console_restored", "the console starts without the end of its log", "crash", 0.05,
               0.3, install_console_restored},
    fault_kind{"fragments_lost", "the console starts without the log of its fragments", "crash",
               0.05, 0.3, install_fragments_lost},
    fault_kind{"disk_full", "the console's disk has no room for up to 30 s", "second", 0.0005, 0.02,
               install_disk_full},
    fault_kind{"clock_jump", "somebody sets a clock, by seconds or by years", "second", 0.001, 0.05,
               install_clock_jump},
    fault_kind{"webhook_trouble", "the webhook fails, hangs, or takes what it refuses", "second",
               0.01, 0.2, install_webhook_trouble},
    fault_kind{"line_cut", "one bird's network is down for up to 90 s", "second", 0.001, 0.05,
               install_line_cut},
    fault_kind{"partition", "nobody reaches the console for up to 90 s", "second", 0.0005, 0.02,
               install_partition},
    fault_kind{"clogging", "one bird's datagrams wait for up to 10 s and come at once", "second",
               0.001, 0.05, install_clogging},
    fault_kind{"replay", "somebody sends old queries and answers again", "second", 0.05, 1,
               install_replay},
    fault_kind{"reflection", "somebody sends queries back as answers, and answers as queries",
               "second", 0.05, 1, install_reflection},
    fault_kind{"forgery", "somebody sends queries and answers with bits changed or cut off",
               "second", 0.05, 1, install_forgery},
    fault_kind{"registered_twice", "a person hands a registration request in twice at once",
               "request", 0.5, 1, install_registered_twice},
    fault_kind{"byzantine", "somebody with a bird's keys says ill-meant things in its name",
               "second", 0.02, 0.3, install_byzantine, has_several_birds},
    fault_kind{"impersonation",
               "a bird is taken away, the console restarts, and old messages are played", "second",
               0.001, 0.05, install_impersonation, misses_the_dead},
};

}  // namespace

std::span<const fault_kind> fault_kinds() {
  return kinds;
}

const fault_kind* find_fault(std::string_view name) {
  const auto found = std::find_if(kinds.begin(), kinds.end(),
                                  [name](const auto& one) { return one.name == name; });
  return found == kinds.end() ? nullptr : &*found;
}

}  // namespace aviary
