#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "messages/result.hpp"

namespace boost::asio {
class io_context;
}

// What all programs of the project have in common on a command line: exit codes, how they say what
// went wrong, and how long they live. Data goes to stdout, everything else to stderr.

namespace aviary {

enum class exit_code : int {
  ok = 0,
  failed = 1,       ///< it was tried, and did not work
  usage = 2,        ///< it was not understood
  unreachable = 3,  ///< the program that should answer is not running
  not_found = 4,    ///< the thing that was named is not there
};

/// Prints `aviary-bird: what` and the hint on a line of its own.
exit_code print_failure(const std::string& program, const failure& why,
                        exit_code code = exit_code::failed);

/// What a command line that was not understood gets: the reason, and the nearest of `known` for the
/// first of `words` that is not among them.
exit_code print_usage_failure(const std::string& program, const std::string& why,
                              const std::vector<std::string>& words,
                              const std::vector<std::string>& known);

/// Brings what is in hand to its end, and then calls what it is given, once, on the io's thread.
using wind_down = std::function<void(std::function<void()>)>;

/// For a program that stays: says that it is ready, on stderr and to systemd (sd_notify(3)), and
/// runs `io` until SIGINT or SIGTERM. After that `finish`, if there is one, has `wind_down_max`; a
/// second signal cuts it short. From here on SIGPIPE is ignored, since whoever reads our stderr may
/// go away before we do.
void run_until_told(boost::asio::io_context& io, const wind_down& finish = {});

inline constexpr std::chrono::seconds wind_down_max{5};

}  // namespace aviary
