#pragma once

#include <sys/types.h>

#include <filesystem>
#include <optional>

// What a process costs, read off /proc (proc(5)), and which process it is that serves a UNIX
// socket.

namespace aviary {

struct process_usage {
  double cpu_seconds = 0;  ///< user and system, all its threads together; a hundredth is a tick
  double resident_mib = 0;
};

/// Nothing when there is no such process.
std::optional<process_usage> usage_of(pid_t process);

/// The process that listens on a UNIX socket (unix(7), SO_PEERCRED); nothing when none does.
std::optional<pid_t> process_behind(const std::filesystem::path& socket);

}  // namespace aviary
