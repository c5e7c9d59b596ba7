#pragma once

#include <sys/wait.h>

#include <cstring>
#include <string>

// How a process ended, for a person.

namespace aviary {

/// `status` is waitpid's.
inline std::string describe_end(int status) {
  if (WIFSIGNALED(status))
    return "killed by signal " + std::to_string(WTERMSIG(status)) + " (" +
           ::strsignal(WTERMSIG(status)) + ")";
  return "ended with status " + std::to_string(WEXITSTATUS(status));
}

}  // namespace aviary
